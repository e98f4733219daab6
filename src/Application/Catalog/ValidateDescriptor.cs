using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Whether a descriptor text would be accepted. Nothing is stored, and placeholders are not read.</summary>
public sealed record ValidateDescriptor(string Text) : IQuery<DescriptorReport>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record DescriptorReport(IReadOnlyList<DocumentReport> Documents)
{
    public bool Valid => Documents.All(d => d.Valid);
}

/// <param name="Kind">As far as it can be told.</param>
/// <param name="Line">Of the document's first content.</param>
public sealed record DocumentReport(string? Kind, string? Name, string? Ref, int Line, bool Valid, IReadOnlyList<DescriptorMessage> Errors)
{
    /// <summary>Mistakes that leave the document valid.</summary>
    public IReadOnlyList<DescriptorMessage> Warnings { get; init; } = [];
}

public sealed record DescriptorMessage(int Line, int Column, string Message, string? Fix);

internal sealed class ValidateDescriptorValidator : AbstractValidator<ValidateDescriptor>
{
    private const int MaxLength = 5 * 1024 * 1024;

    public ValidateDescriptorValidator()
        => RuleFor(q => q.Text).NotNull().MaximumLength(MaxLength).OverridePropertyName("text").WithMessage("Send at most 5 MB of text.");
}

internal sealed class ValidateDescriptorHandler(IDescriptorReader reader) : IQueryHandler<ValidateDescriptor, DescriptorReport>
{
    public Task<Result<DescriptorReport>> Handle(ValidateDescriptor query, CancellationToken cancellationToken)
    {
        var report = DescriptorReports.Of(reader.Read(query.Text, "text"), new DependencyNoteReader(reader));
        return Task.FromResult<Result<DescriptorReport>>(report.Documents.Count > 0 ? report : Invalid.Field("text", "Send the descriptor's text as the body."));
    }
}

/// <summary>Reports on documents; shared by the API and the command line.</summary>
public static class DescriptorReports
{
    private static readonly DescriptorNode StandIn = DescriptorNode.OfText("(not read)", 0, 0);

    /// <param name="notes">Null: notes on dependencies are not looked at.</param>
    public static DescriptorReport Of(IEnumerable<DescriptorDocument> documents, DependencyNoteReader? notes = null)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return new([.. documents.Select(d => Warned(Of(d, seen), d, notes))]);
    }

    private static DocumentReport Warned(DocumentReport report, DescriptorDocument document, DependencyNoteReader? notes)
        => report.Valid && notes?.Check(document) is { Count: > 0 } found ? report with { Warnings = Messages(found) } : report;

    private static DocumentReport Of(DescriptorDocument document, HashSet<string> seen)
    {
        if (document.Root is not { } root)
        {
            return new(null, null, null, document.Line, Valid: false, Messages(document.Errors));
        }

        var verdict = DescriptorValidator.Validate(WithoutPlaceholders(root), document.File);
        var (kind, name) = (TextOf(root["kind"]), TextOf(root["metadata"]?["name"]));
        var reference = verdict.IsValid ? EntityFactory.Create(WithoutPlaceholders(root), new EntitySource(document.File, document.Line, null, default), null).Ref.ToString() : null;
        var errors = verdict.Errors;
        if (reference is not null && !seen.Add(reference))
        {
            errors = [new(document.File, document.Line, 1, $"An earlier document declares {reference}, too.", "Remove or rename one of the two.")];
        }

        return new(kind, name, reference, document.Line, errors.Count == 0, Messages(errors));
    }

    private static string? TextOf(DescriptorNode? node) => node is { Kind: NodeKind.Text } ? node.Text : null;

    private static IReadOnlyList<DescriptorMessage> Messages(IReadOnlyList<EntityError> errors)
        => [.. errors.Select(e => new DescriptorMessage(e.Line, e.Column, e.Message, e.Fix))];

    // A placeholder stands for a text here: whether it can be read shows at ingestion.
    private static DescriptorNode WithoutPlaceholders(DescriptorNode node) => node.Kind switch
    {
        NodeKind.Map when node.Fields is [{ Name: "$text" or "$json" or "$yaml" }] => StandIn,
        NodeKind.Map when node.Fields.Any(f => f.Name.StartsWith('$')) => node,
        NodeKind.Map => DescriptorNode.OfMap([.. node.Fields.Select(f => f with { Value = WithoutPlaceholders(f.Value) })], node.Line, node.Column),
        NodeKind.List => DescriptorNode.OfList([.. node.Items.Select(WithoutPlaceholders)], node.Line, node.Column),
        _ => node,
    };
}
