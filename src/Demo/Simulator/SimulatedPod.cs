namespace Portal.Demo.Simulator;

/// <summary>What can be wrong with a simulated pod.</summary>
public enum PodFault
{
    None,

    /// <summary>Its process ends with exit code 1 soon after each start.</summary>
    CrashLoop,

    /// <summary>Its process is killed for memory soon after each start.</summary>
    OutOfMemory,

    /// <summary>Its image cannot be pulled.</summary>
    ImagePull,

    /// <summary>It runs and never passes its readiness probe.</summary>
    NotReady,

    /// <summary>No node has room for it.</summary>
    Unschedulable,

    /// <summary>Its container cannot be made: a Secret or ConfigMap that it names is not there.</summary>
    ConfigError,

    /// <summary>Its node does not answer.</summary>
    NodeLost,
}

/// <summary>One pod of the simulation: a small state machine in the place of scheduler and kubelet.</summary>
internal sealed class SimulatedPod
{
    private static readonly TimeSpan CrashingRunsFor = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan PullRetry = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PullFails = TimeSpan.FromSeconds(4);

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required Revision Of { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Seconds from creation until ready.</summary>
    public required TimeSpan StartsIn { get; init; }

    public string? Node { get; set; }

    public required string Ip { get; init; }

    public PodFault Fault { get; private set; }

    public string? FaultMessage { get; private set; }

    public int Restarts { get; set; }

    public DateTimeOffset? DeletingSince { get; private set; }

    public PodStage Stage { get; private set; } = PodStage.Creating;

    public DateTimeOffset? RunningSince { get; private set; }

    public DateTimeOffset ReadyChangedAt { get; private set; }

    public DateTimeOffset? LastEndedAt { get; private set; }

    public DateTimeOffset? LastStartedAt { get; private set; }

    /// <summary>When <see cref="Step"/> has something to do again; null for never.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    public bool IsReady => Stage == PodStage.Ready && DeletingSince is null;

    /// <summary>What a Warning event would say now.</summary>
    public (string Reason, string Message)? Complaint => (Stage, Fault) switch
    {
        (_, PodFault.Unschedulable) => ("FailedScheduling", FaultMessage ?? "0/3 nodes are available: 3 Insufficient cpu."),
        (PodStage.PullFailed or PodStage.PullWaiting, _) => ("Failed", FaultMessage ?? $"Failed to pull image \"{Of.Image}\": rpc error: code = NotFound desc = failed to resolve reference: {Of.Image}: not found"),
        (PodStage.BackOff, _) => ("BackOff", "Back-off restarting failed container"),
        (PodStage.Running, PodFault.NotReady) => ("Unhealthy", FaultMessage ?? "Readiness probe failed: HTTP probe failed with statuscode: 503"),
        _ => null,
    };

    public void Start(DateTimeOffset now)
    {
        ReadyChangedAt = now;
        NextAt = now + (StartsIn / 2);
    }

    /// <summary>Puts a pod that has been there for long into the state it would have reached.</summary>
    public void Settle(DateTimeOffset readyAt)
    {
        (Stage, RunningSince, ReadyChangedAt, NextAt) = (PodStage.Ready, readyAt, readyAt, null);
    }

    public void SetFault(PodFault fault, string? message, DateTimeOffset now)
    {
        (Fault, FaultMessage) = (fault, message);
        switch (fault)
        {
            case PodFault.None:
                Become(PodStage.Running, now, StartsIn / 2);
                RunningSince = now;
                break;
            case PodFault.NotReady:
                RunningSince ??= now;
                Become(PodStage.Running, now, null);
                break;
            case PodFault.Unschedulable:
                (Node, RunningSince) = (null, null);
                Become(PodStage.Creating, now, null);
                break;
            case PodFault.ConfigError:
                RunningSince = null;
                Become(PodStage.Creating, now, null);
                break;
            case PodFault.NodeLost:
                Become(PodStage.Running, now, null);
                break;
            case PodFault.ImagePull:
                Become(PodStage.PullFailed, now, PullFails);
                break;
            default:
                RunningSince ??= now;
                End(now);
                break;
        }
    }

    public void Delete(DateTimeOffset now) => DeletingSince ??= now;

    /// <returns>True when something visible changed.</returns>
    public bool Step(DateTimeOffset now)
    {
        if (NextAt is not { } due || due > now || DeletingSince is not null)
        {
            return false;
        }

        switch (Stage)
        {
            case PodStage.Creating when Fault == PodFault.ImagePull:
                Become(PodStage.PullFailed, due, PullFails);
                break;
            case PodStage.Creating:
                RunningSince = due;
                Become(PodStage.Running, due, Fault switch { PodFault.None => StartsIn / 2, PodFault.NotReady or PodFault.NodeLost => null, _ => CrashingRunsFor });
                break;
            case PodStage.Running when Fault is PodFault.CrashLoop or PodFault.OutOfMemory:
                End(due);
                break;
            case PodStage.Running:
                Become(PodStage.Ready, due, null);
                break;
            case PodStage.BackOff:
                Restarts++;
                RunningSince = due;
                Become(PodStage.Running, due, CrashingRunsFor);
                break;
            case PodStage.PullFailed:
                Become(PodStage.PullWaiting, due, PullRetry);
                break;
            case PodStage.PullWaiting:
                Become(PodStage.PullFailed, due, PullFails);
                break;
        }

        return true;
    }

    private void End(DateTimeOffset now)
    {
        (LastStartedAt, LastEndedAt, RunningSince) = (RunningSince ?? now, now, null);

        // The kubelet doubles from 10 s to 5 min; the demo stops at 40 s so that something happens while one watches.
        Become(PodStage.BackOff, now, TimeSpan.FromSeconds(Math.Min(40, 10 * Math.Pow(2, Math.Min(Restarts, 2)))));
    }

    private void Become(PodStage stage, DateTimeOffset now, TimeSpan? next)
    {
        if ((stage == PodStage.Ready) != (Stage == PodStage.Ready))
        {
            ReadyChangedAt = now;
        }

        Stage = stage;
        NextAt = now + next;
    }
}

internal enum PodStage
{
    Creating,
    Running,
    Ready,
    BackOff,
    PullFailed,
    PullWaiting,
}
