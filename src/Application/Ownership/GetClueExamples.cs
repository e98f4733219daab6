using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;
using Portal.Application.Versions;

namespace Portal.Application.Ownership;

/// <summary>Clues of this organisation that somebody may try, of different kinds.</summary>
public sealed record GetClueExamples : IQuery<IReadOnlyList<ClueExample>>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

/// <param name="Label">What the link says: the clue itself, or what it is where it is long.</param>
public sealed record ClueExample(string Label, string Text);

internal sealed class GetClueExamplesHandler(ICatalog catalog, IDeploymentPictures pictures) : IQueryHandler<GetClueExamples, IReadOnlyList<ClueExample>>
{
    private const int LongestImage = 60;

    public Task<Result<IReadOnlyList<ClueExample>>> Handle(GetClueExamples request, CancellationToken cancellationToken)
    {
        List<ClueExample> examples = [];
        var row = pictures.Deployments.Where(d => d is { IsDeclared: true, Kind: "Deployment", Ready: > 0 }).OrderByDescending(d => d.Health).FirstOrDefault();
        var entity = row?.Service is { } service && EntityRef.TryParse(service, out var reference) ? catalog.Current.Find(reference) : catalog.Current.Entities.FirstOrDefault(e => e.Ref.Kind == "component");
        if (entity is not null)
        {
            examples.Add(Plain(entity.Ref.Name));
            if (entity.Annotations.TryGetValue(EntityRepositories.Slug, out var slug))
            {
                examples.Add(Plain($"https://github.com/{slug}"));
            }
        }

        if (row is not null)
        {
            examples.Add(row.Image.Length <= LongestImage ? Plain(row.Image) : new("its image", row.Image));
            if (pictures.PodsOf(row.Cluster, row.Namespace, row.Kind, row.Name) is [var pod, ..])
            {
                examples.Add(Plain(pod.Name));
                if (pod.Ip is { } address)
                {
                    examples.Add(Plain(address));
                }

                examples.Add(new("an Alertmanager payload", JsonSerializer.Serialize(new { status = "firing", alerts = new[] { new { labels = new { alertname = "KubePodCrashLooping", @namespace = pod.Namespace, pod = pod.Name, severity = "critical" } } } })));
            }

            if (Host(row) is { } host)
            {
                examples.Insert(Math.Min(3, examples.Count), Plain(host));
            }
        }

        return Task.FromResult(Result<IReadOnlyList<ClueExample>>.Of(examples));

        static ClueExample Plain(string text) => new(text, text);
    }

    private string? Host(Deployment row) => (pictures.PictureOf(row.Cluster)?.Around.Ingresses ?? []).SelectMany(i => i.Spec.Rules ?? []).Select(r => r.Host).FirstOrDefault(h => h is { Length: > 0 });
}
