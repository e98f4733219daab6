using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Portal.Application.Catalog;
using Portal.Application.Catalog.Definitions;

namespace Portal.Application.Ownership;

/// <summary>What an API's definition offers, as far as a path or topic can be recognised by it.</summary>
/// <param name="Servers">Addresses it says it is served at.</param>
internal sealed record ApiOffer(IReadOnlyList<(string Verb, string Address)> Operations, IReadOnlyList<string> Servers, bool IsAsync);

/// <summary>Reads the offers of definitions, each once for as long as snapshots hold its text; the definition itself is not kept.</summary>
internal sealed class ApiOffers(ApiDefinitions definitions)
{
    private const int MostOperations = 500;

    private readonly ConditionalWeakTable<byte[], ApiOffer> _known = [];

    public ApiOffer? Of(CatalogEntity entity)
        => entity.Ref.Kind != "api" || !MemoryMarshal.TryGetArray(entity.SpecUtf8, out var spec) ? null
            : _known.TryGetValue(spec.Array!, out var known) ? known
            : ApiDefinitions.TextOf(entity) is { } text ? _known.GetValue(spec.Array!, _ => Read(text, entity.Type))
            : null;

    private ApiOffer Read(string text, string? type)
    {
        var outline = definitions.Read(text, type);
        return new([.. outline.Operations.Take(MostOperations).Select(o => (o.Verb, o.Address))], [.. outline.Servers.Select(s => s.Url)], outline is AsyncApiOutline);
    }
}

/// <summary>Path templates of many APIs; a path finds the template that fits it with the most literal parts.</summary>
internal sealed class ApiPaths
{
    private const int MostParts = 32;
    private const int MostFound = 50;

    private readonly Node _root = new();

    /// <param name="template">For instance /v2/invoices/{invoiceId}.</param>
    public void Add(string template, string verb, EntityRef api)
    {
        var at = _root;
        foreach (var part in template.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(MostParts))
        {
            at = part.Contains('{', StringComparison.Ordinal) ? at.Any ??= new() : CollectionsMarshal.GetValueRefOrAddDefault(at.Literal, part, out _) ??= new();
        }

        if (!ReferenceEquals(at, _root) && !at.Ends.Contains((template, verb, api)))
        {
            at.Ends.Add((template, verb, api));
        }
    }

    /// <returns>Operations of the best fitting templates; of those with the verb, where any has it.</returns>
    public IReadOnlyList<(string Template, string Verb, EntityRef Api)> Find(string path, string? verb)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > MostParts)
        {
            return [];
        }

        List<(int Literals, (string Template, string Verb, EntityRef Api) End)> found = [];
        Walk(_root, parts, 0, 0, found);
        if (found.Count == 0)
        {
            return [];
        }

        var best = found.Max(f => f.Literals);
        List<(string Template, string Verb, EntityRef Api)> ends = [.. found.Where(f => f.Literals == best && f.Literals > 0).Select(f => f.End)];
        var ofVerb = ends.FindAll(e => string.Equals(e.Verb, verb, StringComparison.OrdinalIgnoreCase));
        return [.. (ofVerb.Count > 0 ? ofVerb : ends).DistinctBy(e => e.Api)];
    }

    private static void Walk(Node node, string[] parts, int at, int literals, List<(int, (string, string, EntityRef))> found)
    {
        if (found.Count >= MostFound)
        {
            return;
        }

        if (at == parts.Length)
        {
            found.AddRange(node.Ends.Take(MostFound - found.Count).Select(e => (literals, e)));
            return;
        }

        if (node.Literal.TryGetValue(parts[at], out var next))
        {
            Walk(next, parts, at + 1, literals + 1, found);
        }

        if (node.Any is { } any)
        {
            Walk(any, parts, at + 1, literals, found);
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literal { get; } = new(StringComparer.OrdinalIgnoreCase);

        public Node? Any { get; set; }

        public List<(string Template, string Verb, EntityRef Api)> Ends { get; } = [];
    }
}
