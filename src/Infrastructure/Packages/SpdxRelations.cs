using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>A package of an SPDX document.</summary>
internal sealed record SpdxPackage(string Id, string? Name, string? Version, string? Purl);

internal static class Spdx
{
    public const string ToolMark = "Tool:";

    /// <exception cref="MalformedException">It is no version that is read.</exception>
    public static string Version(string text, string place) => text.Trim() switch
    {
        "SPDX-2.2" => "2.2",
        "SPDX-2.3" => "2.3",
        _ => throw new MalformedException($"{place} is '{text}'.", "SPDX-2.2 and SPDX-2.3 are read; have the tool write SPDX 2.3 or CycloneDX."),
    };
}

/// <summary>Collects packages and relationships, which may come in any order, and makes a graph of them.</summary>
internal sealed class SpdxRelations(string version)
{
    private const string Document = "SPDXRef-DOCUMENT";

    // The element that is needed stands second in these, first in those that end with _OF.
    private static readonly string[] Needs = ["DEPENDS_ON", "CONTAINS", "DYNAMIC_LINK", "STATIC_LINK", "HAS_PREREQUISITE"];
    private static readonly string[] NeededBy = ["DEPENDENCY_OF", "CONTAINED_BY", "RUNTIME_DEPENDENCY_OF", "OPTIONAL_DEPENDENCY_OF", "PROVIDED_DEPENDENCY_OF", "PREREQUISITE_FOR"];
    private static readonly string[] NeededForBuild = ["DEV_DEPENDENCY_OF", "BUILD_DEPENDENCY_OF", "TEST_DEPENDENCY_OF", "BUILD_TOOL_OF", "DEV_TOOL_OF", "TEST_TOOL_OF"];

    private readonly List<SpdxPackage> _packages = [];
    private readonly List<(string From, string To)> _needs = [];
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);
    private readonly HashSet<string> _forBuild = new(StringComparer.Ordinal);
    private readonly HashSet<string> _forRun = new(StringComparer.Ordinal);

    public void Describe(string id) => _described.Add(id);

    public void Add(SpdxPackage package)
    {
        _packages.Add(package);
        if (_packages.Count > DependencyGraph.MaxPackages)
        {
            throw new MalformedException($"The SBOM names more than {DependencyGraph.MaxPackages:N0} packages.", "Describe one service in it, or split it and give each part its own source.");
        }
    }

    public void Relate(string from, string type, string to)
    {
        if (type == "DESCRIBES" && from == Document)
        {
            _described.Add(to);
        }
        else if (type == "DESCRIBED_BY" && to == Document)
        {
            _described.Add(from);
        }
        else if (Needs.Contains(type, StringComparer.Ordinal))
        {
            _needs.Add((from, to));
            _forRun.Add(to);
        }
        else if (NeededBy.Contains(type, StringComparer.Ordinal))
        {
            _needs.Add((to, from));
            _forRun.Add(from);
        }
        else if (NeededForBuild.Contains(type, StringComparer.Ordinal))
        {
            _needs.Add((to, from));
            _forBuild.Add(from);
        }
    }

    public PackageDocument Finish(string form, string? tool, string? created)
    {
        // One described package is the service itself; where many are described, the document lists what it found and has no root.
        var subject = _described.Count == 1 ? _packages.Find(p => _described.Contains(p.Id)) : null;
        var graph = new DependencyGraph();
        var nameless = 0;
        foreach (var package in _packages.Where(p => p != subject))
        {
            if (!SbomParts.AddComponent(graph, package.Id, package.Purl, null, package.Name, Value(package.Version), _forBuild.Contains(package.Id) && !_forRun.Contains(package.Id)))
            {
                nameless++;
            }
        }

        foreach (var (from, to) in _needs)
        {
            if (from == subject?.Id)
            {
                graph.Direct(to);
            }
            else
            {
                graph.Link(from, to);
            }
        }

        var items = graph.Build();
        return new($"SPDX {version} {form}", tool?[Spdx.ToolMark.Length..].Trim(), Value(subject?.Version), SbomParts.Moment(created), items, [.. SbomParts.Notes(items, graph.HasLinks, nameless)]);
    }

    private static string? Value(string? text) => text is null or "NOASSERTION" or "NONE" || string.IsNullOrWhiteSpace(text) ? null : text;
}
