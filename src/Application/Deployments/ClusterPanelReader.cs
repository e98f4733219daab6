namespace Portal.Application.Deployments;

/// <summary>Reads the panels of a cluster off its picture. Pure.</summary>
internal static class ClusterPanelReader
{
    private static readonly TimeSpan BlindGrace = TimeSpan.FromMinutes(3);
    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];
    private static readonly string[] WorkloadKinds = ["deployments", "statefulsets", "daemonsets", "jobs", "cronjobs"];

    /// <param name="entries">Workloads of the cluster with the services they belong to.</param>
    public static ClusterPanels Of(ClusterStatus cluster, ClusterPicture picture, IReadOnlyList<WorkloadEntry> entries, DateTimeOffset now)
    {
        if (cluster.State == ClusterState.Syncing || cluster.AsOf is null)
        {
            return ClusterPanels.Unknown;
        }

        bool Known(string kind) => !cluster.Forbidden.Contains(kind);
        var around = picture.Around;
        return new(
            around.Nodes is { } nodes && Known("nodes") ? Nodes(nodes, Known("pods") ? entries.SelectMany(e => e.ObservedPods).Concat(picture.LooseObserved) : null) : null,
            around.Autoscalers is { } scalers && Known("horizontalpodautoscalers") ? PanelRows<AutoscalerRow>.Of([.. InOrder(scalers).Select(s => Autoscaler(s, now)).OfType<AutoscalerRow>().OrderByDescending(r => r.IsBlind)]) : null,
            around.Budgets is { } budgets && Known("poddisruptionbudgets") ? PanelRows<BudgetRow>.Of([.. InOrder(budgets).Select(Budget).OfType<BudgetRow>().OrderByDescending(r => r.IsNever)]) : null,
            around.Claims is { } claims && Known("persistentvolumeclaims") ? PanelRows<ClaimRow>.Of([.. InOrder(claims).Where(c => c.Status.Phase != "Bound").OrderByDescending(c => c.Status.Phase == "Lost").Select(Claim)]) : null,
            around.Ingresses is { } ingresses && Known("ingresses") ? Ingresses(ingresses, Known("services") ? around.Services : null, entries) : null,

            // Where workloads may not be listed, everything would seem to lead nowhere.
            WorkloadKinds.All(Known) && (around.Services ?? (object?)around.Autoscalers) is not null ? PanelRows<ClusterFinding>.Of([.. ClusterFindings.Of(cluster.Name, picture)]) : null);
    }

    private static IEnumerable<T> InOrder<T>(IEnumerable<T> items)
        where T : IObserved
        => items.OrderBy(i => i.Metadata.Namespace, StringComparer.Ordinal).ThenBy(i => i.Metadata.Name, StringComparer.Ordinal);

    private static PanelRows<NodeRow> Nodes(IReadOnlyList<ObservedNode> nodes, IEnumerable<ObservedPod>? pods)
    {
        var on = pods?.Where(p => p.Spec.NodeName is not null && p.Status.Phase is not ("Succeeded" or "Failed")).ToLookup(p => p.Spec.NodeName!, StringComparer.Ordinal);
        return PanelRows<NodeRow>.Of([.. InOrder(nodes).Select(n => Node(n, on?[n.Metadata.Name].ToList())).OrderBy(n => n.IsWell).ThenBy(n => n.IsReady)]);
    }

    private static NodeRow Node(ObservedNode node, List<ObservedPod>? pods)
    {
        var ready = node.Status.Condition("Ready");
        var each = pods?.ConvertAll(p => ResourceSum.Of(p.Spec));
        return new(node.Metadata.Name, node.IsReady, node.IsReady ? null : ready is null ? "The node has not reported yet." : $"{ready.Reason}: {ready.Message}".Trim(':', ' '), node.Spec.Unschedulable,
            [.. Pressures.Where(p => node.Status.Condition(p)?.Status == "True")], node.Status.NodeInfo?.KubeletVersion, pods?.Count,
            each is null ? null : new(each.Sum(r => r.MilliCpu ?? 0), each.Sum(r => r.Bytes ?? 0)), each?.Count(r => r.MilliCpu is null || r.Bytes is null) ?? 0,
            new(Amount(node, "cpu", 1000), Amount(node, "memory", 1)));
    }

    private static long? Amount(ObservedNode node, string resource, double unit)
        => ResourceSum.Parse(node.Status.Allocatable?.GetValueOrDefault(resource)) is { } value && value * unit < long.MaxValue ? (long)(value * unit) : null;

    private static AutoscalerRow? Autoscaler(ObservedAutoscaler scaler, DateTimeOffset now)
    {
        var (spec, status) = (scaler.Spec, scaler.Status);
        ObservedCondition? Lasting(ObservedCondition? condition) => condition is { Status: "False" } && now - (condition.LastTransitionTime ?? now) > BlindGrace ? condition : null;
        var blind = Lasting(status.Condition("ScalingActive")) is { Reason: not "ScalingDisabled" } active ? active
            : Lasting(status.Condition("AbleToScale")) is { Reason: not "BackoffBoth" and not "BackoffUpscale" and not "BackoffDownscale" } able ? able : null;
        var limited = status.Condition("ScalingLimited") is { Status: "True", Reason: "TooManyReplicas" } told ? told : null;
        if (blind is null && limited is null && !(status.CurrentReplicas >= spec.MaxReplicas && spec.MaxReplicas > (spec.MinReplicas ?? 1)))
        {
            return null;
        }

        return new(scaler.Metadata.Namespace, scaler.Metadata.Name, $"{spec.ScaleTargetRef?.Kind} {spec.ScaleTargetRef?.Name}".Trim(), status.CurrentReplicas, spec.MaxReplicas, blind is not null, (blind ?? limited)?.Message ?? (blind ?? limited)?.Reason);
    }

    private static BudgetRow? Budget(ObservedDisruptionBudget budget)
        => budget.Status is { DisruptionsAllowed: 0, ExpectedPods: > 0 } status
            ? new(budget.Metadata.Namespace, budget.Metadata.Name, budget.Spec.MinAvailable is { } least ? $"minAvailable: {least}" : $"maxUnavailable: {budget.Spec.MaxUnavailable}",
                status.CurrentHealthy, status.DesiredHealthy, status.ExpectedPods, status.DesiredHealthy >= status.ExpectedPods)
            : null;

    private static ClaimRow Claim(ObservedVolumeClaim claim)
        => new(claim.Metadata.Namespace, claim.Metadata.Name, claim.Status.Phase.Length == 0 ? "Pending" : claim.Status.Phase, claim.Spec.StorageClassName, claim.Spec.Resources?.Requests?.GetValueOrDefault("storage"), claim.Metadata.CreationTimestamp);

    private static PanelRows<IngressRow> Ingresses(IReadOnlyList<ObservedIngress> ingresses, IReadOnlyList<ObservedService>? services, IReadOnlyList<WorkloadEntry> entries)
    {
        var known = services?.ToDictionary(s => (s.Metadata.Namespace, s.Metadata.Name));
        var rows = InOrder(ingresses).SelectMany(Routes).Select(r => r with { IsBroken = r.Service is not null && known?.ContainsKey((r.Namespace, r.Service)) == false }).OrderByDescending(r => r.IsBroken).ToList();
        var workloads = entries.ToLookup(e => e.Row.Namespace, StringComparer.Ordinal);
        return new([.. rows.Take(ClusterPanels.MostRows).Select(r => r with { Leads = Leads(r) })], rows.Count);

        IReadOnlyList<string> Leads(IngressRow row)
            => row.Service is not null && known?.GetValueOrDefault((row.Namespace, row.Service))?.Spec.Selector is { Count: > 0 } selector
                ? [.. workloads[row.Namespace].Where(w => w.Row is { IsDeclared: true, Service: not null } && selector.All(l => w.TemplateLabels?.GetValueOrDefault(l.Key) == l.Value)).Select(w => w.Row.Service!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
                : [];
    }

    private static IEnumerable<IngressRow> Routes(ObservedIngress ingress)
    {
        var (ns, name) = (ingress.Metadata.Namespace, ingress.Metadata.Name);
        foreach (var rule in ingress.Spec.Rules ?? [])
        {
            foreach (var backend in (rule.Http?.Paths ?? []).GroupBy(p => p.Backend?.Target, StringComparer.Ordinal))
            {
                yield return new(ns, name, rule.Host, [.. backend.Select(p => p.Path ?? "/").Distinct(StringComparer.Ordinal)], backend.Key, [], false);
            }
        }

        if (ingress.Spec.DefaultBackend is { } rest)
        {
            yield return new(ns, name, null, [], rest.Target, [], false);
        }
    }
}
