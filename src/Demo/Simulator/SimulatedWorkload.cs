namespace Portal.Demo.Simulator;

/// <summary>One template of a workload; for a Deployment its ReplicaSet.</summary>
internal sealed class Revision
{
    public required string Hash { get; init; }

    public required string Uid { get; init; }

    public required string Image { get; init; }

    public required string Version { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Number { get; set; }

    /// <summary>Earlier numbers, when a rollback revived it.</summary>
    public List<int> History { get; } = [];

    /// <summary>What its pods get from the start.</summary>
    public PodFault Fault { get; set; }

    public string? FaultMessage { get; set; }

    public DateTimeOffset? RestartedAt { get; init; }

    /// <summary>What its template is made from, where that differs from what the workload began with.</summary>
    public EstateWorkload? Spec { get; init; }
}

/// <summary>A workload with its controller: rolls one pod at a time, never below the number asked for.</summary>
internal sealed class SimulatedWorkload
{
    public static readonly TimeSpan ProgressDeadline = TimeSpan.FromSeconds(60);

    public required EstateWorkload Spec { get; init; }

    public required string Uid { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyDictionary<string, string> Selector { get; init; }

    public int Replicas { get; set; }

    public int Generation { get; set; } = 1;

    /// <summary>Its controller replaces lost pods and does not go on with a rollout.</summary>
    public bool Paused { get; set; }

    public List<Revision> Revisions { get; } = [];

    public required Revision Current { get; set; }

    public List<SimulatedPod> Pods { get; } = [];

    public TimeSpan PodSeconds { get; set; } = TimeSpan.FromSeconds(6);

    public DateTimeOffset ProgressedAt { get; set; }

    public bool DeadlineExceeded { get; set; }

    public bool RolledOut { get; set; } = true;

    /// <summary>Complete and well: nothing is to be done until a pod is due or somebody calls.</summary>
    public bool Calm { get; set; }

    public string Key => $"{Spec.Namespace}/{Spec.Name}";

    public IEnumerable<SimulatedPod> Alive => Pods.Where(p => p.DeletingSince is null);

    public int Updated => Alive.Count(p => p.Of == Current);

    public int Ready => Alive.Count(p => p.IsReady);

    public int UpdatedReady => Alive.Count(p => p.Of == Current && p.IsReady);

    /// <summary>What the controller would do next: a revision to make a pod of, or a pod to delete, or neither.</summary>
    public (Revision? Create, SimulatedPod? Delete) NextStep()
    {
        var alive = Alive.ToList();
        var old = alive.Where(p => p.Of != Current).ToList();
        var surge = Spec.Kind == "Deployment" && old.Count > 0 ? 1 : 0;
        if (Paused)
        {
            return alive.Count > Replicas + surge ? (null, alive.OrderBy(p => p.IsReady).ThenByDescending(p => p.CreatedAt).First())
                : alive.Count < Replicas ? (old.Count > 0 ? old[0].Of : Current, null) : (null, null);
        }

        if (old.Count > 0 && (old.Find(p => !p.IsReady) is { } broken))
        {
            return (null, broken);
        }

        if (old.Count > 0 && (Ready > Replicas - (1 - surge) || alive.Count > Replicas + surge))
        {
            return (null, old[^1]);
        }

        if (alive.Count - old.Count > Replicas)
        {
            return (null, alive.Where(p => p.Of == Current).OrderBy(p => p.IsReady).ThenByDescending(p => p.CreatedAt).First());
        }

        return Updated < Replicas && alive.Count < Replicas + surge ? (Current, null) : (null, null);
    }
}
