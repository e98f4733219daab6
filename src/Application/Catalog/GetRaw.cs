using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>The text an entity was read from.</summary>
/// <param name="Ref">kind:namespace/name.</param>
public sealed record GetRaw(string Ref) : IQuery<RawDescriptor>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Text">YAML, exactly as read.</param>
public sealed record RawDescriptor(string Ref, string Location, int Line, string? Commit, string Text);

internal sealed class GetRawHandler(ICatalog catalog) : IQueryHandler<GetRaw, RawDescriptor>
{
    public Task<Result<RawDescriptor>> Handle(GetRaw query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return Task.FromResult<Result<RawDescriptor>>(CatalogErrors.BadRef(query.Ref));
        }

        return Task.FromResult<Result<RawDescriptor>>(catalog.Current.Find(reference) is { Raw: { } raw, Sources: [var source, ..] }
            ? new RawDescriptor(reference.ToString(), source.Location, source.Line, source.Commit, raw)
            : CatalogErrors.NoEntity(reference.ToString()));
    }
}
