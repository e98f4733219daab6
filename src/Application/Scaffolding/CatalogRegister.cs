using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>catalog:register: hands the new descriptor to the catalog and waits until it can be read there.</summary>
internal sealed class CatalogRegister(IScaffoldCatalog catalog) : IScaffoldAction
{
    public string Id => "catalog:register";

    public IReadOnlyList<string> RequiredInputs => [];

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (Location(context.Input) is not { } location)
        {
            return ActionOutcome.Fail("scaffold.input_missing", "catalog:register needs catalogInfoUrl, or repoContentsUrl.");
        }

        if (context.DryRun)
        {
            context.Effects.Add(new("Register in catalog", location, "unregistered"));
            return ActionOutcome.Of(new JsonObject { ["catalogInfoUrl"] = location, ["entityRef"] = "" });
        }

        var registered = await catalog.RegisterAsync(location, ct);
        if (registered.Failure is { } failure)
        {
            if (context.Flag("optional"))
            {
                await context.Log($"Not registered, and the step is optional: {failure.Message}", ct);
                return ActionOutcome.Of(new JsonObject { ["catalogInfoUrl"] = location });
            }

            return failure;
        }

        await context.Log($"In the catalog: {string.Join(", ", registered.Value)}", ct);
        return ActionOutcome.Of(new JsonObject { ["catalogInfoUrl"] = location, ["entityRef"] = registered.Value.Count > 0 ? registered.Value[0] : null });
    }

    public async Task<Common.Result<Common.Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if ((FormReader.Text(context.Output["catalogInfoUrl"]) ?? Location(context.Input)) is not { } location)
        {
            return Common.Done.Value;
        }

        await context.Log($"Unregisters {location}", ct);
        return await catalog.UnregisterAsync(location, ct);
    }

    private static string? Location(JsonObject input)
    {
        if (FormReader.Text(input["catalogInfoUrl"]) is { Length: > 0 } url)
        {
            return url;
        }

        return FormReader.Text(input["repoContentsUrl"]) is { Length: > 0 } contents
            ? contents.TrimEnd('/') + "/" + (FormReader.Text(input["catalogInfoPath"]) ?? "catalog-info.yaml").TrimStart('/')
            : null;
    }
}
