using System.Text;
using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Entities that match, a page at a time.</summary>
/// <param name="Filter">Which ones.</param>
/// <param name="Sort">name, kind, type, owner, system, lifecycle, namespace, ref or relevance; a leading '-' turns it round. Default: relevance with a text, else ref.</param>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Cursor">nextCursor of the page before; stays valid while entities come and go.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record ListEntities(EntityFilter Filter, string? Sort = null, int Limit = 50, string? Cursor = null, DateTimeOffset? AsOf = null) : IQuery<EntityPage>
{
    public static IReadOnlyList<string> Sorts { get; } = ["ref", "name", "kind", "type", "owner", "system", "lifecycle", "namespace", "relevance"];

    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Total">How many match, over all pages.</param>
/// <param name="NextCursor">Null on the last page.</param>
public sealed record EntityPage(IReadOnlyList<EntityView> Items, int Total, string? NextCursor);

internal sealed class ListEntitiesValidator : AbstractValidator<ListEntities>
{
    private const int MaxLimit = 1000;
    private const int MaxText = 500;

    public ListEntitiesValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, MaxLimit).OverridePropertyName("limit").WithMessage($"Ask for 1 to {MaxLimit} entities at a time.");
        RuleFor(q => q.Sort).Must(s => s is null || ListEntities.Sorts.Contains(s.TrimStart('-'), StringComparer.Ordinal)).OverridePropertyName("sort")
            .WithMessage($"Sort by one of {string.Join(", ", ListEntities.Sorts)}, with a '-' before it for the other direction.");
        RuleFor(q => q.Filter.Q).MaximumLength(MaxText).OverridePropertyName("q").WithMessage($"A search text has at most {MaxText} characters.");
        RuleFor(q => q.Cursor).Must(c => c is null || EntityCursor.Read(c) is not null).OverridePropertyName("cursor").WithMessage("This is no cursor. Take nextCursor of the page before, or leave it out.");
    }
}

internal sealed class ListEntitiesHandler(ICatalog catalog, ICatalogIngest ingest, ICatalogHistory history) : IQueryHandler<ListEntities, EntityPage>
{
    public async Task<Result<EntityPage>> Handle(ListEntities query, CancellationToken cancellationToken)
    {
        var at = await catalog.AtAsync(history, query.AsOf, cancellationToken);
        if (at.Failure is { } failure)
        {
            return failure;
        }

        var graph = at.Value;
        var matching = EntityOrder.Sorted(graph, query.Filter, query.Sort);
        var start = query.Cursor is { } cursor ? EntityOrder.After(matching, EntityCursor.Read(cursor)!) : 0;
        var page = matching.Skip(start).Take(query.Limit).ToList();
        var last = start + page.Count;
        var next = last < matching.Count ? EntityCursor.Write(matching[last - 1]) : null;
        return new EntityPage([.. page.Select(m => EntityView.Of(m.Entity, graph, query.AsOf is null ? ingest : null))], matching.Count, next);
    }
}

/// <summary>An entity with the key it was sorted by.</summary>
internal readonly record struct Sortable(CatalogEntity Entity, string Key, bool Descending)
{
    public static int Compare(Sortable left, Sortable right)
        => string.CompareOrdinal(left.Key, right.Key) is not 0 and var byKey
            ? left.Descending ? -byKey : byKey
            : left.Descending && left.Key.Length == 0 // sorted by ref itself
                ? EntityRefOrder.Compare(right.Entity.Ref, left.Entity.Ref)
                : EntityRefOrder.Compare(left.Entity.Ref, right.Entity.Ref);
}

/// <summary>The last entity of a page: key and ref, so that the next page begins behind it whatever has changed since.</summary>
internal static class EntityCursor
{
    public static string Write(Sortable last) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{last.Key}\n{last.Entity.Ref}")).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static (string Key, EntityRef Ref)? Read(string cursor)
    {
        var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var split = text.LastIndexOf('\n');
        return split >= 0 && EntityRef.TryParse(text[(split + 1)..], out var reference) ? (text[..split], reference) : null;
    }
}

internal static class EntityOrder
{
    public static List<Sortable> Sorted(CatalogGraph graph, EntityFilter filter, string? sort)
    {
        var hasText = !string.IsNullOrWhiteSpace(filter.Q);
        var descending = sort?.StartsWith('-') == true;
        var field = sort?.TrimStart('-') ?? (hasText ? "relevance" : "ref");
        List<Sortable> found = [];
        if (hasText)
        {
            foreach (var (entity, score) in graph.Search.Find(filter.Q!))
            {
                if (filter.Matches(entity, graph))
                {
                    found.Add(new(entity, field == "relevance" ? (1_000_000 - score).ToString("D7") : Key(entity, field), descending));
                }
            }
        }
        else
        {
            foreach (var entity in graph.Entities)
            {
                if (filter.Matches(entity, graph))
                {
                    found.Add(new(entity, Key(entity, field), descending));
                }
            }
        }

        if (hasText || descending || field is not ("ref" or "relevance"))
        {
            found.Sort(Sortable.Compare);
        }

        return found;
    }

    /// <summary>Index of the first entity behind the cursor.</summary>
    public static int After(List<Sortable> sorted, (string Key, EntityRef Ref)? cursor)
    {
        if (cursor is not { } at || sorted.Count == 0)
        {
            return 0;
        }

        var probe = new Sortable(new CatalogEntity { Ref = at.Ref, Kind = at.Ref.Kind, Name = at.Ref.Name }, at.Key, sorted[0].Descending);
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Sortable.Compare(sorted[middle], probe) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    // U+FFFF sorts what has no value to the end.
    private static string Key(CatalogEntity entity, string field) => field switch
    {
        "name" => entity.DisplayName.ToLowerInvariant(),
        "kind" => entity.Ref.Kind,
        "type" => entity.Type?.ToLowerInvariant() ?? "\uFFFF",
        "owner" => entity.Owner?.Name ?? "\uFFFF",
        "system" => entity.System?.Name ?? "\uFFFF",
        "lifecycle" => entity.Lifecycle?.ToLowerInvariant() ?? "\uFFFF",
        "namespace" => entity.Ref.Namespace,
        _ => "",
    };
}
