using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>pom.xml with the properties, managed versions and dependencies of its parents as far as they lie in the repository.</summary>
/// <remarks>Source: maven.apache.org, POM reference: inheritance, dependencyManagement, properties. Profiles are not looked at.</remarks>
internal static partial class MavenManifest
{
    private const int MaxParents = 20;
    private const int MaxNesting = 10;

    public static void Read(ManifestReading reading, string path)
    {
        List<XElement> poms = [];
        for (var at = path; at is not null && poms.Count < MaxParents && reading.Tree.Bytes(at) is { } content;)
        {
            var pom = SafeXml.Parse(content, at);
            if (pom.Name.LocalName != "project")
            {
                throw new MalformedException($"The root element of {at} is {pom.Name.LocalName}, not project.", "Check that it is a POM.");
            }

            if (poms.Count > 0 && pom.Child("artifactId") != poms[^1].Children("parent").First().Child("artifactId"))
            {
                break; // another project lies where the parent would
            }

            poms.Add(pom);
            at = ParentOf(pom, at);
        }

        if (poms.Count == 0)
        {
            return;
        }

        var properties = Properties(poms);
        if (poms[^1].Children("parent").FirstOrDefault() is { } outside)
        {
            reading.Notes.Add($"{path}: its parent {outside.Child("groupId")}:{outside.Child("artifactId")} is not in the repository, so versions that it manages are not known.");
        }

        Dictionary<string, (string? Version, string? Scope)> managed = new(StringComparer.Ordinal);
        foreach (var dependency in poms.SelectMany(p => p.Children("dependencyManagement", "dependencies", "dependency")))
        {
            if (Expand(properties, dependency.Child("scope")) == "import")
            {
                reading.Notes.Add($"{path}: versions of the imported {Name(properties, dependency)} are not known.");
            }
            else if (Name(properties, dependency) is { } name)
            {
                managed.TryAdd(name, (Expand(properties, dependency.Child("version")), Expand(properties, dependency.Child("scope"))));
            }
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var dependency in poms.SelectMany(p => p.Children("dependencies", "dependency")))
        {
            if (Name(properties, dependency) is not { } name || !seen.Add(name))
            {
                continue; // the nearer pom has spoken
            }

            var known = managed.GetValueOrDefault(name);
            var version = Expand(properties, dependency.Child("version")) ?? known.Version;
            if (version is null)
            {
                reading.Notes.Add($"{path}: the version of {name} is managed outside the repository.");
            }

            var id = $"{path}:{name}";
            reading.Add(id, Ecosystems.Maven, name, version is ['[', .. var exact, ']'] && !exact.Contains(',', StringComparison.Ordinal) ? exact : version, (Expand(properties, dependency.Child("scope")) ?? known.Scope) == "test");
            reading.Graph.Direct(id);
        }
    }

    private static string? ParentOf(XElement pom, string path)
    {
        if (pom.Children("parent").FirstOrDefault() is not { } parent)
        {
            return null;
        }

        // An empty element says that the parent is looked for in the registry alone.
        var relative = parent.Children("relativePath").FirstOrDefault() is { } given ? given.Value.Trim() : "../pom.xml";
        return relative.Length == 0 || ManifestTree.Join(ManifestTree.Folder(path), relative) is not { } joined ? null
            : joined.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? joined : ManifestTree.Join(joined, "pom.xml");
    }

    // The project's own values and properties, the nearer pom before its parent.
    private static Dictionary<string, string> Properties(List<XElement> poms)
    {
        Dictionary<string, string> properties = new(StringComparer.Ordinal);
        foreach (var property in poms.SelectMany(p => p.Children("properties").Elements()))
        {
            properties.TryAdd(property.Name.LocalName, property.Value.Trim());
        }

        var parent = poms[0].Children("parent").FirstOrDefault();
        foreach (var field in new[] { "groupId", "artifactId", "version" })
        {
            foreach (var prefix in new[] { "project.", "pom.", "" })
            {
                if ((poms[0].Child(field) ?? parent?.Child(field)) is { } own)
                {
                    properties.TryAdd(prefix + field, own);
                }

                if (parent?.Child(field) is { } inherited)
                {
                    properties.TryAdd($"{prefix}parent.{field}", inherited);
                }
            }
        }

        return properties;
    }

    private static string? Name(Dictionary<string, string> properties, XElement dependency)
        => Expand(properties, dependency.Child("groupId")) is { } group && Expand(properties, dependency.Child("artifactId")) is { } artifact ? $"{group}:{artifact}" : null;

    private static string? Expand(Dictionary<string, string> properties, string? text)
    {
        for (var round = 0; round < MaxNesting && text?.Contains("${", StringComparison.Ordinal) == true; round++)
        {
            var next = Reference().Replace(text, m => properties.GetValueOrDefault(m.Groups["name"].Value) ?? m.Value);
            if (next == text || next.Length > 1000)
            {
                break;
            }

            text = next;
        }

        return text;
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9_.-]+)\}", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Reference();
}
