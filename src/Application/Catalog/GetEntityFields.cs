using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Where each field of an entity comes from: file and line, commit, when it was last seen there, when and by whom it last changed.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetEntityFields(string Ref) : IQuery<EntityFields>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record EntityFields(string Ref, IReadOnlyList<FieldSource> Items);

/// <param name="Field">For instance spec.owner.</param>
/// <param name="Value">A text as it is, anything else as JSON; cut when long.</param>
/// <param name="Line">From 1; 0 when it stands in no text.</param>
/// <param name="Commit">Where the source has commits.</param>
/// <param name="LastSeenAt">When a look last found it there.</param>
/// <param name="ChangedAt">When the portal saw it change last; null: never since it is known.</param>
/// <param name="ChangedBy">Who changed it then.</param>
public sealed record FieldSource(string Field, string Value, string Location, int Line, int Column, string? Commit, DateTimeOffset LastSeenAt, DateTimeOffset? ChangedAt, string? ChangedBy);

internal sealed class GetEntityFieldsHandler(ICatalog catalog, ICatalogIngest ingest, IDescriptorReader reader, IPortalDb db) : IQueryHandler<GetEntityFields, EntityFields>
{
    private const int MostChanges = 200;
    private static readonly string[] Parts = ["metadata", "spec"];
    private const int LongestValue = 300;

    public static IQueryable<CatalogChange> Changes(IPortalDb db, string reference)
        => db.Set<CatalogChange>().AsNoTracking().Where(c => c.Ref == reference && c.Kind == CatalogChange.Changed).OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(MostChanges);

    public async Task<Result<EntityFields>> Handle(GetEntityFields query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        if (catalog.Current.Find(reference) is not { Sources: [var source, ..] } entity)
        {
            return CatalogErrors.NoEntity(reference.ToString());
        }

        var seen = SourceView.Of(entity, ingest.Locations)[0].LastSeenAt;
        var changes = await Changes(db, reference.ToString()).Select(c => new { c.At, c.Actor, c.Fields, c.Diff }).ToListAsync(cancellationToken);
        return new EntityFields(reference.ToString(), [.. Places(entity).Select(p =>
        {
            var last = changes.FirstOrDefault(c => IsAmong(p.Field, c.Fields, c.Diff));
            return new FieldSource(p.Field, p.Value, source.Location, p.Line, p.Column, source.Commit, seen, last?.At, last?.Actor);
        })]);
    }

    // The summary names the fields of metadata and spec; below them the differences tell which it was.
    private static bool IsAmong(string field, string? fields, string? diff)
        => fields?.Split(", ").Contains(field, StringComparer.Ordinal) == true || (field.Count(c => c == '.') > 1 && diff?.Contains($"\"field\":\"{field}\"", StringComparison.Ordinal) == true);

    // The text is read again: places are needed here only, and would cost every entity memory.
    private IEnumerable<(string Field, string Value, int Line, int Column)> Places(CatalogEntity entity)
    {
        var source = entity.Sources[0];
        var values = ClaimFields.Of(entity);
        var root = entity.Raw is { } raw ? reader.Read(raw, source.Location).FirstOrDefault(d => d.Root is not null) : null;
        if (root is null)
        {
            return values.Select(v => (v.Key, Cut(v.Value), source.Line, 0));
        }

        // A document's text begins at its marker; the first line of its content is the line that is known.
        var offset = source.Line - root.Line;
        return Parts.SelectMany(part => (root.Root![part]?.Fields ?? []).SelectMany(f => Each($"{part}.{f.Name}", f))).Select(f => (f.Path, Cut(ValueOf(f.Field.Value)), f.Field.Line + offset, f.Field.Column))
            .Prepend(("kind", entity.Kind, root.Root!.PlaceOf("kind").Line + offset, root.Root.PlaceOf("kind").Column));
    }

    // Every annotation and label is a field of its own: each may have come with another commit.
    private static IEnumerable<(string Path, DescriptorField Field)> Each(string path, DescriptorField field)
        => path is "metadata.annotations" or "metadata.labels" && field.Value.Kind == NodeKind.Map ? field.Value.Fields.Select(f => ($"{path}.{f.Name}", f)) : [(path, field)];

    private static string ValueOf(DescriptorNode value) => value.Kind == NodeKind.Text ? value.Text : value.ToJsonText();

    private static string Cut(string text) => text.Length <= LongestValue ? text : text[..(LongestValue - 1)] + "…";
}
