using System.Globalization;

namespace Portal.Demo.Simulator;

/// <content>What stands around the workloads, and the CronJobs with their runs.</content>
public sealed partial class SimulatedCluster
{
    private const int RunsKept = 3;

    private readonly Dictionary<string, Queue<string>> _runs = new(StringComparer.Ordinal);

    /// <summary>Adds autoscalers, budgets, claims, Ingresses and CronJobs for the workloads that are there already.</summary>
    public void AddSurroundings(Estate estate)
    {
        lock (_gate)
        {
            foreach (var workload in _workloads.Values.ToList())
            {
                var spec = workload.Spec;
                var (replicas, healthy) = (workload.Replicas, workload.Ready);
                foreach (var scaler in estate.Autoscalers.Where(a => a.Workload == spec.Name))
                {
                    Store.Put(Find("horizontalpodautoscalers"), SurroundingObjects.Autoscaler(scaler, spec, replicas, scaler.TroubleIn is null || scaler.TroubleIn == Name ? scaler.Trouble : null, Uid($"hpa/{workload.Key}"), workload.CreatedAt));
                }

                foreach (var budget in estate.Budgets.Where(b => b.Workload == spec.Name && replicas > 1))
                {
                    Store.Put(Find("poddisruptionbudgets"), SurroundingObjects.Budget(budget, spec, workload.Selector, replicas, healthy, Uid($"pdb/{workload.Key}"), workload.CreatedAt));
                }

                foreach (var ingress in estate.Ingresses.Where(i => i.Workload == spec.Name))
                {
                    Store.Put(Find("ingresses"), SurroundingObjects.Ingress(ingress, spec, Name, Uid($"ingress/{workload.Key}"), workload.CreatedAt));
                }

                foreach (var ordinal in spec is { Volume: not null, Kind: "StatefulSet" } ? Enumerable.Range(0, replicas) : [])
                {
                    var pod = $"{spec.Name}-{ordinal}";
                    Store.Put(Find("persistentvolumeclaims"), SurroundingObjects.Claim(spec, pod, Uid($"pvc/{workload.Key}/{pod}"), workload.CreatedAt));
                }
            }

            foreach (var job in estate.CronJobs.Where(j => j.Clusters.Contains(Name, StringComparer.Ordinal)))
            {
                Schedule(job);
            }
        }
    }

    private void Schedule(EstateCronJob job)
    {
        var every = TimeSpan.FromMinutes(Math.Max(1, job.EveryMinutes));
        var midnight = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddMinutes(job.AtMinute);
        var last = midnight + (every * Math.Floor((Now - midnight) / every));
        EnsureNamespace(job.Namespace, Now.AddDays(-30));

        // A suspended job stood still a while ago, so its runs are older.
        var offset = job.Suspend ? every * Math.Ceiling(TimeSpan.FromDays(3) / every) : TimeSpan.Zero;
        for (var i = RunsKept - 1; i >= 0; i--)
        {
            var at = last - offset - (every * i);
            Run(job, at, at.AddSeconds(job.RunSeconds) is var end && end <= Now ? end : null);
        }

        if (!job.Suspend)
        {
            At(last + every, () => RunNow(job, last + every, every));
        }
    }

    private void RunNow(EstateCronJob job, DateTimeOffset at, TimeSpan every)
    {
        Run(job, at, null);
        At(at.AddSeconds(job.RunSeconds), () => Run(job, at, at.AddSeconds(job.RunSeconds)));
        At(at + every, () => RunNow(job, at + every, every));
    }

    /// <summary>Writes one run and its CronJob, and forgets the oldest run.</summary>
    private void Run(EstateCronJob job, DateTimeOffset at, DateTimeOffset? ended)
    {
        // As the controller names them: by the minute they were due.
        var name = $"{job.Name}-{((long)(at - DateTimeOffset.UnixEpoch).TotalMinutes).ToString(CultureInfo.InvariantCulture)}";
        var (owner, uid) = (Uid($"cronjob/{job.Namespace}/{job.Name}"), Uid($"job/{job.Namespace}/{name}"));
        Store.Put(Find("jobs"), SurroundingObjects.Job(job, name, uid, owner, at, ended));
        Store.Put(Find("pods"), SurroundingObjects.JobPod(job, name, uid, _nodes.Count == 0 ? "node-1" : _nodes[KubeObjects.StableHash(uid) % _nodes.Count], at, ended));
        Store.Put(Find("cronjobs"), SurroundingObjects.CronJob(job, owner, Now.AddDays(-30) < at ? StartedAt.AddDays(-30) : at, at, job.ExitCode == 0 ? ended ?? at.AddMinutes(-job.EveryMinutes) : null));
        if (ended is not null)
        {
            return;
        }

        var runs = _runs.TryGetValue(owner, out var known) ? known : _runs[owner] = new();
        runs.Enqueue(name);
        while (runs.Count > RunsKept)
        {
            var gone = runs.Dequeue();
            Store.Delete(Find("jobs"), job.Namespace, gone);
            Store.Delete(Find("pods"), job.Namespace, $"{gone}-{KubeObjects.ShortHash(Uid($"job/{job.Namespace}/{gone}"), 5)}");
        }
    }
}
