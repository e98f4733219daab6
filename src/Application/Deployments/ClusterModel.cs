using System.Collections.Immutable;
using System.Globalization;

namespace Portal.Application.Deployments;

/// <summary>
/// What one cluster's watches have told so far, and the rows made of it. Only workloads that a change touches are read anew.
/// Not thread-safe: its watcher is the only caller.
/// </summary>
public sealed partial class ClusterModel(string cluster, string environment, string? region)
{
    private const int EventsKeptPerSubject = 8;

    private readonly Dictionary<string, (string Kind, ObservedWorkload Object)> _workloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedWorkload> _replicaSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedPod> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedEvent> _events = new(StringComparer.Ordinal);
    private readonly OwnerIndex _podsOf = new();
    private readonly OwnerIndex _podsOn = new();
    private readonly OwnerIndex _replicaSetsOf = new();
    private readonly OwnerIndex _jobsOf = new();
    private readonly OwnerIndex _eventsOf = new();
    private readonly OwnerIndex _workloadsIn = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, WorkloadEntry> _entries = ClusterPicture.Empty.Workloads;
    private IReadOnlyList<PodSummary>? _loose;
    private IReadOnlyList<ObservedPod> _looseObserved = [];
    private bool _podsForbidden;
    private long _built;

    public void Apply(ObservedChange change)
    {
        switch (change)
        {
            case ObservedChange.Upserted upserted when IsOlder(upserted):
                break;
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
                SetForbidden(refused.Kind, !refused.Unserved);
                break;
        }
    }

    /// <summary>A watch that resumes may repeat what is known already in a newer version. Versions of one resource compare as numbers.</summary>
    /// <remarks>Source: Kubernetes API concepts, "Resource versions": comparable as integers from 1.35 on, and so made by every server before. A list is always taken as it is: after a restored
    /// backup the versions begin lower.</remarks>
    private bool IsOlder(ObservedChange.Upserted told)
        => MetaOf(told.Kind, told.Item.Metadata.Uid)?.ResourceVersion is { } known && long.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out var old)
            && long.TryParse(told.Item.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var now) && now < old;

    private ObservedMeta? MetaOf(ObservedKind kind, string uid) => kind switch
    {
        ObservedKind.Pod => _pods.GetValueOrDefault(uid)?.Metadata,
        ObservedKind.ReplicaSet => _replicaSets.GetValueOrDefault(uid)?.Metadata,
        ObservedKind.Event => _events.GetValueOrDefault(uid)?.Metadata,
        _ => _workloads.GetValueOrDefault(uid).Object?.Metadata,
    };

    /// <summary>Marks what may look different only because time has passed: unready pods, workloads with problems, schedules.</summary>
    public void TimePassed()
    {
        foreach (var (uid, entry) in _entries)
        {
            if (entry.Row.Health is not (Health.Healthy or Health.Idle) || entry.Row.Problems.Count > 0 || entry.Row.Kind is "CronJob" or "Job" || entry.ObservedPods.Any(p => p.Metadata.DeletionTimestamp is not null))
            {
                _dirty.Add(uid);
            }
        }
    }

    /// <summary>Reads the touched workloads anew.</summary>
    /// <returns>The picture, or null when nothing was touched.</returns>
    public ClusterPicture? Build(DateTimeOffset now)
    {
        if (_dirty.Count == 0 && _loose is not null && SurroundingsUnchanged)
        {
            return null;
        }

        var entries = _entries.ToBuilder();
        foreach (var uid in _dirty)
        {
            if (_workloads.TryGetValue(uid, out var workload) && ParentOf(workload.Object) is null)
            {
                entries[uid] = Read(workload.Kind, workload.Object, now);
            }
            else
            {
                entries.Remove(uid);
            }
        }

        _entries = entries.ToImmutable();
        string[] touched = [.. _dirty];
        _dirty.Clear();
        if (_loose is null)
        {
            _looseObserved = [.. _pods.Values.Where(p => WorkloadOf(p) is null)];
            _loose = [.. _looseObserved.Select(p => WorkloadReader.Summary(cluster, "Pod", p.Metadata.Name, p) with { WorkloadKind = null, WorkloadName = null, Labels = p.Metadata.Labels })];
        }

        return new(_entries, _loose, _pods.Count) { LooseObserved = _looseObserved, Around = Surroundings(), Touched = touched, Origin = (this, ++_built) };
    }

    private WorkloadEntry Read(string kind, ObservedWorkload workload, DateTimeOffset now)
    {
        var uid = workload.Metadata.Uid;
        List<ObservedWorkload> revisions = [.. _replicaSetsOf[uid].Select(id => _replicaSets[id])];
        List<ObservedWorkload> jobs = [.. _jobsOf[uid].Select(id => _workloads[id].Object).OrderByDescending(j => j.Metadata.CreationTimestamp).ThenBy(j => j.Metadata.Name, StringComparer.Ordinal)];
        string[] owners = [uid, .. revisions.Select(r => r.Metadata.Uid), .. jobs.Select(j => j.Metadata.Uid)];
        List<ObservedPod> pods = [.. owners.SelectMany(o => _podsOf[o]).Select(id => _pods[id]).OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        List<ObservedEvent> events = [.. owners.Concat(pods.Select(p => p.Metadata.Uid)).SelectMany(s => _eventsOf[s]).Select(id => _events[id])];
        var around = Around(kind, workload, pods, jobs);
        events.AddRange(EventsAround(around));
        var row = WorkloadReader.Read(cluster, environment, region, new WorkloadFacts(kind, workload, revisions, pods, events, _podsForbidden) { Around = around }, now);
        return new(row, [.. pods.Select(p => WorkloadReader.Summary(cluster, kind, workload.Metadata.Name, p))], workload.Metadata, workload.Template.Metadata.Labels)
        {
            References = TemplateReferences.Of(workload.Template.Spec),
            Observed = workload,
            ReplicaSets = revisions,
            ObservedPods = pods,
            Events = events,
            Around = around,
        };
    }

    private void Put(ObservedKind kind, IObserved item)
    {
        var uid = item.Metadata.Uid;
        switch (item)
        {
            case ObservedPod pod:
                Detach(uid);
                _pods[uid] = pod with { Metadata = TemplateFacts.WithoutOwn(pod.Metadata), Spec = TemplateReferences.Without(pod.Spec) };
                _podsOf.Add(pod.Metadata.Controller?.Uid, uid);
                _podsOn.Add(pod.Spec.NodeName, uid);
                TouchPod(pod);
                break;
            case ObservedEvent { Type: "Warning" } happened:
                _events[uid] = happened;
                KeepNewest(happened.InvolvedObject.Uid, uid);
                TouchSubject(happened.InvolvedObject.Uid);
                break;
            case ObservedWorkload replicaSet when kind == ObservedKind.ReplicaSet:
                _loose = _replicaSets.ContainsKey(uid) ? _loose : null;
                _replicaSets[uid] = replicaSet with { Spec = replicaSet.Spec with { Template = TemplateFacts.Bare(replicaSet.Spec.Template, Alike(replicaSet.Metadata.Controller?.Uid)) } };
                _replicaSetsOf.Add(replicaSet.Metadata.Controller?.Uid, uid);
                Touch(replicaSet.Metadata.Controller?.Uid);
                break;
            case ObservedWorkload workload:
                if (!_workloads.ContainsKey(uid))
                {
                    // Pods and Jobs that were told before their owner are not loose any more.
                    _loose = null;
                    _jobsOf[uid].ToList().ForEach(Touch);
                }

                _workloads[uid] = (kind.ToString(), workload with { Spec = workload.Spec with { Template = TemplateFacts.Slim(workload.Spec.Template, Alike(uid)) } });
                _workloadsIn.Add(workload.Metadata.Namespace, uid);
                if (kind == ObservedKind.Job)
                {
                    _jobsOf.Add(workload.Metadata.Controller?.Uid, uid);
                }

                Touch(uid);
                Touch(ParentOf(workload));
                break;
            default:
                PutAround(kind, item);
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
                _loose = null;
                Touch(replicaSet.Metadata.Controller?.Uid);
                break;
            case ObservedKind.Deployment or ObservedKind.StatefulSet or ObservedKind.DaemonSet or ObservedKind.Job or ObservedKind.CronJob when _workloads.Remove(uid, out var gone):
                _workloadsIn.Remove(gone.Object.Metadata.Namespace, uid);
                _jobsOf.Remove(gone.Object.Metadata.Controller?.Uid, uid);
                _jobsOf[uid].ToList().ForEach(Touch);
                _loose = null;
                Touch(uid);
                Touch(ParentOf(gone.Object));
                break;
            default:
                RemoveAround(kind, uid);
                break;
        }
    }

    private void Detach(string podUid)
    {
        if (_pods.Remove(podUid, out var old))
        {
            _podsOf.Remove(old.Metadata.Controller?.Uid, podUid);
            _podsOn.Remove(old.Spec.NodeName, podUid);
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

    /// <summary>Uid of the CronJob that made the Job; null for every other workload, and for a Job of a CronJob that is not known.</summary>
    private string? ParentOf(ObservedWorkload workload)
        => workload.Metadata.Controller is { Kind: "CronJob" } owner && _workloads.ContainsKey(owner.Uid) ? owner.Uid : null;

    private string? WorkloadOf(ObservedPod pod) => pod.Metadata.Controller switch
    {
        { Kind: "ReplicaSet" } owner => _replicaSets.GetValueOrDefault(owner.Uid)?.Metadata.Controller?.Uid is { } deployment && _workloads.ContainsKey(deployment) ? deployment : null,
        { } owner when _workloads.TryGetValue(owner.Uid, out var workload) => ParentOf(workload.Object) ?? owner.Uid,
        _ => null,
    };

    private void TouchPod(ObservedPod pod)
    {
        if (WorkloadOf(pod) is { } workload)
        {
            Touch(workload);
        }
        else
        {
            _loose = null;
        }
    }

    private void TouchSubject(string uid)
    {
        if (_pods.TryGetValue(uid, out var pod))
        {
            TouchPod(pod);
        }
        else if (_workloads.TryGetValue(uid, out var workload))
        {
            Touch(ParentOf(workload.Object) ?? uid);
        }
        else if (_replicaSets.TryGetValue(uid, out var replicaSet))
        {
            Touch(replicaSet.Metadata.Controller?.Uid);
        }
        else
        {
            TouchAround(uid);
        }
    }

    private void Touch(string? workload)
    {
        if (workload is not null)
        {
            _dirty.Add(workload);
        }
    }
}
