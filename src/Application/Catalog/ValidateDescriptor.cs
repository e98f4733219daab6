using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Whether a descriptor text would be accepted. Nothing is stored, and placeholders are not read.</summary>
public sealed record ValidateDescriptor(string Text) : IQuery<DescriptorReport>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class ValidateDescriptorValidator : AbstractValidator<ValidateDescriptor>
{
    private const int MaxLength = 5 * 1024 * 1024;

    public ValidateDescriptorValidator()
        => RuleFor(q => q.Text).NotNull().MaximumLength(MaxLength).OverridePropertyName("text").WithMessage("Send at most 5 MB of text.");
}

internal sealed class ValidateDescriptorHandler(IDescriptorReader reader, ICatalog catalog, IKinds kinds) : IQueryHandler<ValidateDescriptor, DescriptorReport>
{
    public Task<Result<DescriptorReport>> Handle(ValidateDescriptor query, CancellationToken cancellationToken)
    {
        var documents = reader.Read(query.Text, "text");
        return Task.FromResult<Result<DescriptorReport>>(documents.Count > 0
            ? new DescriptorReport(DescriptorSet.Check([DescriptorSet.Of("", documents, new DependencyNoteReader(reader), kinds.Current)], kinds.Current, new KnownEntities(catalog.Current)).Files[0].Documents)
            : Invalid.Field("text", "Send the descriptor's text as the body."));
    }
}

/// <summary>What one snapshot of the catalog knows.</summary>
internal sealed class KnownEntities(CatalogGraph graph) : IKnownEntities
{
    public bool Exists(EntityRef reference) => graph.Find(reference) is not null;

    public string? ClaimedBy(EntityRef reference, string file)
    {
        if (graph.Find(reference) is not { Sources: [var first, ..] sources })
        {
            return null;
        }

        // The file's own earlier version is no rival; it is known by the end of its path.
        var own = file.Replace('\\', '/').TrimStart('.', '/');
        return own.Length > 0 && sources.Any(s => s.Location.EndsWith("/" + own, StringComparison.Ordinal)) ? null : first.Location;
    }
}
