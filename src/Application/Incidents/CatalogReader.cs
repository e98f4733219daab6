using Portal.Application.Catalog;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <summary>Finds which entities differ between two snapshots of the catalog. Pure.</summary>
internal static class CatalogReader
{
    public static IEnumerable<SeenChange> Read(CatalogGraph before, CatalogGraph after, DateTimeOffset now)
    {
        foreach (var entity in after.Entities)
        {
            if (before.Find(entity.Ref) is not { } old)
            {
                yield return Of(entity.Ref, now, "added to the catalog", "added", []);
            }
            else if (!ReferenceEquals(old, entity) && Differences(old, entity) is { Count: > 0 } differences)
            {
                var words = string.Join(", ", differences.Take(3).Select(d => d switch { { Before: null } => $"{d.Field} {d.After} added", { After: null } => $"{d.Field} {d.Before} removed", _ => $"{d.Field} {d.Before} to {d.After}" }));
                yield return Of(entity.Ref, now, $"descriptor changed: {words}", $"changed {words}", differences);
            }
        }

        foreach (var gone in before.Entities.Where(e => after.Find(e.Ref) is null))
        {
            yield return Of(gone.Ref, now, "removed from the catalog", "removed", []);
        }
    }

    private static List<FieldDifference> Differences(CatalogEntity old, CatalogEntity present)
    {
        List<FieldDifference> found = [];
        Note("owner", old.Owner?.ToString(), present.Owner?.ToString());
        Note("system", old.System?.ToString(), present.System?.ToString());
        Note("lifecycle", old.Lifecycle, present.Lifecycle);
        Note("type", old.Type, present.Type);
        foreach (var gone in old.Declares.Except(present.Declares).Where(r => r.Type is not (RelationTypes.OwnedBy or RelationTypes.PartOf)))
        {
            found.Add(new(gone.Type, gone.Target.ToString(), null));
        }

        foreach (var come in present.Declares.Except(old.Declares).Where(r => r.Type is not (RelationTypes.OwnedBy or RelationTypes.PartOf)))
        {
            found.Add(new(come.Type, null, come.Target.ToString()));
        }

        foreach (var name in old.Annotations.Keys.Union(present.Annotations.Keys, StringComparer.Ordinal).Where(n => n.StartsWith("portal.dev/", StringComparison.Ordinal)))
        {
            Note(name, old.Annotations.GetValueOrDefault(name), present.Annotations.GetValueOrDefault(name));
        }

        if (found.Count == 0 && !old.SpecUtf8.Span.SequenceEqual(present.SpecUtf8.Span))
        {
            found.Add(new("spec", "before", "after"));
        }

        return found;

        void Note(string field, string? was, string? now)
        {
            if (was != now)
            {
                found.Add(new(field, was, now));
            }
        }
    }

    private static SeenChange Of(EntityRef reference, DateTimeOffset now, string text, string key, IReadOnlyList<FieldDifference> differences)
        => new(now, ChangeKind.Catalog, text) { Key = $"{reference} {key}", Service = reference.ToString(), Differences = differences };
}
