using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>
/// Makes services of the workloads that nobody declares: one per workload name, kind and namespace, whatever the number of clusters it runs in, because staging and
/// production of one workload are one service. Pure, and the same for the same estate and catalog: nothing in it changes with time or with pods.
/// </summary>
public static class WorkloadDiscovery
{
    private static readonly string[] NameLabels = ["app.kubernetes.io/name", "app", "k8s-app"];

    private static readonly HashSet<string> PassingWords = new(StringComparer.Ordinal) { "tmp", "temp", "debug", "test", "tests", "scratch", "sandbox", "poc", "old", "backup" };

    public static IReadOnlyList<DiscoveredService> Of(ObservedEstate estate, CatalogGraph catalog, DiscoveryOptions options)
    {
        var owners = new OwnerGuess(estate, catalog);
        var registries = estate.Workloads.Where(w => w.Row.IsDeclared).Select(w => WorkloadText.RegistryOf(ImageName.Parse(w.Row.Image).Repository)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var groups = estate.Workloads.Where(w => !options.Excludes(w.Row.Namespace)).GroupBy(From, StringComparer.Ordinal).Where(g => g.Any(w => !w.Row.IsDeclared))
            .OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var names = new DiscoveredNames(catalog, groups.ConvertAll(g => g.Key));
        return [.. groups.Select(g => Read(g.Key, [.. g], estate, catalog, owners, registries, names))];
    }

    public static string From(WorkloadEntry entry) => $"{entry.Row.Namespace}/{entry.Row.Kind}/{entry.Row.Name}";

    private static DiscoveredService Read(string from, IReadOnlyList<WorkloadEntry> all, ObservedEstate estate, CatalogGraph catalog, OwnerGuess owners, HashSet<string> registries, DiscoveredNames names)
    {
        var entries = all.Where(e => !e.Row.IsDeclared).ToList();
        var row = entries[0].Row;
        var owner = owners.Of(entries);
        var production = entries.Any(e => e.Row.Environment.StartsWith("prod", StringComparison.OrdinalIgnoreCase));
        var (confidence, evidence) = Weigh(from, entries, estate, registries);
        if (owner is { } found)
        {
            evidence.Add($"Owner: {found.Evidence}.");
        }

        return new(
            from, row.Namespace, row.Kind, row.Name, names.Of(from, row),
            LooksLike(row, all, catalog), owner?.Owner.ToString(), owner?.Evidence, SystemOf(entries, catalog),
            row.Kind == "DaemonSet" ? "agent" : "service", production ? "production" : "experimental",
            Math.Clamp(Math.Round(confidence + (owner is null ? 0 : 0.05), 2), 0.05, 0.99), evidence, RepositoryOf(entries), WorkloadSelector.Of(entries, estate),
            [.. entries.Select(e => new DiscoveredPlacement(e.Row.Cluster, e.Row.Environment, e.Row.Image)).OrderBy(p => p.Cluster, StringComparer.Ordinal)]);
    }

    private static (double Confidence, List<string> Evidence) Weigh(string from, List<WorkloadEntry> entries, ObservedEstate estate, HashSet<string> registries)
    {
        var row = entries[0].Row;
        var clusters = entries.Select(e => e.Row.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var confidence = 0.35;
        List<string> evidence = [$"{row.Kind} {row.Namespace}/{row.Name} runs in {WorkloadText.List(clusters)}, and no descriptor claims it."];
        if (clusters.Count > 1)
        {
            Add(0.1, "It runs in more than one cluster, as what an organisation builds itself mostly does.");
        }

        if (entries.Select(e => ServiceInFront(e, estate)).FirstOrDefault(s => s is not null) is { } service)
        {
            Add(0.2, $"The Service {service} leads to its pods: others call it.");
        }

        if (NameLabels.Select(k => (Key: k, Value: WorkloadText.Of(entries[0], k))).FirstOrDefault(l => l.Value is not null) is { Value: not null } label)
        {
            Add(0.05, $"The label {label.Key}={label.Value} names an application.");
        }

        var registry = WorkloadText.RegistryOf(ImageName.Parse(row.Image).Repository);
        if (registries.Contains(registry) && !WorkloadText.IsPublic(registry))
        {
            Add(0.15, $"Its image comes from {registry}, as those of declared services do.");
        }
        else if (WorkloadText.IsPublic(registry))
        {
            Add(-0.3, $"Its image comes from {registry}, a public registry: it may be somebody else's software.");
        }

        if (row.Kind == "DaemonSet")
        {
            Add(-0.15, "It is a DaemonSet, one pod per node: more often an agent of the platform than a service.");
        }

        if (row.Name.Split('-', '.').FirstOrDefault(PassingWords.Contains) is { } passing)
        {
            Add(-0.15, $"\"{passing}\" in its name says that it is not meant to stay.");
        }

        return (confidence, evidence);

        void Add(double weight, string words)
        {
            confidence += weight;
            evidence.Add(words);
        }
    }

    private static string? ServiceInFront(WorkloadEntry entry, ObservedEstate estate)
        => estate.Services.GetValueOrDefault(entry.Row.Cluster)?.Where(s => s.Metadata.Namespace == entry.Row.Namespace && Selects(s, entry.TemplateLabels))
            .Select(s => s.Metadata.Name).Order(StringComparer.Ordinal).FirstOrDefault();

    internal static bool Selects(ObservedService service, IReadOnlyDictionary<string, string>? labels)
        => service.Spec.Selector is { Count: > 0 } selector && selector.All(p => labels?.GetValueOrDefault(p.Key) == p.Value);

    /// <summary>The same workload is declared in another cluster, or a declared component has its name: it lacks a label, not a descriptor.</summary>
    private static string? LooksLike(Deployment row, IReadOnlyList<WorkloadEntry> all, CatalogGraph catalog)
        => all.Where(e => e.Row.IsDeclared).Select(e => e.Row.Service).FirstOrDefault()
            ?? (catalog.Find(new("component", EntityRef.DefaultNamespace, row.Name)) is { } same && !Discovered.Is(same) ? same.Ref.ToString()
                : catalog.Find(new("component", row.Namespace, row.Name)) is { } near && !Discovered.Is(near) ? near.Ref.ToString() : null);

    private static string? SystemOf(List<WorkloadEntry> entries, CatalogGraph catalog)
        => entries.Select(e => WorkloadText.Of(e, "app.kubernetes.io/part-of")).OfType<string>().Select(text => EntityRef.TryParse(text, "system", EntityRef.DefaultNamespace, out var r) ? catalog.Find(r) : null)
            .FirstOrDefault(e => e?.Ref.Kind == "system")?.Ref.ToString();

    private static string? RepositoryOf(List<WorkloadEntry> entries)
    {
        foreach (var key in WorkloadHints.RepositoryKeys)
        {
            if (entries.Select(e => WorkloadText.Of(e, key)).FirstOrDefault(t => t is not null) is { } text && WorkloadText.Slug(text) is { } slug)
            {
                return slug;
            }
        }

        var image = ImageName.Parse(entries[0].Row.Image).Repository;
        return WorkloadText.IsPublic(WorkloadText.RegistryOf(image)) ? null : WorkloadText.SlugOfImage(image) ?? image[(image.LastIndexOf('/') + 1)..];
    }
}
