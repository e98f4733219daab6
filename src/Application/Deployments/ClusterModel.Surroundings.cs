namespace Portal.Application.Deployments;

/// <content>What stands around workloads: Services, autoscalers, budgets, claims, nodes, namespaces, Ingresses.</content>
public sealed partial class ClusterModel
{
    private readonly Shelf<ObservedService> _services = new();
    private readonly Shelf<ObservedNode> _nodes = new();
    private readonly Shelf<ObservedNamespace> _namespaces = new();
    private readonly Shelf<ObservedIngress> _ingresses = new();
    private readonly Shelf<ObservedAutoscaler> _autoscalers = new();
    private readonly Shelf<ObservedDisruptionBudget> _budgets = new();
    private readonly Shelf<ObservedVolumeClaim> _claims = new();

    // The record that pictures share while no list in it is remade.
    private ClusterSurroundings? _around;

    private bool SurroundingsUnchanged => _around is not null && (_services.Unchanged || _services.Forbidden) && (_nodes.Unchanged || _nodes.Forbidden) && (_namespaces.Unchanged || _namespaces.Forbidden)
        && (_ingresses.Unchanged || _ingresses.Forbidden) && (_autoscalers.Unchanged || _autoscalers.Forbidden) && (_budgets.Unchanged || _budgets.Forbidden) && (_claims.Unchanged || _claims.Forbidden);

    private ClusterSurroundings Surroundings()
        => SurroundingsUnchanged ? _around! : _around = new(_services.List, _nodes.List, _namespaces.List, _ingresses.List, _autoscalers.List, _budgets.List, _claims.List);

    private WorkloadSurroundings Around(string kind, ObservedWorkload workload, List<ObservedPod> pods, List<ObservedWorkload> jobs)
    {
        var (ns, labels) = (workload.Metadata.Namespace, workload.Template.Metadata.Labels);
        var nodes = pods.Select(p => p.Spec.NodeName).OfType<string>().Distinct(StringComparer.Ordinal).Select(n => _nodes.Named("", n)).OfType<ObservedNode>();
        return new(
            _services.Forbidden ? null : [.. _services.In(ns).Where(s => s.Spec.Selector is { Count: > 0 } selector && selector.All(l => labels?.GetValueOrDefault(l.Key) == l.Value)).OrderBy(s => s.Metadata.Name, StringComparer.Ordinal)],
            _autoscalers.In(ns).FirstOrDefault(a => a.Spec.ScaleTargetRef is { } target && target.Kind == kind && target.Name == workload.Metadata.Name),
            [.. _budgets.In(ns).Where(b => b.Spec.Selector?.Matches(labels) == true)],
            [.. pods.SelectMany(p => p.Spec.Volumes ?? []).Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>().Distinct(StringComparer.Ordinal).Select(c => _claims.Named(ns, c)).OfType<ObservedVolumeClaim>()],
            nodes.ToDictionary(n => n.Metadata.Name, StringComparer.Ordinal), jobs, _nodes.Forbidden || !_nodes.Uids.Any())
        { Namespace = _namespaces.Named("", ns) };
    }

    private IEnumerable<ObservedEvent> EventsAround(WorkloadSurroundings around)
        => around.Claims.Select(c => c.Metadata.Uid).Append(around.Autoscaler?.Metadata.Uid ?? "").SelectMany(uid => _eventsOf[uid]).Select(id => _events[id]);

    private IEnumerable<string> Known(ObservedKind kind) => kind switch
    {
        ObservedKind.ReplicaSet => _replicaSets.Keys,
        ObservedKind.Pod => _pods.Keys,
        ObservedKind.Event => _events.Keys,
        ObservedKind.Service => _services.Uids,
        ObservedKind.Node => _nodes.Uids,
        ObservedKind.Namespace => _namespaces.Uids,
        ObservedKind.Ingress => _ingresses.Uids,
        ObservedKind.Autoscaler => _autoscalers.Uids,
        ObservedKind.DisruptionBudget => _budgets.Uids,
        ObservedKind.VolumeClaim => _claims.Uids,
        _ => _workloads.Where(w => w.Value.Kind == kind.ToString()).Select(w => w.Key),
    };

    private void PutAround(ObservedKind kind, IObserved item)
    {
        switch (item)
        {
            case ObservedService service:
                _services.Put(service);
                TouchNamespace(service.Metadata.Namespace);
                break;
            case ObservedNode node:
                // Nodes report every few minutes; most of the time nothing that is shown has changed.
                if (_nodes.Find(node.Metadata.Uid) is not { } old || !Same(old, node))
                {
                    _nodes.Put(node);
                    TouchNode(node.Metadata.Name);
                }

                break;
            case ObservedNamespace @namespace:
                if (_namespaces.Put(@namespace)?.Status.Phase != @namespace.Status.Phase)
                {
                    TouchNamespace(@namespace.Metadata.Name);
                }

                break;
            case ObservedIngress ingress:
                _ingresses.Put(ingress);
                break;
            case ObservedAutoscaler autoscaler:
                TouchTarget(_autoscalers.Put(autoscaler));
                TouchTarget(autoscaler);
                break;
            case ObservedDisruptionBudget budget:
                _budgets.Put(budget);
                TouchNamespace(budget.Metadata.Namespace);
                break;
            case ObservedVolumeClaim claim:
                _claims.Put(claim);
                TouchNamespace(claim.Metadata.Namespace);
                break;
        }
    }

    private void RemoveAround(ObservedKind kind, string uid)
    {
        switch (kind)
        {
            case ObservedKind.Service:
                TouchNamespace(_services.Remove(uid)?.Metadata.Namespace);
                break;
            case ObservedKind.Node when _nodes.Remove(uid) is { } node:
                TouchNode(node.Metadata.Name);
                break;
            case ObservedKind.Namespace:
                _namespaces.Remove(uid);
                break;
            case ObservedKind.Ingress:
                _ingresses.Remove(uid);
                break;
            case ObservedKind.Autoscaler:
                TouchTarget(_autoscalers.Remove(uid));
                break;
            case ObservedKind.DisruptionBudget:
                TouchNamespace(_budgets.Remove(uid)?.Metadata.Namespace);
                break;
            case ObservedKind.VolumeClaim:
                TouchNamespace(_claims.Remove(uid)?.Metadata.Namespace);
                break;
        }
    }

    /// <summary>An event happened to an object that is no workload and no pod.</summary>
    private void TouchAround(string uid)
    {
        if (_autoscalers.Find(uid) is { } autoscaler)
        {
            TouchTarget(autoscaler);
        }
        else if (_claims.Find(uid) is { } claim)
        {
            TouchNamespace(claim.Metadata.Namespace);
        }
    }

    private void TouchNamespace(string? @namespace)
    {
        if (@namespace is not null)
        {
            _dirty.UnionWith(_workloadsIn[@namespace]);
        }
    }

    private void TouchNode(string node)
    {
        foreach (var pod in _podsOn[node])
        {
            TouchPod(_pods[pod]);
        }
    }

    private void TouchTarget(ObservedAutoscaler? autoscaler)
    {
        if (autoscaler?.Spec.ScaleTargetRef is { } target)
        {
            _dirty.UnionWith(_workloadsIn[autoscaler.Metadata.Namespace].Where(uid => _workloads[uid] is var (kind, workload) && kind == target.Kind && workload.Metadata.Name == target.Name));
        }
    }

    private void SetForbidden(ObservedKind kind, bool forbidden)
    {
        var changed = kind switch
        {
            ObservedKind.Pod => _podsForbidden != forbidden,
            ObservedKind.Service => _services.Forbid(forbidden),
            ObservedKind.Node => _nodes.Forbid(forbidden),
            ObservedKind.Namespace => _namespaces.Forbid(forbidden),
            ObservedKind.Ingress => _ingresses.Forbid(forbidden),
            ObservedKind.Autoscaler => _autoscalers.Forbid(forbidden),
            ObservedKind.DisruptionBudget => _budgets.Forbid(forbidden),
            ObservedKind.VolumeClaim => _claims.Forbid(forbidden),
            _ => false,
        };
        _podsForbidden = kind == ObservedKind.Pod ? forbidden : _podsForbidden;
        if (changed)
        {
            _around = null;
            _dirty.UnionWith(_workloads.Keys);
        }
    }

    private static bool Same(ObservedNode a, ObservedNode b)
        => a.Spec.Unschedulable == b.Spec.Unschedulable && (a.Spec.Taints ?? []).SequenceEqual(b.Spec.Taints ?? [])
            && (a.Status.Conditions ?? []).Select(c => (c.Type, c.Status, c.Reason)).SequenceEqual((b.Status.Conditions ?? []).Select(c => (c.Type, c.Status, c.Reason)))
            && Same(a.Status.Allocatable, b.Status.Allocatable) && Same(a.Metadata.Labels, b.Metadata.Labels) && a.Status.NodeInfo == b.Status.NodeInfo;

    private static bool Same(IReadOnlyDictionary<string, string>? a, IReadOnlyDictionary<string, string>? b)
        => (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? b)?.All(p => b?.GetValueOrDefault(p.Key) == p.Value) != false;
}
