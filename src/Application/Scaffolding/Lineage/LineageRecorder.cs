using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Notes what a finished run has made, before the run is called finished: a process that dies in between does it again.</summary>
public sealed class LineageRecorder(LineageStore store, ITemplateEngine engine, ICatalog catalog, TimeProvider clock)
{
    private const string Registering = "catalog:register";

    internal async Task RecordAsync(ScaffoldRun run, RunDefinition definition, IReadOnlyList<ScaffoldStep> steps, RunContext context, CancellationToken ct)
    {
        RepoUrl? repository = null;
        foreach (var row in steps.Where(s => s.Status == StepStatus.Succeeded).OrderBy(s => s.Position))
        {
            if (RepositoryRecord.IsPublishedBy(row.Action))
            {
                repository = RepositoryOf(definition.Steps.FirstOrDefault(s => s.Id == row.StepId), context) ?? repository;
            }
            else if (row.Action == Registering && repository is not null && row.OutputJson is { } output)
            {
                foreach (var entity in Made(FormReader.Text(JsonNode.Parse(output)?["entityRef"])))
                {
                    await store.RecordAsync(Row(run, context.Record, entity, repository), ct);
                }
            }
        }
    }

    private ServiceLineage Row(ScaffoldRun run, RepositoryRecord record, string entity, RepoUrl repository) => new()
    {
        Entity = entity,
        Repository = repository.ToString(),
        Template = record.Template,
        TemplateVersion = TemplateContent.Cut(record.Version),
        TemplateHash = record.Hash,
        ValuesJson = record.Values.ToJsonString(),
        RunId = run.Id,
        CreatedBy = run.CreatedBy,
        CreatedAt = run.CreatedAt,
        MovedAt = clock.GetUtcNow(),
    };

    private RepoUrl? RepositoryOf(TemplateStep? step, RunContext context)
    {
        try
        {
            return step is not null && engine.Evaluate(step.Input["repoUrl"]?.DeepClone(), context.Root, $"{step.Id}.repoUrl") is { } url && RepoUrl.TryParse(url.ToString(), out var repository) is null ? repository : null;
        }
        catch (TemplateRenderException)
        {
            return null; // inside `each` there is no one repository
        }
    }

    /// <summary>The components of the file that was registered; where it holds none, what the step has named.</summary>
    private List<string> Made(string? named)
    {
        if (!EntityRef.TryParse(named, out var reference) || catalog.Current.Find(reference) is not { Sources: [var source, ..] } entity)
        {
            return named is null || named.Length == 0 ? [] : [named];
        }

        var made = catalog.Current.Entities.Where(e => e.Ref.Kind == "component" && e.Sources is [var own, ..] && own.Location == source.Location).Select(e => e.Ref.ToString()).ToList();
        return made.Count > 0 ? made : [entity.Ref.ToString()];
    }
}
