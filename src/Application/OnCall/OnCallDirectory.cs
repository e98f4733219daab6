using System.Text;
using System.Text.Json;
using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>Gives the look at on-call that fits the catalog and the database of this moment.</summary>
public sealed class OnCallDirectory(ICatalog catalog, OnCallStore store, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private OnCallView? _view;

    public DateTimeOffset? ReadAt => store.ReadAt;

    public OnCallView Now() => Over(catalog.Current);

    /// <summary>Over a graph that the caller reads as well, so that both see one state.</summary>
    public OnCallView Over(CatalogGraph graph)
    {
        var data = store.Current;
        lock (_gate)
        {
            if (_view is { } view && ReferenceEquals(view.Graph, graph) && ReferenceEquals(view.Data, data))
            {
                return view;
            }

            var made = RotaSources.Read(graph, data);
            return _view = new(graph, made.Rotas, made.Broken, data);
        }
    }

    /// <summary>Who is called for an entity now.</summary>
    public OnCallAnswer Of(CatalogGraph graph, EntityRef subject, EntityRef? owner) => Over(graph).Of(subject, owner, clock.GetUtcNow(), store.ReadAt);
}

/// <summary>Rotas from descriptors (spec.onCall) and from the database, put together.</summary>
internal static class RotaSources
{
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes("\"onCall\"");

    public static (IReadOnlyList<RotaEntry> Rotas, IReadOnlyList<BrokenRota> Broken) Read(CatalogGraph graph, OnCallData data)
    {
        List<BrokenRota> broken = [];
        Dictionary<string, RotaEntry> byName = new(StringComparer.Ordinal);
        foreach (var entity in graph.Entities)
        {
            if (entity.Ref.Kind is "group" or "component" && entity.SpecUtf8.Span.IndexOf(Mark) >= 0)
            {
                foreach (var input in Inputs(entity, broken))
                {
                    Add(input, entity.Ref.ToString(), null, entity.Ref.ToString());
                }
            }
        }

        foreach (var row in data.Rotas)
        {
            if (JsonSerializer.Deserialize<RotaInput>(row.InputJson, OnCallJson.Options) is { } input)
            {
                Add(input with { Name = row.Name }, row.Owner, row, null);
            }
        }

        return ([.. byName.Values.OrderBy(r => r.Name, StringComparer.Ordinal)], broken);

        void Add(RotaInput input, string owner, StoredRota? row, string? declaredIn)
        {
            var (rota, faults) = RotaReader.Read(input, owner);
            if (rota is null)
            {
                broken.Add(new(owner, input.Name ?? "", faults));
            }
            else if (!byName.TryAdd(rota.Name, new(rota, input, row, declaredIn)))
            {
                broken.Add(new(owner, rota.Name, [new("name", $"{byName[rota.Name].DeclaredIn ?? byName[rota.Name].Rota.Owner} has a rota {rota.Name} already; that one counts. Rename or delete one of them.")]));
            }
        }
    }

    private static List<RotaInput> Inputs(CatalogEntity entity, List<BrokenRota> broken)
    {
        if (!entity.Spec.TryGetProperty("onCall", out var declared))
        {
            return [];
        }

        try
        {
            return declared.ValueKind == JsonValueKind.Array ? declared.Deserialize<List<RotaInput>>(OnCallJson.Options) ?? [] : declared.Deserialize<RotaInput>(OnCallJson.Options) is { } one ? [one] : [];
        }
        catch (JsonException ex)
        {
            broken.Add(new(entity.Ref.ToString(), "", [new("spec.onCall" + ex.Path?.TrimStart('$'), $"spec.onCall of {entity.Ref} has another shape than a rota: {ex.Message} See docs/user/on-call.md for one that works.")]));
            return [];
        }
    }
}
