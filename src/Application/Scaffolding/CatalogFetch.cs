using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>catalog:fetch: entities of the catalog for later steps, as Backstage's API answers them.</summary>
internal sealed class CatalogFetch(ICatalog catalog) : IScaffoldAction
{
    public string Id => "catalog:fetch";

    public ActionInfo Info { get; } = new(
        "Reads entities of the catalog for later steps.",
        [
            new("entityRef", "string", "Ref of one entity."),
            new("entityRefs", "list of strings", "Refs of several."),
            new("optional", "boolean", "One that is not in the catalog is null instead of a failure."),
            new("defaultKind", "string", "Kind of refs that name none."),
            new("defaultNamespace", "string", "Namespace of refs that name none; default unless set."),
        ],
        [
            new("entity", "object", "The entity that entityRef names."),
            new("entities", "list of objects", "The entities that entityRefs name, in their order."),
        ],
        """
        - id: system
          action: catalog:fetch
          input:
            entityRef: ${{ parameters.system }}
            defaultKind: System
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var one = context.Text("entityRef");
        var many = context.Input["entityRefs"] is null ? null : context.List("entityRefs");
        if (string.IsNullOrEmpty(one) && many is null)
        {
            return context.Flag("optional") ? ActionOutcome.Of() : ActionOutcome.Fail("scaffold.input_missing", "catalog:fetch needs entityRef or entityRefs.");
        }

        var graph = catalog.Current;
        JsonObject output = [];
        if (!string.IsNullOrEmpty(one))
        {
            output["entity"] = Find(context, graph, one);
        }

        if (many is not null)
        {
            output["entities"] = new JsonArray([.. many.Select(text => Find(context, graph, text))]);
        }

        await context.Log($"Read {string.Join(", ", (many ?? []).Prepend(one).Where(t => !string.IsNullOrEmpty(t)))} from the catalog", ct);
        return ActionOutcome.Of(output);
    }

    /// <exception cref="ArgumentException">The text is no ref, or the catalog lacks the entity.</exception>
    private static JsonObject? Find(ActionContext context, CatalogGraph graph, string text)
    {
        if (!EntityRef.TryParse(text, context.Text("defaultKind"), context.Text("defaultNamespace") ?? EntityRef.DefaultNamespace, out var reference))
        {
            throw new ArgumentException($"'{text}' is no entity ref. Write kind:namespace/name, or set defaultKind.", nameof(text));
        }

        return graph.Find(reference) is { } entity ? EntityDocument.Of(entity, graph)
            : context.Flag("optional") ? null
            : throw new ArgumentException($"the catalog has no {reference}. Register it, or set optional: true.", nameof(text));
    }
}
