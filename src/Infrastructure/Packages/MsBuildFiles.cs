using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Infrastructure.Packages;

/// <summary>
/// What a project file gets from Directory.Build.props and Directory.Packages.props. As MSBuild does: the nearest one counts, and it may import the next one above. Conditions are not
/// evaluated: what stands without one wins, else the first.
/// </summary>
internal sealed partial class MsBuildFiles
{
    private const int MaxNesting = 10;

    private readonly Dictionary<string, (string Value, bool IsConditional)> _properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _central = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Name, string? Version)> _global = [];

    /// <param name="tree">The repository.</param>
    /// <param name="project">Path of the project file.</param>
    /// <param name="root">The project file itself.</param>
    /// <exception cref="MalformedException">One of the files is no XML.</exception>
    public MsBuildFiles(ManifestTree tree, string project, XElement root)
    {
        foreach (var file in Chain(tree, project, "Directory.Build.props"))
        {
            Properties(file);
        }

        List<XElement> packages = [.. Chain(tree, project, "Directory.Packages.props")];
        packages.ForEach(Properties);
        Properties(root);
        foreach (var file in packages)
        {
            foreach (var item in file.Descendants().Where(e => e.Name.LocalName is "PackageVersion" or "GlobalPackageReference"))
            {
                if (Named(item) is not { } name)
                {
                    continue;
                }

                var version = Expand(item.Attribute("Version")?.Value ?? item.Child("Version"));
                if (item.Name.LocalName == "GlobalPackageReference")
                {
                    _global.Add((name, version));
                }
                else if (version is not null && (item.Attribute("Condition") is null || !_central.ContainsKey(name)))
                {
                    _central[name] = version;
                }
            }
        }
    }

    /// <summary>Packages that every project gets; build tools by their nature.</summary>
    public IReadOnlyList<(string Name, string? Version)> Global => _global;

    public static string? Named(XElement item) => (item.Attribute("Include") ?? item.Attribute("Update"))?.Value.Trim() is { Length: > 0 } name ? name : null;

    public string? CentralVersion(string package) => _central.GetValueOrDefault(package);

    public string? Property(string name) => _properties.TryGetValue(name, out var property) ? Expand(property.Value) : null;

    /// <summary>With $(properties) filled in; those that nobody sets stay as they are.</summary>
    public string? Expand(string? text)
    {
        for (var round = 0; round < MaxNesting && text?.Contains("$(", StringComparison.Ordinal) == true; round++)
        {
            var next = Reference().Replace(text, m => _properties.TryGetValue(m.Groups["name"].Value, out var property) ? property.Value : m.Value);
            if (next == text || next.Length > 1000)
            {
                break;
            }

            text = next;
        }

        return text?.Trim();
    }

    // Outermost first, so that the nearer one overrides.
    private static List<XElement> Chain(ManifestTree tree, string project, string name)
    {
        List<XElement> files = [];
        foreach (var folder in ManifestTree.Upwards(ManifestTree.Folder(project)))
        {
            var path = ManifestTree.Join(folder, name)!;
            if (tree.Bytes(path) is not { } bytes)
            {
                continue;
            }

            var file = SafeXml.Parse(bytes, path);
            files.Insert(0, file);
            if (!file.Descendants().Any(e => e.Name.LocalName == "Import" && e.Attribute("Project")?.Value is { } import && (import.Contains("GetPathOfFileAbove", StringComparison.Ordinal) || import.Contains(name, StringComparison.OrdinalIgnoreCase))))
            {
                break;
            }
        }

        return files;
    }

    private void Properties(XElement file)
    {
        foreach (var property in file.Children("PropertyGroup").SelectMany(g => g.Elements()))
        {
            var isConditional = property.Attribute("Condition") is not null || property.Parent!.Attribute("Condition") is not null;
            var name = property.Name.LocalName;
            if (!isConditional || !_properties.ContainsKey(name))
            {
                _properties[name] = (property.Value.Trim(), isConditional);
            }
        }
    }

    [GeneratedRegex(@"\$\((?<name>[A-Za-z_][A-Za-z0-9_.-]*)\)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Reference();
}
