using System.Text.Json;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Every claim to one name, field by field.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetConflict(string Ref) : IQuery<ConflictView>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Claims">The one that is shown first; one where there is no conflict, none where no file declares it.</param>
/// <param name="Fields">Every field that any claim has, those that differ first.</param>
public sealed record ConflictView(string Ref, string DisplayName, IReadOnlyList<ClaimView> Claims, IReadOnlyList<ClaimField> Fields)
{
    /// <summary>Whether somebody has chosen.</summary>
    public bool IsSettled => Claims.Any(c => c.ChosenBy is not null);

    /// <param name="claims">At least one.</param>
    internal static ConflictView Of(EntityRef reference, IReadOnlyList<EntityClaim> claims)
    {
        var fields = claims.Select(c => ClaimFields.Of(c.Entity)).ToList();
        var rows = fields.SelectMany(f => f.Keys).Distinct(StringComparer.Ordinal)
            .Select(name => new ClaimField(name, [.. fields.Select(f => f.GetValueOrDefault(name))], fields.Select(f => f.GetValueOrDefault(name)).Distinct(StringComparer.Ordinal).Count() > 1));
        return new(reference.ToString(), claims[0].Entity.DisplayName, [.. claims.Select(ViewOf)], [.. rows.OrderByDescending(r => r.Differs)]);
    }

    private static ClaimView ViewOf(EntityClaim claim)
    {
        var source = claim.Entity.Sources[0];
        return new(claim.LocationId, claim.Location, claim.Key, source.Location, source.Line, source.Commit, source.LastSeenAt, claim.Entity.Owner?.ToString(), claim.IsShown, claim.ChosenBy, claim.ChosenAt);
    }
}

/// <param name="Key">With the location's id, what a choice names.</param>
public sealed record ClaimView(string LocationId, string Location, string Key, string File, int Line, string? Commit, DateTimeOffset LastSeenAt, string? Owner, bool IsShown, string? ChosenBy, DateTimeOffset? ChosenAt);

/// <param name="Values">In the order of the claims; null: that claim does not have the field.</param>
public sealed record ClaimField(string Field, IReadOnlyList<string?> Values, bool Differs);

internal sealed class GetConflictHandler(ICatalogDecisions decisions, ICatalog catalog) : IQueryHandler<GetConflict, ConflictView>
{
    public Task<Result<ConflictView>> Handle(GetConflict query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<ConflictView>>(CatalogErrors.BadRef(query.Ref));
        }

        var claims = decisions.ClaimsOf(reference);
        if (claims.Count == 0)
        {
            return Task.FromResult<Result<ConflictView>>(catalog.Current.Find(reference) is { } entity ? new ConflictView(reference.ToString(), entity.DisplayName, [], []) : CatalogErrors.NoEntity(reference.ToString()));
        }

        return Task.FromResult<Result<ConflictView>>(ConflictView.Of(reference, claims));
    }
}

/// <summary>The fields of an entity by name, values in words.</summary>
internal static class ClaimFields
{
    public static Dictionary<string, string> Of(CatalogEntity entity)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        Add("metadata.title", entity.Title);
        Add("metadata.description", entity.Description);
        Add("metadata.tags", entity.Tags.Count == 0 ? null : string.Join(", ", entity.Tags));
        Add("metadata.links", entity.Links.Count == 0 ? null : string.Join(", ", entity.Links.Select(l => l.Url)));
        foreach (var (key, value) in entity.Labels)
        {
            Add($"metadata.labels.{key}", value);
        }

        foreach (var (key, value) in entity.Annotations)
        {
            Add($"metadata.annotations.{key}", value);
        }

        foreach (var field in entity.Spec.EnumerateObject())
        {
            Add($"spec.{field.Name}", field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText());
        }

        return fields;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                fields[name] = value;
            }
        }
    }
}
