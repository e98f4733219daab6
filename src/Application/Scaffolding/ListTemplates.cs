using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>The gallery.</summary>
public sealed record ListTemplates : IQuery<TemplateGallery>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

public sealed record TemplateGallery(IReadOnlyList<TemplateCard> Items, IReadOnlyList<TemplateProblem> Problems);

/// <summary>One template in the gallery.</summary>
/// <param name="Ref">template:default/aspnet-service</param>
/// <param name="Namespace">Of the ref.</param>
/// <param name="Name">Of the ref.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">One or two sentences, or null.</param>
/// <param name="Type">service, website, ...</param>
/// <param name="Owner">Who keeps it: full ref, or null.</param>
/// <param name="Version">Or null.</param>
/// <param name="Tags">As written.</param>
/// <param name="Produces">What a run gives, one line each.</param>
/// <param name="Runs">How many runs of it succeeded.</param>
/// <param name="TypicalSeconds">Median duration of its last succeeded runs, in seconds; null before the first.</param>
public sealed record TemplateCard(
    string Ref, string Namespace, string Name, string Title, string? Description, string Type, string? Owner, string? Version, IReadOnlyList<string> Tags, IReadOnlyList<string> Produces,
    int Runs, double? TypicalSeconds);

internal sealed class ListTemplatesHandler(ITemplateSource templates, IPortalDb db) : IQueryHandler<ListTemplates, TemplateGallery>
{
    private const int Sample = 200;

    public async Task<Result<TemplateGallery>> Handle(ListTemplates query, CancellationToken cancellationToken)
    {
        var counts = await db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Status == RunStatus.Succeeded).GroupBy(r => r.Template)
            .Select(g => new { Template = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Template, g => g.Count, cancellationToken);
        var recent = await db.Set<ScaffoldRun>().AsNoTracking().Where(r => r.Status == RunStatus.Succeeded).OrderByDescending(r => r.CreatedAt).Take(Sample)
            .Select(r => new { r.Template, r.StartedAt, r.FinishedAt }).ToListAsync(cancellationToken);
        return new TemplateGallery(
            [.. templates.All.Select(t => Card(t, counts.GetValueOrDefault(t.Ref.ToString()), Median(recent.Where(r => r.Template == t.Ref.ToString()).Select(r => r.FinishedAt - r.StartedAt))))],
            templates.Problems);
    }

    internal static TemplateCard Card(ScaffoldTemplate t, int runs, double? seconds)
        => new(t.Ref.ToString(), t.Ref.Namespace, t.Ref.Name, t.Title, t.Description, t.Type, t.Owner, t.Version, t.Tags, t.Produces, runs, seconds);

    private static double? Median(IEnumerable<TimeSpan?> durations)
    {
        var sorted = durations.OfType<TimeSpan>().Order().ToList();
        return sorted.Count == 0 ? null : Math.Round(sorted[sorted.Count / 2].TotalSeconds, 1);
    }
}
