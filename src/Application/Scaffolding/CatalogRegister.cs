using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>catalog:register: hands the new descriptor to the catalog and waits until it can be read there.</summary>
internal sealed partial class CatalogRegister(IScaffoldCatalog catalog) : IScaffoldAction
{
    private const string WasThere = "wasThere";

    public string Id => "catalog:register";

    public ActionInfo Info { get; } = new(
        "Registers a descriptor in the catalog and waits until its entities can be read there.",
        [
            new("catalogInfoUrl", "string", "Address of the descriptor; or repoContentsUrl."),
            new("repoContentsUrl", "string", "Output of a publish step; the descriptor is looked for in it."),
            new("catalogInfoPath", "string", "Path in the repository; catalog-info.yaml unless set."),
            new("optional", "boolean", "A failure is written to the log and the run goes on."),
        ],
        [
            new("entityRef", "string", "Ref of the first component, else of the first entity."),
            new("catalogInfoUrl", "string", "Address that was registered."),
        ],
        """
        - id: register
          action: catalog:register
          input:
            repoContentsUrl: ${{ steps.publish.output.repoContentsUrl }}
            catalogInfoPath: /catalog-info.yaml
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (Location(context.Input) is not { } location)
        {
            return ActionOutcome.Fail("scaffold.input_missing", "catalog:register needs catalogInfoUrl, or repoContentsUrl.");
        }

        if (context.DryRun)
        {
            var described = Described(context);
            context.Effects.Add(new("Register in catalog", described is { } entity ? entity.Ref + entity.Owner : location, "unregistered, unless it was there before"));
            return ActionOutcome.Of(new JsonObject { ["catalogInfoUrl"] = location, ["entityRef"] = described?.Ref.ToString() ?? "" });
        }

        // Somebody may have registered it long ago: cleaning up must not take it from them.
        var wasThere = context.Checkpoint[WasThere]?.GetValue<bool>() ?? catalog.Knows(location);
        await context.SaveCheckpoint(new() { [WasThere] = wasThere, ["catalogInfoUrl"] = location }, ct);

        var registered = await catalog.RegisterAsync(location, Descriptor(context), ct);
        if (registered.Failure is { } failure)
        {
            if (context.Flag("optional"))
            {
                await context.Log($"Not registered, and the step is optional: {failure.Message}", ct);
                return ActionOutcome.Of(new JsonObject { ["catalogInfoUrl"] = location, [WasThere] = wasThere });
            }

            return failure;
        }

        if (registered.Value.Note is { } note)
        {
            await context.Log(note, ct);
        }

        await context.Log($"In the catalog: {string.Join(", ", registered.Value.Refs)}", ct);
        return ActionOutcome.Of(new JsonObject { ["catalogInfoUrl"] = location, ["entityRef"] = Main(registered.Value.Refs), [WasThere] = wasThere });
    }

    public async Task<Common.Result<Common.Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if ((FormReader.Text(context.Output["catalogInfoUrl"]) ?? Location(context.Input)) is not { } location)
        {
            return Common.Done.Value;
        }

        if (context.Output[WasThere]?.GetValue<bool>() == true)
        {
            await context.Log($"{location} was registered before this run and stays", ct);
            return Common.Done.Value;
        }

        await context.Log($"Unregisters {location}", ct);
        return await catalog.UnregisterAsync(location, ct);
    }

    private static string? Main(IReadOnlyList<string> refs)
        => refs.FirstOrDefault(r => r.StartsWith("component:", StringComparison.OrdinalIgnoreCase)) ?? (refs.Count > 0 ? refs[0] : null);

    private static string? Descriptor(ActionContext context)
        => context.Workspace.Files.GetValueOrDefault((context.Text("catalogInfoPath") ?? "catalog-info.yaml").TrimStart('/'))?.Text;

    /// <summary>What the descriptor among the rendered files says of itself, for the preview; null when there is none.</summary>
    private static (EntityRef Ref, string Owner)? Described(ActionContext context)
    {
        if (Descriptor(context) is not { } text || !Kind().IsMatch(text) || !Name().IsMatch(text))
        {
            return null;
        }

        var owner = Owner().Match(text) is { Success: true } match ? $", owner {match.Groups["value"].Value}" : "";
        return (new EntityRef(Kind().Match(text).Groups["value"].Value, EntityRef.DefaultNamespace, Name().Match(text).Groups["value"].Value), owner);
    }

    [GeneratedRegex(@"^kind:\s*(?<value>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^  name:\s*(?<value>[\w.-]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^  owner:\s*(?<value>[\w:./-]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Owner();

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
