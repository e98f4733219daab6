using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>CycloneDX as JSON, 1.2 to 1.7.</summary>
/// <remarks>Source: cyclonedx.org, JSON reference of 1.4, 1.5 and 1.6: components, nested components, dependencies, metadata.</remarks>
internal static class CycloneDxJson
{
    public static PackageDocument Read(JsonPlace root)
    {
        if (!string.Equals(root.Text("bomFormat"), "CycloneDX", StringComparison.OrdinalIgnoreCase))
        {
            throw new MalformedException("$.bomFormat is not CycloneDX.", "Write \"bomFormat\": \"CycloneDX\", or send SPDX.");
        }

        var version = root.Text("specVersion") ?? throw new MalformedException("$.specVersion is missing.", "Make the SBOM anew with a present version of its tool.");
        if (!CycloneDx.IsKnown(version))
        {
            throw new MalformedException($"$.specVersion is {version}.", "CycloneDX 1.2 to 1.7 are read; have the tool write 1.6.");
        }

        var graph = new DependencyGraph();
        var nameless = 0;
        foreach (var component in root.Items("components"))
        {
            Add(graph, component, ref nameless);
        }

        var subject = root["metadata"]?["component"];
        var rootId = subject?.Text("bom-ref");
        foreach (var nested in subject?.Items("components") ?? [])
        {
            Add(graph, nested, ref nameless);
        }

        foreach (var dependency in root.Items("dependencies"))
        {
            var from = dependency.Text("ref") ?? throw new MalformedException($"{dependency.Path}.ref is missing.", "Name the component that depends.");
            foreach (var to in dependency.Items("dependsOn"))
            {
                CycloneDx.Link(graph, rootId, from, to.AsText());
            }
        }

        var items = graph.Build();
        return new($"CycloneDX {version} JSON", Tool(root["metadata"]), subject?.Text("version"), SbomParts.Moment(root["metadata"]?.Text("timestamp")), items, [.. SbomParts.Notes(items, graph.HasLinks, nameless)]);
    }

    // Nesting is bounded by the depth that JSON itself is read to.
    private static void Add(DependencyGraph graph, JsonPlace component, ref int nameless)
    {
        if (!component.IsObject)
        {
            throw component.Wrong("an object");
        }

        var isDevelopment = component.Text("scope") == "excluded" || component.Items("properties").Any(p => p.IsObject && CycloneDx.SaysDevelopment(p.Text("name"), p["value"] is { Value.ValueKind: System.Text.Json.JsonValueKind.String } value ? value.AsText() : null));
        if (component.Text("type") is not "file" && !SbomParts.AddComponent(graph, component.Text("bom-ref") ?? component.Path, component.Text("purl"), component.Text("group"), component.Text("name"), component.Text("version"), isDevelopment))
        {
            nameless++;
        }

        foreach (var nested in component.Items("components"))
        {
            Add(graph, nested, ref nameless);
        }
    }

    // A list of tools until 1.4, an object with components since 1.5.
    private static string? Tool(JsonPlace? metadata)
    {
        if (metadata?["tools"] is not { } tools)
        {
            return null;
        }

        var first = (tools.IsObject ? tools.Items("components") : metadata.Value.Items("tools")).FirstOrDefault();
        return first.IsObject && first.Text("name") is { } name ? $"{name} {first.Text("version")}".Trim() : null;
    }
}

/// <summary>Rules of CycloneDX that JSON and XML share.</summary>
internal static class CycloneDx
{
    private static readonly string[] Versions = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

    public static bool IsKnown(string version) => Versions.Contains(version, StringComparer.Ordinal);

    /// <summary>What the described component depends on is direct; the rest are links between packages.</summary>
    public static void Link(DependencyGraph graph, string? root, string from, string to)
    {
        if (from == root)
        {
            graph.Direct(to);
        }
        else
        {
            graph.Link(from, to);
        }
    }

    /// <summary>The taxonomy's properties of npm and Poetry components that are only needed for development.</summary>
    public static bool SaysDevelopment(string? name, string? value)
        => (name is "cdx:npm:package:development" && value == "true") || (name is "cdx:poetry:group" or "cdx:poetry:package:group" && value is "dev" or "test" or "docs");
}
