using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog.Definitions;

/// <summary>The definition of an API, made readable.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="View">operations, schemas or text.</param>
/// <param name="Q">Words that an operation, or a schema's name, must hold.</param>
/// <param name="Page">From 1.</param>
/// <param name="Line">text: the window that holds this line.</param>
/// <param name="Operation">operations: the page that holds the operation with this anchor.</param>
/// <param name="AsOf">As it was at that moment; null: now.</param>
public sealed record GetApiDefinition(string Ref, string View = GetApiDefinition.Operations, string? Q = null, int Page = 1, int? Line = null, string? Operation = null, DateTimeOffset? AsOf = null) : IQuery<ApiDefinitionView>
{
    public const string Operations = "operations";
    public const string Schemas = "schemas";
    public const string TextView = "text";

    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetApiDefinitionValidator : AbstractValidator<GetApiDefinition>
{
    public GetApiDefinitionValidator()
    {
        RuleFor(q => q.View).Must(v => v is GetApiDefinition.Operations or GetApiDefinition.Schemas or GetApiDefinition.TextView).OverridePropertyName("view").WithMessage("The view is operations, schemas or text.");
        RuleFor(q => q.Page).InclusiveBetween(1, 1_000_000).OverridePropertyName("page").WithMessage("Pages count from 1.");
        RuleFor(q => q.Q).MaximumLength(200).OverridePropertyName("q").WithMessage("Filter by at most 200 characters.");
        RuleFor(q => q.Line).GreaterThan(0).OverridePropertyName("line").WithMessage("Lines count from 1.");
    }
}

internal sealed class GetApiDefinitionHandler(ICatalog catalog, ICatalogHistory history, ApiDefinitions definitions) : IQueryHandler<GetApiDefinition, ApiDefinitionView>
{
    // Rows of all schemas together that one page carries; beyond it, types are named and not written out.
    private const int MaxRows = 2500;
    private const int MaxLinkedSchemas = 60;

    // Larger texts have a view of their own, so that the list of operations stays quick.
    private const int MaxInlineLines = 600;
    private const int MaxInlineLength = 64 * 1024;

    public async Task<Result<ApiDefinitionView>> Handle(GetApiDefinition query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, out var reference))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        var at = await catalog.AtAsync(history, query.AsOf, cancellationToken);
        if (at.Failure is { } failure)
        {
            return failure;
        }

        if (at.Value.Find(reference) is not { } entity || definitions.Of(entity) is not { } outline)
        {
            return new NotFound("catalog.no_definition", $"There is no definition of {reference} to show. Its descriptor names one in spec.definition when its kind is API.");
        }

        return View(outline, query);
    }

    private static ApiDefinitionView View(DefinitionOutline outline, GetApiDefinition query)
    {
        var words = (query.Q ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var heads = outline.Operations;
        List<int> matching = [.. Enumerable.Range(0, heads.Count).Where(n => Matches(heads[n], words))];
        List<string> names = [.. outline.SchemaNames.Where(name => words.All(w => name.Contains(w, StringComparison.OrdinalIgnoreCase)))];
        var budget = new RowBudget(MaxRows);
        List<OperationView> operations = [];
        List<SchemaView> schemas = [];
        if (query.View == GetApiDefinition.Operations)
        {
            var at = query.Operation is null ? -1 : matching.FindIndex(n => heads[n].Anchor == query.Operation || heads[n].Anchor == "op-" + query.Operation);
            var page = at >= 0 ? (at / ApiDefinitionView.PageSize) + 1 : query.Page;
            operations.AddRange(matching.Skip((page - 1) * ApiDefinitionView.PageSize).Take(ApiDefinitionView.PageSize).Select(n => outline.Details(n, budget)));
            schemas.AddRange(Linked(operations).Take(MaxLinkedSchemas).Select(name => outline.Schema(name, budget)).OfType<SchemaView>());
        }
        else if (query.View == GetApiDefinition.Schemas)
        {
            schemas.AddRange(names.Skip((query.Page - 1) * ApiDefinitionView.PageSize).Take(ApiDefinitionView.PageSize).Select(name => outline.Schema(name, budget)).OfType<SchemaView>());
        }

        var lines = TextWindows.CountLines(outline.Text);
        var text = query.View == GetApiDefinition.TextView ? Window(outline, query, lines)
            : query.View == GetApiDefinition.Operations && (heads.Count == 0 || outline.Problems.Count > 0 || (lines <= MaxInlineLines && outline.Text.Length <= MaxInlineLength))
                ? Window(outline, outline.Problems is [{ Line: > 0 } first, ..] ? query with { Line = first.Line } : query with { Page = 1 }, lines)
            : null;
        return new(
            outline.Format, outline.Title, outline.Version, outline.Description, outline.Servers, outline.Problems, outline.Remarks,
            heads.Count, matching.Count, operations, schemas, outline.SchemaNames.Count, names.Count, text, ApiDefinitions.BytesOf(outline.Text), lines);
    }

    private static DefinitionText Window(DefinitionOutline outline, GetApiDefinition query, int lines)
    {
        var page = Math.Min(query.Line is { } line ? (Math.Min(line, lines) - 1) / ApiDefinitionView.LinesPerPage : query.Page - 1, (lines - 1) / ApiDefinitionView.LinesPerPage);
        return TextWindows.Of(outline.Text, outline.Syntax, (page * ApiDefinitionView.LinesPerPage) + 1, ApiDefinitionView.LinesPerPage);
    }

    private static bool Matches(OperationHead head, string[] words)
        => words.All(w => head.Address.Contains(w, StringComparison.OrdinalIgnoreCase) || head.Verb.Equals(w, StringComparison.OrdinalIgnoreCase)
            || head.Summary?.Contains(w, StringComparison.OrdinalIgnoreCase) == true || head.Group?.Contains(w, StringComparison.OrdinalIgnoreCase) == true
            || head.Anchor.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Linked(IEnumerable<OperationView> operations)
        => operations.SelectMany(o => o.Bodies.SelectMany(b => b.Rows).Select(r => r.Type.Schema).Concat(o.Parameters.Select(p => p.Type.Schema)))
            .OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
