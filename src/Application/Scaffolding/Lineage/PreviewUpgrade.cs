using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What an upgrade of a service would do, file by file; nothing is opened.</summary>
/// <param name="Ref">kind:namespace/name.</param>
/// <param name="Answers">To parameters that the new version asks for the first time.</param>
public sealed record PreviewUpgrade(string Ref, JsonObject? Answers = null) : IQuery<UpgradePreview>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Asked">Parameters that must be answered before anything can be worked out, and those that were answered just now.</param>
/// <param name="Errors">What is wrong with answers, by path.</param>
/// <param name="Files">Empty while something is asked.</param>
public sealed record UpgradePreview(
    ServiceOrigin Origin, string TemplateTitle, string? FromVersion, string? ToVersion, string ToHash, string Branch, string? BaseBranch, string? BaseCommit, IReadOnlyList<UpgradeFile> Files, [property: JsonIgnore] IReadOnlyList<FormField> Asked,
    IReadOnlyDictionary<string, string[]> Errors)
{
    /// <summary>The same as a form of their own, choices filled in.</summary>
    [JsonIgnore]
    public IReadOnlyList<FormPage> Form { get; init; } = [];

    /// <summary>Names of the parameters that must be answered first.</summary>
    public IReadOnlyList<string> Questions => [.. Asked.Select(f => f.Name)];

    public int Count(string outcome) => Files.Count(f => f.Outcome == outcome);
}

/// <param name="Outcome">unchanged, added, updated, merged, deleted, kept, conflict.</param>
public sealed record UpgradeFile(string Path, string Outcome, string Why, IReadOnlyList<ConflictHunk> Hunks);

internal sealed class PreviewUpgradeHandler(
    LineageStore store, ITemplateSource templates, UpgradePlanner planner, FormChoices choices, ServiceOrigins origins) : IQueryHandler<PreviewUpgrade, UpgradePreview>
{
    public async Task<Result<UpgradePreview>> Handle(PreviewUpgrade query, CancellationToken cancellationToken)
    {
        if (!EntityRef.TryParse(query.Ref, "component", EntityRef.DefaultNamespace, out var service))
        {
            return CatalogErrors.BadRef(query.Ref);
        }

        if (store.Current.Of(service.ToString()) is not { } entry)
        {
            return LineageErrors.NoLineage(service.ToString());
        }

        if (!EntityRef.TryParse(entry.Template, out var reference) || templates.Find(reference) is not { } template)
        {
            return LineageErrors.NoTemplate(entry.Template);
        }

        if (store.Current.StandingOf(entry, template).Word == StandingWord.Current)
        {
            return LineageErrors.Current(entry.Entity, entry.Version);
        }

        var recorded = RepoUrl.TryParse(entry.Repository, out var repository) is null ? UpgradePlanner.WithRepository(template, entry.Values(), repository!) : entry.Values();
        var answers = UpgradeAnswers.Of(template, recorded, query.Answers ?? []);
        UpgradePreview preview = new(
            origins.Of(entry.Entity), template.Title, entry.Version, template.Version, template.Hash, UpgradePlanner.BranchOf(entry, template.Version, template.Hash), null, null, [], answers.Asked, answers.Errors)
        {
            Form = choices.Fill(Pages(template, answers.Asked)),
        };
        if (answers.Errors.Count > 0)
        {
            return preview;
        }

        var plan = await planner.PlanAsync(entry, template, answers.Values, cancellationToken);
        return plan.Failure is { } failure ? failure
            : preview with { BaseBranch = plan.Value.Head.Branch, BaseCommit = plan.Value.Head.Commit, Files = [.. plan.Value.Files.Select(f => new UpgradeFile(f.Path, RunView.Word(f.Outcome), f.Why, f.Hunks))] };
    }

    /// <summary>The template's pages with nothing but the parameters that are asked.</summary>
    private static List<FormPage> Pages(ScaffoldTemplate template, IReadOnlyList<FormField> asked)
    {
        var names = asked.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        List<FormPage> pages = [];
        foreach (var page in template.Pages)
        {
            var schema = page.Schema.DeepClone().AsObject();
            foreach (var name in (schema["properties"] as JsonObject ?? []).Select(p => p.Key).Where(n => !names.Contains(n)).ToList())
            {
                schema["properties"]!.AsObject().Remove(name);
            }

            if (schema["properties"] is JsonObject { Count: > 0 })
            {
                pages.Add(FormReader.Read(schema, pages.Count + 1));
            }
        }

        return pages;
    }
}
