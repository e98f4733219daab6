using System.Globalization;

namespace Portal.Demo.Simulator;

/// <content>What controllers, scheduler and kubelets do.</content>
public sealed partial class SimulatedCluster
{
    private void Step(SimulatedWorkload workload, DateTimeOffset now)
    {
        if (workload.Calm && !workload.Pods.Exists(p => p.NextAt <= now))
        {
            return;
        }

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

        workload.Calm = !changed && workload.RolledOut && workload.Pods.TrueForAll(p => p.DeletingSince is null && p.Fault == PodFault.None);
    }

    private static bool Progress(SimulatedWorkload workload, DateTimeOffset now, bool moved)
    {
        if (workload.Paused)
        {
            return false;
        }

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
            Store.Delete(RevisionsOf(workload), workload.Spec.Namespace, $"{workload.Spec.Name}-{excess.Hash}");
        }
    }

    /// <summary>Puts ReplicaSets of earlier versions before the ones that are there, some days apart.</summary>
    private void AddEarlier(SimulatedWorkload workload, int count)
    {
        if (workload.Spec.Kind != "Deployment")
        {
            return;
        }

        for (var i = 0; i < count && Earlier(workload.Revisions[0].Version) is { } version; i++)
        {
            workload.Revisions.Insert(0, MakeRevision(workload.Spec, workload.Uid, version, workload.Revisions[0].CreatedAt - EarlierEvery(workload.Spec), 0));
        }

        for (var i = 0; i < workload.Revisions.Count; i++)
        {
            workload.Revisions[i].Number = i + 1;
        }
    }

    private static TimeSpan EarlierEvery(EstateWorkload spec) => TimeSpan.FromMinutes(1800 + (KubeObjects.StableHash(spec.Namespace + spec.Name) % 7200));

    /// <summary>9.14.2 came after 9.14.1, 9.14.0 after 9.13.4; before 1.0.0 there is nothing.</summary>
    private static string? Earlier(string version)
    {
        var parts = version.Split('.');
        if (parts.Length != 3 || !parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        var numbers = Array.ConvertAll(parts, p => int.Parse(p, CultureInfo.InvariantCulture));
        return numbers switch
        {
            [var a, var b, > 0 and var c] => $"{a}.{b}.{c - 1}",
            [var a, > 0 and var b, _] => $"{a}.{b - 1}.4",
            _ => null,
        };
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
            Name = name,
            Uid = Uid($"pod/{workload.Key}/{name}/{now.Ticks}"),
            Of = revision,
            CreatedAt = now,
            StartsIn = workload.PodSeconds,
            Node = _nodes.Count == 0 ? "node-1" : _nodes[_random.Next(_nodes.Count)],
            Ip = $"10.{_random.Next(64, 96)}.{_random.Next(256)}.{_random.Next(1, 255)}",
        };
        pod.Start(now);
        if (fault is PodFault.Unschedulable or PodFault.ConfigError or PodFault.NotReady or PodFault.ImagePull or PodFault.CrashLoop or PodFault.OutOfMemory)
        {
            pod.SetFault(fault, revision.FaultMessage, now);
        }

        workload.Pods.Add(pod);
        return pod;
    }

    private Revision MakeRevision(EstateWorkload spec, string uid, string version, DateTimeOffset created, int number, DateTimeOffset? restartedAt = null, string? salt = null)
    {
        var hash = KubeObjects.ShortHash($"{spec.Namespace}/{spec.Name}/{version}/{restartedAt?.Ticks}{salt}");
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

        return new() { Hash = hash, Uid = Uid($"rs/{uid}/{hash}"), Image = $"{spec.Image}:{version}", Version = version, Labels = labels, CreatedAt = created, Number = number, RestartedAt = restartedAt, Spec = salt is null ? null : spec };
    }

    private void Write(SimulatedWorkload workload, IEnumerable<SimulatedPod> pods)
    {
        workload.Calm = false;
        foreach (var pod in pods)
        {
            Store.Put(Find("pods"), KubeObjects.Pod(workload, pod));
        }

        if (workload.Spec.Kind == "Deployment")
        {
            workload.Revisions.ForEach(r => Store.Put(Find("replicasets"), KubeObjects.ReplicaSet(workload, r)));
        }

        else
        {
            workload.Revisions.ForEach(r => Store.Put(RevisionsOf(workload), KubeObjects.ControllerRevision(workload, r)));
        }

        Store.Put(KindOf(workload), KubeObjects.Workload(workload));
    }
}
