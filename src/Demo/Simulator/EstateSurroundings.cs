namespace Portal.Demo.Simulator;

/// <content>What stands around the workloads of an estate.</content>
public sealed partial class Estate
{
    public List<EstateAutoscaler> Autoscalers { get; set; } = [];

    public List<EstateBudget> Budgets { get; set; } = [];

    public List<EstateIngress> Ingresses { get; set; } = [];

    public List<EstateCronJob> CronJobs { get; set; } = [];
}

/// <summary>A HorizontalPodAutoscaler wherever the workload is placed.</summary>
public sealed class EstateAutoscaler
{
    public string Workload { get; set; } = "";

    public int Min { get; set; } = 1;

    public int Max { get; set; } = 10;

    /// <summary>A condition that is not as it should be: TooManyReplicas or FailedGetResourceMetric.</summary>
    public string? Trouble { get; set; }

    /// <summary>Cluster in which the trouble is; all others are well.</summary>
    public string? TroubleIn { get; set; }
}

/// <summary>A PodDisruptionBudget wherever the workload is placed with more than one replica.</summary>
public sealed class EstateBudget
{
    public string Workload { get; set; } = "";

    public int? MinAvailable { get; set; }

    public int? MaxUnavailable { get; set; }
}

/// <summary>An Ingress for the workload's Service wherever it is placed.</summary>
public sealed class EstateIngress
{
    public string Workload { get; set; } = "";

    /// <summary>Without the cluster: {cluster} in it is replaced by its name.</summary>
    public string Host { get; set; } = "";
}

public sealed class EstateCronJob
{
    public string? Service { get; set; }

    public string Name { get; set; } = "";

    public string Namespace { get; set; } = "default";

    /// <summary>With its tag.</summary>
    public string Image { get; set; } = "";

    /// <summary>As Kubernetes takes it; it must fit <see cref="EveryMinutes"/>.</summary>
    public string Schedule { get; set; } = "";

    public int EveryMinutes { get; set; } = 60;

    /// <summary>Minutes after midnight UTC, for schedules of a day or more.</summary>
    public int AtMinute { get; set; }

    public bool Suspend { get; set; }

    /// <summary>Exit code of each run; 0 is good.</summary>
    public int ExitCode { get; set; }

    /// <summary>The last line of a run that fails.</summary>
    public string? Message { get; set; }

    public double RunSeconds { get; set; } = 20;

    public List<string> Clusters { get; set; } = [];
}
