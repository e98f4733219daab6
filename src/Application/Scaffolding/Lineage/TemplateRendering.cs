using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Renders a template up to the step that publishes, as a dry run: what the first commit of its repository is.</summary>
/// <param name="engine">The template language.</param>
/// <param name="actions">Asked late: an upgrade is an action itself, and renders with the others.</param>
/// <param name="catalog">Knows who made the service.</param>
public sealed class TemplateRendering(ITemplateEngine engine, Func<ScaffoldActions> actions, ICatalog catalog)
{
    /// <param name="values">Answers; secret ones are not known any more and render empty, in every version alike.</param>
    /// <param name="actor">Ref of who made the service.</param>
    /// <param name="startedAt">When it was made: the moment that files call now.</param>
    /// <param name="sources">Commits of the repositories that the template reads; those that are not known are read as they are now.</param>
    public async Task<Result<Workspace>> RenderAsync(ScaffoldTemplate template, JsonObject values, string actor, DateTimeOffset startedAt, IReadOnlyDictionary<string, string>? sources, CancellationToken ct)
    {
        SourcePins pins = new(sources);
        RunContext context = new(values, [], new(DryRun.RunId, template.Ref.ToString(), template.Version, template.Hash, startedAt), RunContext.UserOf(actor, catalog.Current));
        StepExecution execution = new(engine, actions());
        Workspace files = new();
        foreach (var step in template.Steps)
        {
            if (RepositoryRecord.IsPublishedBy(step.Action))
            {
                var published = Published(step, context, files, pins);
                if (published.Failure is { } unreadable)
                {
                    return unreadable;
                }

                if (published.Value is { } found)
                {
                    return found;
                }

                continue;
            }

            var outcome = await execution.RunAsync(step, context, Bare(template, step, files, pins), ct);
            if (outcome?.Failure is { } failure)
            {
                return new Conflict("lineage.render_failed", $"{LineageView.Words(template.Version)} of {template.Ref} does not render with the answers of this service. {step.Name}: {failure.Message}");
            }

            if (outcome?.Output is { } output)
            {
                context.Finished(step.Id, output);
            }
        }

        return LineageErrors.NothingPublished(template.Ref.ToString());
    }

    /// <summary>What the step would publish; null when its condition says no.</summary>
    private Result<Workspace?> Published(TemplateStep step, RunContext context, Workspace files, SourcePins pins)
    {
        try
        {
            if (step.If is not null && !RunContext.IsTrue(engine.Evaluate(step.If, context.Root, $"{step.Id}.if")))
            {
                return (Workspace?)null;
            }

            var input = engine.Evaluate(step.Input, context.Root, $"{step.Id}.input") as JsonObject ?? [];
            (context.Record with { Sources = pins.Commits }).Stamp(files, input);
            return files.Below(FormReader.Text(input["sourcePath"]));
        }
        catch (Exception ex) when (ex is TemplateRenderException or ArgumentException)
        {
            return new Conflict("lineage.render_failed", $"{step.Name}: {ex.Message}");
        }
    }

    private static ActionContext Bare(ScaffoldTemplate template, TemplateStep step, Workspace files, SourcePins pins) => new()
    {
        Pins = pins,
        RunId = DryRun.RunId,
        StepId = step.Id,
        Input = [],
        Workspace = files,
        TemplateFolder = template.Folder,
        TemplateRoot = template.Root,
        TemplateRef = template.Ref.ToString(),
        DryRun = true,
        Log = (_, _) => Task.CompletedTask,
    };
}
