using System.Globalization;

namespace Portal.Demo.Simulator;

/// <summary>
/// A cluster without machines: workloads, their controllers and their pods, moved by the given clock. The same seed and the same calls give the
/// same pods. Thread-safe.
/// </summary>
public sealed class SimulatedCluster
{
    private static readonly TimeSpan ComplaintEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly List<string> _nodes = [];
    private readonly Dictionary<string, SimulatedWorkload> _workloads = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Action, DateTimeOffset> _script = new();
    private readonly Dictionary<(string Pod, string Reason), (DateTimeOffset First, DateTimeOffset Last, int Count)> _complaints = [];

    public SimulatedCluster(string name, int nodes, TimeProvider clock, int seed = 1)
    {
        Name = name;
        _clock = clock;
        _random = new Random(seed);
        StartedAt = clock.GetUtcNow();
        var created = StartedAt.AddDays(-120);
        foreach (var ns in new[] { "default", "kube-system" })
        {
            Store.Put(Find("namespaces"), KubeObjects.Namespace(ns, created));
        }

        for (var i = 0; i < nodes; i++)
        {
            var node = $"{name}-node-{(i + 1).ToString("00", CultureInfo.InvariantCulture)}";
            _nodes.Add(node);
            Store.Put(Find("nodes"), KubeObjects.ClusterNode(node, $"zone-{"abc"[i % 3]}", created));
        }
    }

    public string Name { get; }

    public DateTimeOffset StartedAt { get; }

    public ObjectStore Store { get; } = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Adds a workload as if it had been running since its age, troubles included.</summary>
    public void Add(EstateWorkload spec, EstatePlacement placement)
    {
        lock (_gate)
        {
            var created = Now.AddMinutes(-Math.Max(placement.AgeMinutes, 1) * (placement.PreviousVersion is null ? 1 : 10));
            var versionSince = Now.AddMinutes(-placement.AgeMinutes);
            EnsureNamespace(spec.Namespace, created);
            var selector = SelectorOf(spec);
            var uid = Uid($"{spec.Kind}/{spec.Namespace}/{spec.Name}");
            var revision = MakeRevision(spec, uid, placement.Version, versionSince, 1);
            var workload = new SimulatedWorkload { Spec = spec, Uid = uid, CreatedAt = created, Labels = revision.Labels, Selector = selector, Replicas = placement.Replicas, Current = revision, ProgressedAt = versionSince };
            workload.Revisions.Add(revision);
            if (placement.PreviousVersion is { } previous)
            {
                workload.Revisions.Insert(0, MakeRevision(spec, uid, previous, created, 1));
                revision.Number = 2;
            }

            _workloads[workload.Key] = workload;
            if (spec.Port is { } port)
            {
                Store.Put(Find("services"), KubeObjects.Service(spec, selector, port, created));
            }

            Populate(workload, placement, versionSince);
            Write(workload, workload.Pods);
        }
    }

    /// <summary>Rolls out another version, one pod at a time.</summary>
    /// <param name="fault">What the new pods get from the start.</param>
    public void SetVersion(string @namespace, string name, string version, PodFault fault = PodFault.None, string? message = null, TimeSpan? podSeconds = null)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            workload.PodSeconds = podSeconds ?? workload.PodSeconds;
            Roll(workload, r => r.Version == version && r.RestartedAt is null, () => MakeRevision(workload.Spec, workload.Uid, version, Now, 0));
            (workload.Current.Fault, workload.Current.FaultMessage) = (fault, message);
            Write(workload, []);
        }
    }

    /// <summary>As SetVersion, from a whole image name.</summary>
    public void SetImage(string @namespace, string name, string image) => SetVersion(@namespace, name, image[(image.LastIndexOf(':') + 1)..]);

    /// <summary>Replaces all pods by new ones of the same version.</summary>
    public void Restart(string @namespace, string name)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            Roll(workload, _ => false, () => MakeRevision(workload.Spec, workload.Uid, workload.Current.Version, Now, 0, Now));
            Write(workload, []);
        }
    }

    public void Scale(string @namespace, string name, int replicas)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            (workload.Replicas, workload.Generation) = (replicas, workload.Generation + 1);
            Write(workload, []);
        }
    }

    /// <summary>Gives a fault to the first pods of a workload, or takes it away.</summary>
    public void SetFault(string @namespace, string name, PodFault fault, int pods = 1, string? message = null)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            var hit = workload.Alive.Where(p => p.Of == workload.Current).Take(pods).ToList();
            hit.ForEach(p => p.SetFault(fault, message, Now));
            Write(workload, hit);
        }
    }

    public void DeletePod(string @namespace, string pod)
    {
        lock (_gate)
        {
            foreach (var workload in _workloads.Values.Where(w => w.Spec.Namespace == @namespace))
            {
                foreach (var hit in workload.Alive.Where(p => p.Name == pod).ToList())
                {
                    hit.Delete(Now);
                    Write(workload, [hit]);
                }
            }
        }
    }

    /// <summary>Deletes a workload with all its pods.</summary>
    public void Delete(string @namespace, string name)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            _workloads.Remove(workload.Key);
            Store.Delete(KindOf(workload), @namespace, name);
            workload.Pods.ForEach(p => Store.Delete(Find("pods"), @namespace, p.Name));
            workload.Revisions.ForEach(r => Store.Delete(Find("replicasets"), @namespace, $"{name}-{r.Hash}"));
            Store.Delete(Find("services"), @namespace, name);
        }
    }

    /// <summary>Does something when the clock reaches the moment.</summary>
    public void At(DateTimeOffset when, Action what)
    {
        lock (_gate)
        {
            _script.Enqueue(what, when);
        }
    }

    /// <summary>Moves everything to the present. Call often; calling more often changes nothing.</summary>
    public void Step()
    {
        lock (_gate)
        {
            var now = Now;
            while (_script.TryPeek(out _, out var due) && due <= now)
            {
                _script.Dequeue()();
            }

            foreach (var workload in _workloads.Values.ToList())
            {
                Step(workload, now);
            }
        }
    }

    /// <summary>A workload that is complete and well, for whoever looks for something to restart.</summary>
    public (string Namespace, string Name)? AnyHealthy()
    {
        lock (_gate)
        {
            var healthy = _workloads.Values.Where(w => w.Spec.Kind == "Deployment" && w.RolledOut && w.Replicas > 1 && w.Alive.All(p => p.IsReady)).OrderBy(w => w.Key, StringComparer.Ordinal).ToList();
            return healthy.Count == 0 ? null : (healthy[_random.Next(healthy.Count)].Spec is var spec ? (spec.Namespace, spec.Name) : null);
        }
    }

    internal static ApiResource Find(string plural) => ApiResource.All.First(r => r.Plural == plural);

    private static ApiResource KindOf(SimulatedWorkload workload) => ApiResource.All.First(r => r.Kind == workload.Spec.Kind);

    private static Dictionary<string, string> SelectorOf(EstateWorkload spec)
        => spec.Labels.Count > 0 && spec.Match == "selector" ? new(spec.Labels, StringComparer.Ordinal) : new(StringComparer.Ordinal) { ["app"] = spec.Name };

    private void Step(SimulatedWorkload workload, DateTimeOffset now)
    {
        List<SimulatedPod> touched = [.. workload.Pods.Where(p => p.Step(now))];
        foreach (var gone in workload.Pods.Where(p => p.DeletingSince is { } since && now - since >= TimeSpan.FromSeconds(2)).ToList())
        {
            workload.Pods.Remove(gone);
            Store.Delete(Find("pods"), workload.Spec.Namespace, gone.Name);
            touched.Add(gone);
        }

        var changed = touched.Count > 0;
        for (var guard = 0; guard < 10 && workload.NextStep() is var next && (next.Create is not null || next.Delete is not null); guard++)
        {
            changed = true;
            if (next.Delete is { } victim)
            {
                victim.Delete(now);
                touched.Add(victim);
            }
            else
            {
                touched.Add(MakePod(workload, next.Create!, now));
            }
        }

        changed |= Progress(workload, now, changed);
        Complain(workload, now);
        if (changed)
        {
            Write(workload, touched.Where(workload.Pods.Contains));
        }
    }

    private static bool Progress(SimulatedWorkload workload, DateTimeOffset now, bool moved)
    {
        var (was, exceeded) = (workload.RolledOut, workload.DeadlineExceeded);
        if (!workload.RolledOut && workload.UpdatedReady >= workload.Replicas && workload.Alive.All(p => p.Of == workload.Current))
        {
            (workload.RolledOut, workload.DeadlineExceeded, workload.ProgressedAt) = (true, false, now);
        }
        else if (!workload.RolledOut && moved && !workload.Alive.Any(p => p.Of == workload.Current && p.Fault != PodFault.None))
        {
            (workload.DeadlineExceeded, workload.ProgressedAt) = (false, now);
        }
        else if (!workload.RolledOut && !workload.DeadlineExceeded && now - workload.ProgressedAt > SimulatedWorkload.ProgressDeadline)
        {
            (workload.DeadlineExceeded, workload.ProgressedAt) = (true, now);
        }

        return was != workload.RolledOut || exceeded != workload.DeadlineExceeded;
    }

    private void Complain(SimulatedWorkload workload, DateTimeOffset now)
    {
        foreach (var pod in workload.Alive)
        {
            if (pod.Complaint is not { } complaint)
            {
                continue;
            }

            var known = _complaints.GetValueOrDefault((pod.Uid, complaint.Reason));
            if (known.Count > 0 && now - known.Last < ComplaintEvery)
            {
                continue;
            }

            known = (known.Count == 0 ? now : known.First, now, known.Count + 1);
            _complaints[(pod.Uid, complaint.Reason)] = known;
            Store.Put(Find("events"), KubeObjects.Event(workload, pod, complaint.Reason, complaint.Message, known.Count, known.First, known.Last));
        }
    }

    private void Roll(SimulatedWorkload workload, Func<Revision, bool> same, Func<Revision> make)
    {
        var number = workload.Revisions.Max(r => r.Number) + 1;
        if (workload.Revisions.Find(r => same(r) && r != workload.Current) is { } old)
        {
            old.History.Add(old.Number);
            workload.Current = old;
        }
        else
        {
            workload.Current = make();
            workload.Revisions.Add(workload.Current);
        }

        workload.Current.Number = number;
        workload.Generation++;
        (workload.RolledOut, workload.DeadlineExceeded, workload.ProgressedAt) = (false, false, Now);

        // Kubernetes keeps ten old ReplicaSets.
        foreach (var excess in workload.Revisions.Where(r => r != workload.Current && workload.Pods.TrueForAll(p => p.Of != r)).OrderByDescending(r => r.Number).Skip(10).ToList())
        {
            workload.Revisions.Remove(excess);
            Store.Delete(Find("replicasets"), workload.Spec.Namespace, $"{workload.Spec.Name}-{excess.Hash}");
        }
    }

    private void Populate(SimulatedWorkload workload, EstatePlacement placement, DateTimeOffset since)
    {
        var fault = FaultOf(placement.Trouble);
        var troubled = fault == PodFault.None && placement.Trouble != "stuck" ? 0 : Math.Min(placement.TroublePods, placement.Replicas);
        var troubleAt = Now.AddMinutes(-placement.TroubleSinceMinutes);
        var halfDone = placement is { Trouble: "stuck" or "imagepull", PreviousVersion: not null };
        if (halfDone)
        {
            workload.RolledOut = false;
            workload.DeadlineExceeded = placement.TroubleSinceMinutes > 10;
            workload.ProgressedAt = troubleAt;
            (workload.Current.Fault, workload.Current.FaultMessage) = (fault == PodFault.None ? PodFault.NotReady : fault, fault == PodFault.None ? null : placement.TroubleMessage);
            for (var i = 0; i < placement.Replicas; i++)
            {
                MakePod(workload, workload.Revisions[0], workload.CreatedAt.AddMinutes(i)).Settle(workload.CreatedAt.AddMinutes(i + 1));
            }
        }

        for (var i = 0; i < (halfDone ? troubled : placement.Replicas); i++)
        {
            var created = i < troubled && fault == PodFault.Unschedulable ? troubleAt : since.AddSeconds(i * 9);
            var pod = MakePod(workload, workload.Current, created);
            pod.Settle(created.AddSeconds(8));
            if (i < troubled)
            {
                pod.SetFault(workload.Current.Fault == PodFault.None ? fault : workload.Current.Fault, halfDone ? workload.Current.FaultMessage : placement.TroubleMessage, troubleAt);
                pod.Restarts = fault is PodFault.CrashLoop or PodFault.OutOfMemory ? (int)Math.Clamp(placement.TroubleSinceMinutes / 5, 1, 40) : 0;
                CatchUp(pod);
            }
        }
    }

    /// <summary>Lets a pod live through the time since its trouble began, but counts only a few of its restarts.</summary>
    private void CatchUp(SimulatedPod pod)
    {
        var restarts = pod.Restarts;
        while (pod.Step(Now))
        {
        }

        pod.Restarts = Math.Max(restarts, Math.Min(pod.Restarts, restarts + 1));
    }

    private static PodFault FaultOf(string? trouble) => trouble switch
    {
        "oom" => PodFault.OutOfMemory,
        "crashloop" => PodFault.CrashLoop,
        "imagepull" => PodFault.ImagePull,
        "notready" => PodFault.NotReady,
        "pending" => PodFault.Unschedulable,
        _ => PodFault.None,
    };

    internal static PodFault Parse(string? trouble) => FaultOf(trouble);

    private SimulatedPod MakePod(SimulatedWorkload workload, Revision revision, DateTimeOffset now)
    {
        string name;
        if (workload.Spec.Kind == "StatefulSet")
        {
            var taken = workload.Pods.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            name = Enumerable.Range(0, int.MaxValue).Select(i => $"{workload.Spec.Name}-{i}").First(n => !taken.Contains(n));
        }
        else
        {
            var salt = KubeObjects.ShortHash(_random.NextInt64().ToString(CultureInfo.InvariantCulture), 5);
            name = workload.Spec.Kind == "Deployment" ? $"{workload.Spec.Name}-{revision.Hash}-{salt}" : $"{workload.Spec.Name}-{salt}";
        }

        var fault = revision.Fault;
        var pod = new SimulatedPod
        {
            Name = name, Uid = Uid($"pod/{workload.Key}/{name}/{now.Ticks}"), Of = revision, CreatedAt = now, StartsIn = workload.PodSeconds,
            Node = _nodes.Count == 0 ? "node-1" : _nodes[_random.Next(_nodes.Count)], Ip = $"10.{_random.Next(64, 96)}.{_random.Next(256)}.{_random.Next(1, 255)}",
        };
        pod.Start(now);
        if (fault is PodFault.Unschedulable or PodFault.NotReady or PodFault.ImagePull or PodFault.CrashLoop or PodFault.OutOfMemory)
        {
            pod.SetFault(fault, revision.FaultMessage, now);
        }

        workload.Pods.Add(pod);
        return pod;
    }

    private Revision MakeRevision(EstateWorkload spec, string uid, string version, DateTimeOffset created, int number, DateTimeOffset? restartedAt = null)
    {
        var hash = KubeObjects.ShortHash($"{spec.Namespace}/{spec.Name}/{version}/{restartedAt?.Ticks}");
        var labels = new Dictionary<string, string>(spec.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in SelectorOf(spec))
        {
            labels[key] = value;
        }

        switch (spec.Match)
        {
            case "annotation" when spec.Service is { } service:
                labels["backstage.io/kubernetes-id"] = service;
                break;
            case "recommended":
                labels["app.kubernetes.io/name"] = spec.Service ?? spec.Name;
                labels["app.kubernetes.io/version"] = version;
                labels["app.kubernetes.io/managed-by"] = "northwind-deploy";
                break;
        }

        return new() { Hash = hash, Uid = Uid($"rs/{uid}/{hash}"), Image = $"{spec.Image}:{version}", Version = version, Labels = labels, CreatedAt = created, Number = number, RestartedAt = restartedAt };
    }

    private void Write(SimulatedWorkload workload, IEnumerable<SimulatedPod> pods)
    {
        foreach (var pod in pods)
        {
            Store.Put(Find("pods"), KubeObjects.Pod(workload, pod));
        }

        if (workload.Spec.Kind == "Deployment")
        {
            workload.Revisions.ForEach(r => Store.Put(Find("replicasets"), KubeObjects.ReplicaSet(workload, r)));
        }

        Store.Put(KindOf(workload), KubeObjects.Workload(workload));
    }

    private void EnsureNamespace(string ns, DateTimeOffset created)
    {
        if (Store.Get(Find("namespaces"), "", ns) is null)
        {
            Store.Put(Find("namespaces"), KubeObjects.Namespace(ns, created));
        }
    }

    private SimulatedWorkload Get(string @namespace, string name)
        => _workloads.GetValueOrDefault($"{@namespace}/{name}") ?? throw new ArgumentException($"{Name} has no workload {@namespace}/{name}.", nameof(name));

    private string Uid(string text) => KubeObjects.UidOf($"{Name}/{text}");
}
