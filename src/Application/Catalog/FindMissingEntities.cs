using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Which of the refs name nothing: how a check outside the portal learns what exists without reading the whole catalog.</summary>
/// <param name="Refs">Full refs: kind:namespace/name.</param>
public sealed record FindMissingEntities(IReadOnlyList<string> Refs) : IQuery<MissingEntities>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record MissingEntities(IReadOnlyList<string> Missing);

internal sealed class FindMissingEntitiesValidator : AbstractValidator<FindMissingEntities>
{
    private const int MaxRefs = 20_000;

    public FindMissingEntitiesValidator()
        => RuleFor(q => q.Refs).Must(r => r is { Count: > 0 and <= MaxRefs }).OverridePropertyName("refs").WithMessage($"Send 1 to {MaxRefs} refs, for instance {{\"refs\":[\"group:default/payments\"]}}.");
}

internal sealed class FindMissingEntitiesHandler(ICatalog catalog) : IQueryHandler<FindMissingEntities, MissingEntities>
{
    public Task<Result<MissingEntities>> Handle(FindMissingEntities query, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        return Task.FromResult<Result<MissingEntities>>(new MissingEntities([.. query.Refs.Where(r => !EntityRef.TryParse(r, out var reference) || graph.Find(reference) is null).Distinct(StringComparer.Ordinal)]));
    }
}
