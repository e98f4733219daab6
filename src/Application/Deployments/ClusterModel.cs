namespace Portal.Application.Deployments;

/// <summary>
/// What one cluster's watches have told so far, and the rows made of it. Only workloads that a change touches are read anew.
/// Not thread-safe: its watcher is the only caller.
/// </summary>
public sealed class ClusterModel(string cluster, string environment, string? region)
{
    private const int EventsKeptPerSubject = 8;

    private readonly Dictionary<string, (string Kind, ObservedWorkload Object)> _workloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedWorkload> _replicaSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedPod> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedEvent> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedService> _services = new(StringComparer.Ordinal);
    private readonly Index _podsOf = new();
    private readonly Index _replicaSetsOf = new();
    private readonly Index _eventsOf = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WorkloadEntry> _entries = new(StringComparer.Ordinal);
    private bool _podsForbidden;
    private bool _servicesForbidden;
    private IReadOnlyList<ObservedService>? _shownServices;

    public void Apply(ObservedChange change)
    {
        switch (change)
        {
            case ObservedChange.Upserted upserted:
                Put(upserted.Kind, upserted.Item);
                break;
            case ObservedChange.Deleted deleted:
                Remove(deleted.Kind, deleted.Item.Metadata.Uid);
                break;
            case ObservedChange.Relisted relisted:
                var listed = relisted.Items.Select(o => o.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
                foreach (var gone in Known(relisted.Kind).Where(uid => !listed.Contains(uid)).ToList())
                {
                    Remove(relisted.Kind, gone);
                }

                foreach (var item in relisted.Items)
                {
                    Put(relisted.Kind, item);
                }

                SetForbidden(relisted.Kind, false);
                break;
            case ObservedChange.Refused refused:
                Known(refused.Kind).ToList().ForEach(uid => Remove(refused.Kind, uid));
                SetForbidden(refused.Kind, true);
                break;
        }
    }

    /// <summary>Marks what may look different only because time has passed: unready pods, workloads with problems.</summary>
    public void TimePassed()
    {
        foreach (var (uid, entry) in _entries)
        {
            if (entry.Row.Health is not (Health.Healthy or Health.Idle) || entry.Row.Problems.Count > 0)
            {
                _dirty.Add(uid);
            }
        }
    }

    /// <summary>Reads the touched workloads anew.</summary>
    /// <returns>The picture, or null when nothing was touched.</returns>
    public ClusterPicture? Build(DateTimeOffset now)
    {
        if (_dirty.Count == 0 && _shownServices is not null)
        {
            return null;
        }

        foreach (var uid in _dirty)
        {
            if (_workloads.TryGetValue(uid, out var workload))
            {
                _entries[uid] = Read(workload.Kind, workload.Object, now);
            }
            else
            {
                _entries.Remove(uid);
            }
        }

        _dirty.Clear();
        List<PodSummary> loose = [.. _pods.Values.Where(p => WorkloadOf(p) is null).Select(p => WorkloadReader.Summary(cluster, "Pod", p.Metadata.Name, p) with { WorkloadKind = null, WorkloadName = null })];
        _shownServices ??= [.. _services.Values];
        return new(new Dictionary<string, WorkloadEntry>(_entries, StringComparer.Ordinal), loose, _pods.Count) { Services = _servicesForbidden ? null : _shownServices };
    }

    private WorkloadEntry Read(string kind, ObservedWorkload workload, DateTimeOffset now)
    {
        var uid = workload.Metadata.Uid;
        List<ObservedWorkload> revisions = [.. _replicaSetsOf[uid].Select(id => _replicaSets[id])];
        List<ObservedPod> pods = [.. (kind == "Deployment" ? revisions.SelectMany(r => _podsOf[r.Metadata.Uid]) : _podsOf[uid]).Select(id => _pods[id]).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        List<ObservedEvent> events = [.. pods.SelectMany(p => _eventsOf[p.Metadata.Uid]).Select(id => _events[id])];
        var row = WorkloadReader.Read(cluster, environment, region, new WorkloadFacts(kind, workload, revisions, pods, events, _podsForbidden), now);
        return new(row, [.. pods.Select(p => WorkloadReader.Summary(cluster, kind, workload.Metadata.Name, p))], workload.Metadata, workload.Spec.Template.Metadata.Labels)
        {
            References = TemplateReferences.Of(workload.Spec.Template.Spec),
            Observed = workload,
            ReplicaSets = revisions,
            ObservedPods = pods,
            Events = events,
        };
    }

    private IEnumerable<string> Known(ObservedKind kind) => kind switch
    {
        ObservedKind.ReplicaSet => _replicaSets.Keys,
        ObservedKind.Pod => _pods.Keys,
        ObservedKind.Event => _events.Keys,
        ObservedKind.Service => _services.Keys,
        _ => _workloads.Where(w => w.Value.Kind == kind.ToString()).Select(w => w.Key),
    };

    private void Put(ObservedKind kind, IObserved item)
    {
        var uid = item.Metadata.Uid;
        switch (item)
        {
            case ObservedPod pod:
                Detach(uid);
                _pods[uid] = pod with { Metadata = TemplateFacts.WithoutOwn(pod.Metadata), Spec = TemplateReferences.Without(pod.Spec) };
                _podsOf.Add(pod.Metadata.Controller?.Uid, uid);
                TouchPod(pod);
                break;
            case ObservedEvent { Type: "Warning" } happened:
                _events[uid] = happened;
                KeepNewest(happened.InvolvedObject.Uid, uid);
                TouchSubject(happened.InvolvedObject.Uid);
                break;
            case ObservedService service:
                (_services[uid], _shownServices) = (service, null);
                break;
            case ObservedWorkload replicaSet when kind == ObservedKind.ReplicaSet:
                _replicaSets[uid] = replicaSet with { Spec = replicaSet.Spec with { Template = TemplateFacts.Bare(replicaSet.Spec.Template, Alike(replicaSet.Metadata.Controller?.Uid)) } };
                _replicaSetsOf.Add(replicaSet.Metadata.Controller?.Uid, uid);
                Touch(replicaSet.Metadata.Controller?.Uid);
                break;
            case ObservedWorkload workload:
                _workloads[uid] = (kind.ToString(), workload with { Spec = workload.Spec with { Template = TemplateFacts.Slim(workload.Spec.Template, Alike(uid)) } });
                Touch(uid);
                break;
        }
    }

    /// <summary>Facts of the workload and its ReplicaSets so far: an equal template is held once.</summary>
    private IEnumerable<TemplateFacts?> Alike(string? workload)
        => workload is null ? []
            : (_workloads.TryGetValue(workload, out var known) ? [known.Object.Spec.Template.Facts] : Array.Empty<TemplateFacts?>()).Concat(_replicaSetsOf[workload].Select(id => _replicaSets[id].Spec.Template.Facts));

    private void Remove(ObservedKind kind, string uid)
    {
        switch (kind)
        {
            case ObservedKind.Pod:
                Detach(uid);
                break;
            case ObservedKind.Event when _events.Remove(uid, out var happened):
                _eventsOf.Remove(happened.InvolvedObject.Uid, uid);
                TouchSubject(happened.InvolvedObject.Uid);
                break;
            case ObservedKind.ReplicaSet when _replicaSets.Remove(uid, out var replicaSet):
                _replicaSetsOf.Remove(replicaSet.Metadata.Controller?.Uid, uid);
                Touch(replicaSet.Metadata.Controller?.Uid);
                break;
            case ObservedKind.Service when _services.Remove(uid):
                _shownServices = null;
                break;
            case ObservedKind.Deployment or ObservedKind.StatefulSet or ObservedKind.DaemonSet:
                _workloads.Remove(uid);
                Touch(uid);
                break;
        }
    }

    private void Detach(string podUid)
    {
        if (_pods.Remove(podUid, out var old))
        {
            _podsOf.Remove(old.Metadata.Controller?.Uid, podUid);
            TouchPod(old);
        }
    }

    private void KeepNewest(string subject, string uid)
    {
        _eventsOf.Add(subject, uid);
        if (_eventsOf[subject].Count > EventsKeptPerSubject)
        {
            var oldest = _eventsOf[subject].MinBy(id => _events[id].At)!;
            _eventsOf.Remove(subject, oldest);
            _events.Remove(oldest);
        }
    }

    private string? WorkloadOf(ObservedPod pod) => pod.Metadata.Controller switch
    {
        { Kind: "ReplicaSet" } owner => _replicaSets.GetValueOrDefault(owner.Uid)?.Metadata.Controller?.Uid is { } deployment && _workloads.ContainsKey(deployment) ? deployment : null,
        { } owner when _workloads.ContainsKey(owner.Uid) => owner.Uid,
        _ => null,
    };

    private void TouchPod(ObservedPod pod)
    {
        if (pod.Metadata.Controller is { } owner)
        {
            Touch(owner.Kind == "ReplicaSet" ? _replicaSets.GetValueOrDefault(owner.Uid)?.Metadata.Controller?.Uid : owner.Uid);
        }
        else
        {
            Touch(pod.Metadata.Uid);
        }
    }

    private void TouchSubject(string uid)
    {
        if (_pods.TryGetValue(uid, out var pod))
        {
            TouchPod(pod);
        }
    }

    private void Touch(string? workload)
    {
        if (workload is not null)
        {
            _dirty.Add(workload);
        }
    }

    private void SetForbidden(ObservedKind kind, bool forbidden)
    {
        if (kind == ObservedKind.Service && _servicesForbidden != forbidden)
        {
            (_servicesForbidden, _shownServices) = (forbidden, null);
        }

        if (kind == ObservedKind.Pod && _podsForbidden != forbidden)
        {
            _podsForbidden = forbidden;
            _dirty.UnionWith(_workloads.Keys);
        }
    }

    /// <summary>Owner -> owned.</summary>
    private sealed class Index
    {
        private static readonly HashSet<string> None = [];
        private readonly Dictionary<string, HashSet<string>> _owned = new(StringComparer.Ordinal);

        public HashSet<string> this[string owner] => _owned.GetValueOrDefault(owner) ?? None;

        public void Add(string? owner, string uid)
        {
            if (owner is { Length: > 0 })
            {
                (_owned.TryGetValue(owner, out var set) ? set : _owned[owner] = new(StringComparer.Ordinal)).Add(uid);
            }
        }

        public void Remove(string? owner, string uid)
        {
            if (owner is { Length: > 0 } && _owned.TryGetValue(owner, out var set) && set.Remove(uid) && set.Count == 0)
            {
                _owned.Remove(owner);
            }
        }
    }
}
