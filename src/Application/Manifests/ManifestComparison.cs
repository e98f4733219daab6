using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>Compares the manifests of one environment with one cluster. Pure: everything it looks at is in memory.</summary>
/// <param name="isShared">Other services read the same path: what lies there may be theirs.</param>
internal sealed class ManifestComparison(EntityRef service, ServiceManifests manifests, GitManifests git, ClusterStatus cluster, IDeploymentPictures pictures, bool isShared)
{
    private readonly List<DriftItem> _items = [];
    private readonly List<string> _notes = [];
    private readonly List<Deployment> _rows = [.. pictures.OfService(service.ToString()).Where(r => r.Cluster == cluster.Name)];
    private int _compared;

    public ClusterDrift Compare()
    {
        var reason = git.Problem
            ?? (git.Blocking is { } blocking ? $"{blocking.What} in {blocking.Place}: {blocking.Words} So nothing is compared." : null)
            ?? (cluster.AsOf is null || cluster.State == ClusterState.Syncing ? $"{cluster.Name} has not told yet what runs there{(cluster.LastError is { } error ? $": {error}" : ".")}" : null);
        if (reason is not null || pictures.PictureOf(cluster.Name) is not { } picture)
        {
            return new(cluster, DriftState.CannotTell, git.Path, reason ?? $"There is no picture of {cluster.Name}.", 0, [], [], git.ChangedAt);
        }

        foreach (var part in git.Unsupported)
        {
            _notes.Add($"{part.What} in {part.Place}: {part.Words}");
        }

        foreach (var wanted in git.Objects)
        {
            switch (wanted.Kind)
            {
                case "Service":
                    Beside(wanted, picture.Around.Services, s => WorkloadFields.Of(s));
                    break;
                case "HorizontalPodAutoscaler":
                    Beside(wanted, picture.Around.Autoscalers, a => WorkloadFields.Of(a));
                    break;
                case "PodDisruptionBudget":
                    Beside(wanted, picture.Around.Budgets, b => WorkloadFields.Of(b));
                    break;
                default:
                    Workload(wanted);
                    break;
            }
        }

        Extras();
        Leftovers();
        return new(cluster, _items.Count > 0 ? DriftState.Differs : _compared > 0 ? DriftState.InStep : DriftState.CannotTell, git.Path,
            _items.Count == 0 && _compared == 0 ? $"{git.Path} holds nothing that can be compared with {cluster.Name}." : null, _compared, _items, _notes, git.ChangedAt);
    }

    private void Workload(GitObject wanted)
    {
        if (cluster.Forbidden.Any(f => f.StartsWith(wanted.Kind, StringComparison.OrdinalIgnoreCase)))
        {
            _notes.Add($"{wanted.Kind} {wanted.Name}: the portal may not list this kind in {cluster.Name}.");
            return;
        }

        var entry = Find(wanted);
        if (entry is { Row.IsDeclared: true } && entry.Row.Service != service.ToString())
        {
            return; // another service's, from the same folder
        }

        if (entry is null)
        {
            if (IsOwn(wanted))
            {
                Missing(wanted);
            }

            return;
        }

        var live = WorkloadFields.Of(wanted.Kind, entry.Observed);
        Meta(live, wanted, entry.Observed.Metadata);
        Fields(wanted, live, entry);
    }

    private WorkloadEntry? Find(GitObject wanted)
    {
        if (wanted.Namespace is { } ns)
        {
            return pictures.Find(cluster.Name, ns, wanted.Kind, wanted.Name);
        }

        // The manifests leave the namespace open: it is the one in which the service runs.
        return Namespaces().Select(n => pictures.Find(cluster.Name, n, wanted.Kind, wanted.Name)).FirstOrDefault(e => e is not null);
    }

    private IEnumerable<string> Namespaces() => _rows.Select(r => r.Namespace).Distinct(StringComparer.Ordinal);

    private bool IsOwn(GitObject wanted)
        => !isShared || wanted.Name == service.Name || wanted.Name.StartsWith(service.Name + "-", StringComparison.Ordinal)
            || new[] { KeptAnnotations.KubernetesId, "app.kubernetes.io/name" }.Any(l => wanted.Fields.GetValueOrDefault($"metadata.labels[{l}]")?.Value == service.Name);

    private void Missing(GitObject wanted)
        => Add(new(DriftKind.MissingInCluster, wanted.Kind, wanted.Namespace, wanted.Name, "", $"{wanted.Kind} {wanted.Name}", wanted.Place, null,
            $"Git has it and {cluster.Name} does not: it was never applied there, or deleted by hand. Apply {git.Path}, or remove it from git."));

    /// <summary>Services, autoscalers and budgets: they stand beside workloads.</summary>
    private void Beside<T>(GitObject wanted, IReadOnlyList<T>? all, Func<T, Dictionary<string, string>> read)
        where T : class, IObserved
    {
        if (all is null)
        {
            _notes.Add($"{wanted.Kind} {wanted.Name}: the portal may not list this kind in {cluster.Name}.");
            return;
        }

        var namespaces = wanted.Namespace is { } ns ? [ns] : Namespaces().ToArray();
        if (all.FirstOrDefault(o => o.Metadata.Name == wanted.Name && namespaces.Contains(o.Metadata.Namespace, StringComparer.Ordinal)) is not { } found)
        {
            if (IsOwn(wanted))
            {
                Missing(wanted);
            }

            return;
        }

        var live = read(found);
        Meta(live, wanted, found.Metadata);
        Fields(wanted, live, null);
    }

    /// <summary>Of labels and annotations only those that git sets: controllers and tools add their own.</summary>
    private static void Meta(Dictionary<string, string> live, GitObject wanted, ObservedMeta meta)
    {
        foreach (var (word, values) in new[] { ("labels", meta.Labels), ("annotations", meta.Annotations) })
        {
            foreach (var (name, value) in values ?? new Dictionary<string, string>())
            {
                var path = $"metadata.{word}[{name}]";
                if (wanted.Fields.ContainsKey(path))
                {
                    live[path] = value;
                }
            }
        }
    }

    private void Fields(GitObject wanted, Dictionary<string, string> live, WorkloadEntry? entry)
    {
        var autoscaler = entry is null ? null : entry.Around.Autoscaler?.Metadata.Name ?? git.Objects.FirstOrDefault(o => o.Scales == $"{wanted.Kind} {wanted.Name}")?.Name;
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (var path in wanted.Fields.Keys.Union(live.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (ours, theirs) = (wanted.Fields.GetValueOrDefault(path), live.GetValueOrDefault(path));
            if (path == WorkloadFields.Replicas && (autoscaler is not null || ours is null))
            {
                _notes.Add(autoscaler is not null ? $"{path} of {wanted.Name}: the autoscaler {autoscaler} decides." : $"{path} of {wanted.Name}: git does not set it.");
                continue;
            }

            if (ours is null && IsFilledIn(path, theirs!, wanted, live))
            {
                continue;
            }

            _compared++;
            if (ours is not null && theirs is not null && DriftValues.Same(path, ours.Value, theirs, git.Generated))
            {
                if (path.EndsWith(".image", StringComparison.Ordinal) && DriftValues.IsOpen(ours.Value) && ours.Value != theirs)
                {
                    _notes.Add($"Tag of {ours.Value}: git leaves it open, so whoever deploys sets it. {theirs} runs.");
                }

                continue;
            }

            // A container, or a probe, that only one side has is one difference and not ten.
            var whole = WholeOf(path, wanted, live);
            if (told.Add(whole))
            {
                var shown = WorkloadFields.ContainerOf(whole + ".") == whole ? whole + ".image" : whole;
                var (mine, there) = (wanted.Fields.GetValueOrDefault(shown), live.GetValueOrDefault(shown));
                Add(new(DriftKind.Field, wanted.Kind, entry?.Row.Namespace ?? wanted.Namespace, wanted.Name, whole, mine?.Value, mine?.Place ?? wanted.Place, there,
                    DriftReasons.Likely(whole, mine?.Value, there, entry, git, manifests)));
            }
        }
    }

    private static string WholeOf(string path, GitObject wanted, Dictionary<string, string> live)
    {
        if (WorkloadFields.ContainerOf(path) is { } container)
        {
            var image = container + ".image";
            if (wanted.Fields.ContainsKey(image) != live.ContainsKey(image))
            {
                return container;
            }

            if (path.IndexOf("Probe.", container.Length, StringComparison.Ordinal) is >= 0 and var dot && path[..(dot + 5)] is var probe && wanted.Fields.ContainsKey(probe) != live.ContainsKey(probe))
            {
                return probe;
            }
        }

        return path;
    }

    /// <summary>What only the cluster has, and nobody put there by hand.</summary>
    private static bool IsFilledIn(string path, string live, GitObject wanted, Dictionary<string, string> all)
    {
        // A request that is left out is the limit.
        if (path.Contains(".resources.requests[", StringComparison.Ordinal) && wanted.Fields.GetValueOrDefault(path.Replace(".requests[", ".limits[", StringComparison.Ordinal)) is { } limit)
        {
            return DriftValues.SameQuantity(limit.Value, live) || DriftValues.SameQuantity(all.GetValueOrDefault(path.Replace(".requests[", ".limits[", StringComparison.Ordinal)) ?? "", live);
        }

        // The pipeline that sets the version also writes it on the pods.
        return path.EndsWith($".metadata.labels[{ImageName.VersionLabel}]", StringComparison.Ordinal) && wanted.Fields.Any(f => f.Key.EndsWith(".image", StringComparison.Ordinal) && DriftValues.IsOpen(f.Value.Value));
    }

    private void Extras()
    {
        if (git.Unsupported.Count > 0 || !git.Objects.Any(o => WorkloadFields.Kinds.Contains(o.Kind, StringComparer.Ordinal)))
        {
            return;
        }

        HashSet<string> namespaces = [.. git.Objects.Select(o => o.Namespace).OfType<string>()];
        var anywhere = git.Objects.Any(o => o.Namespace is null);
        foreach (var row in _rows.Where(r => WorkloadFields.Kinds.Contains(r.Kind, StringComparer.Ordinal) && (anywhere || namespaces.Contains(r.Namespace))))
        {
            if (!git.Objects.Any(o => o.Kind == row.Kind && o.Name == row.Name && (o.Namespace is null || o.Namespace == row.Namespace)))
            {
                Add(new(DriftKind.NotInGit, row.Kind, row.Namespace, row.Name, "", null, null, $"{row.Kind} {row.Name} {row.Version}",
                    $"It runs as part of {service.Name} ({row.Match?.Evidence ?? "matched"}) and is not in {git.Path}: made by hand, or left over from manifests that were removed.", row.CreatedAt));
            }
        }
    }

    private void Leftovers()
    {
        var notHeld = git.Objects.SelectMany(o => o.NotHeld).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (notHeld.Count > 0)
        {
            _notes.Add($"Not kept of a cluster, so not compared: {string.Join(", ", notHeld)}.");
        }

        if (git.OtherKinds.Count > 0)
        {
            _notes.Add($"Kinds that are not compared: {string.Join(", ", git.OtherKinds)}.");
        }

        _notes.Add("Values of environments, and what is in ConfigMaps and Secrets, are never read.");
    }

    private void Add(DriftItem item) => _items.Add(item with { PageUrl = item.Place is { } place ? manifests.PageOf(place) : null });
}
