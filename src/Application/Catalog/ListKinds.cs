using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>All kinds, what their files say, and how many entities each has.</summary>
public sealed record ListKinds : IQuery<KindList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Folder">Whether a folder of kinds is configured.</param>
/// <param name="Errors">Files that describe no kind now, and the folder itself when it cannot be read.</param>
public sealed record KindList(IReadOnlyList<KindView> Items, bool Folder, IReadOnlyList<EntityError> Errors);

/// <param name="Custom">False: built in.</param>
/// <param name="File">Of a custom kind.</param>
/// <param name="LoadedAt">When the version in use was read.</param>
/// <param name="Entities">How many the catalog holds.</param>
/// <param name="Schema">JSON schema of spec, of a custom kind.</param>
/// <param name="Errors">Not empty: its file is broken, and the version before is in use.</param>
public sealed record KindView(
    string Kind,
    bool Custom,
    IReadOnlyList<string> ApiVersions,
    string? Title,
    string? Plural,
    string? Icon,
    string? Description,
    IReadOnlyList<CustomRelation> Relations,
    string? File,
    DateTimeOffset? LoadedAt,
    int Entities,
    System.Text.Json.JsonElement? Schema,
    IReadOnlyList<EntityError> Errors);

internal sealed class ListKindsHandler(IKinds kinds, ICatalog catalog) : IQueryHandler<ListKinds, KindList>
{
    public Task<Result<KindList>> Handle(ListKinds query, CancellationToken cancellationToken)
    {
        var counts = catalog.Current.Entities.CountBy(e => e.Ref.Kind, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        var files = kinds.Files;
        var custom = kinds.Current.Custom.Select(k => Custom(k, files.FirstOrDefault(f => f.File == k.File), CountOf(k.Kind)));
        var builtIn = KindSchema.All.Values.Select(s => new KindView(s.Kind, Custom: false, s.ApiVersions, null, null, null, null, [.. s.Relations.Select(Relation)], null, null, CountOf(s.Kind), null, []));
        return Task.FromResult<Result<KindList>>(new KindList([.. custom, .. builtIn], kinds.Folder is not null, [.. files.Where(f => f.Kind is null).SelectMany(f => f.Errors)]));

        int CountOf(string kind) => counts.GetValueOrDefault(kind.ToLowerInvariant());
    }

    private static CustomRelation Relation(RelationField field) => new("spec." + field.Name, field.Type, RelationTypes.InverseOf(field.Type), field.DefaultKind);

    private static KindView Custom(CustomKind kind, KindFile? file, int entities) => new(
        kind.Kind,
        Custom: true,
        kind.ApiVersions,
        kind.Title,
        kind.Plural,
        kind.Icon,
        kind.Description,
        kind.Relations,
        kind.File,
        file?.LoadedAt,
        entities,
        System.Text.Json.JsonElement.Parse(kind.SchemaJson),
        file?.Errors ?? []);
}
