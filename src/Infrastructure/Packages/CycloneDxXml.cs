using System.Xml.Linq;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>CycloneDX as XML, 1.2 to 1.7.</summary>
/// <remarks>Source: cyclonedx.org, XML schema of 1.4, 1.5 and 1.6.</remarks>
internal static class CycloneDxXml
{
    private const string Namespace = "http://cyclonedx.org/schema/bom/";

    public static PackageDocument Read(XElement root)
    {
        var space = root.Name.NamespaceName;
        if (root.Name.LocalName != "bom" || !space.StartsWith(Namespace, StringComparison.Ordinal))
        {
            throw new MalformedException($"The root element is {root.Name.LocalName} of '{space}' ({SafeXml.Place(root)}), not bom of {Namespace}1.6.", "Send CycloneDX, or SPDX as JSON or tag-value.");
        }

        var version = space[Namespace.Length..];
        if (!CycloneDx.IsKnown(version))
        {
            throw new MalformedException($"The namespace says CycloneDX {version} ({SafeXml.Place(root)}).", "CycloneDX 1.2 to 1.7 are read; have the tool write 1.6.");
        }

        var graph = new DependencyGraph();
        var nameless = 0;
        var number = 0;
        var subject = root.Children("metadata", "component").FirstOrDefault();
        foreach (var component in root.Children("components", "component").Concat(subject?.Children("components", "component") ?? []).SelectMany(c => c.DescendantsAndSelf().Where(IsComponent)))
        {
            var isDevelopment = component.Child("scope") == "excluded" || component.Children("properties", "property").Any(p => CycloneDx.SaysDevelopment(p.Attribute("name")?.Value, p.Value.Trim()));
            if (component.Attribute("type")?.Value is not "file" && !SbomParts.AddComponent(graph, component.Attribute("bom-ref")?.Value ?? $"#{++number}", component.Child("purl"), component.Child("group"), component.Child("name"), component.Child("version"), isDevelopment))
            {
                nameless++;
            }
        }

        foreach (var dependency in root.Children("dependencies", "dependency"))
        {
            var from = dependency.Attribute("ref")?.Value ?? throw new MalformedException($"A dependency has no ref ({SafeXml.Place(dependency)}).", "Name the component that depends.");
            foreach (var to in dependency.Children("dependency").Select(d => d.Attribute("ref")?.Value).OfType<string>())
            {
                CycloneDx.Link(graph, subject?.Attribute("bom-ref")?.Value, from, to);
            }
        }

        var items = graph.Build();
        var tool = root.Children("metadata", "tools").SelectMany(t => t.Children("tool").Concat(t.Children("components", "component"))).FirstOrDefault();
        return new($"CycloneDX {version} XML", tool?.Child("name") is { } name ? $"{name} {tool.Child("version")}".Trim() : null, subject?.Child("version"),
            SbomParts.Moment(root.Children("metadata", "timestamp").FirstOrDefault()?.Value), items, [.. SbomParts.Notes(items, graph.HasLinks, nameless)]);
    }

    // Nested components lie in a list of their own within a component; those of tools and services are no packages of the service.
    private static bool IsComponent(XElement element)
        => element.Name.LocalName == "component" && element.Parent?.Name.LocalName == "components" && !element.Ancestors().Any(a => a.Name.LocalName is "tools" or "pedigree");
}
