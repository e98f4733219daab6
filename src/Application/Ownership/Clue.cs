namespace Portal.Application.Ownership;

/// <summary>How a clue stood in what was pasted.</summary>
internal enum ClueForm
{
    /// <summary>All of the text, or one line of a list.</summary>
    Whole,

    /// <summary>The value of a named field: a label of an alert, key=value in a log line.</summary>
    Field,

    /// <summary>One word among others.</summary>
    Word,

    /// <summary>A line of a stack trace.</summary>
    Frame,
}

/// <summary>A piece of the pasted text that may name something.</summary>
/// <param name="Key">Name of its field in lower case; null for what stands by itself.</param>
/// <param name="Place">How many clues came before it.</param>
internal readonly record struct Clue(string Text, ClueForm Form, string? Key, int Place)
{
    /// <summary>Labels and fields by which monitoring, logs and Kubernetes itself commonly name a thing; the sort of thing they name.</summary>
    private static readonly Dictionary<string, ClueSort> Sorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pod"] = ClueSort.Pod,
        ["pod_name"] = ClueSort.Pod,
        ["podname"] = ClueSort.Pod,
        ["kubernetes_pod_name"] = ClueSort.Pod,
        ["k8s.pod.name"] = ClueSort.Pod,
        ["kubernetes.pod_name"] = ClueSort.Pod,
        ["exported_pod"] = ClueSort.Pod,
        ["deployment"] = ClueSort.Workload,
        ["statefulset"] = ClueSort.Workload,
        ["daemonset"] = ClueSort.Workload,
        ["cronjob"] = ClueSort.Workload,
        ["job_name"] = ClueSort.Workload,
        ["replicaset"] = ClueSort.Workload,
        ["workload"] = ClueSort.Workload,
        ["horizontalpodautoscaler"] = ClueSort.Workload,
        ["created_by_name"] = ClueSort.Workload,
        ["k8s.deployment.name"] = ClueSort.Workload,
        ["service"] = ClueSort.Service,
        ["service_name"] = ClueSort.Service,
        ["service.name"] = ClueSort.Service,
        ["servicename"] = ClueSort.Service,
        ["exported_service"] = ClueSort.Service,
        ["destination_service_name"] = ClueSort.Service,
        ["app"] = ClueSort.Service,
        ["application"] = ClueSort.Service,
        ["component"] = ClueSort.Service,
        ["job"] = ClueSort.Service,
        ["source"] = ClueSort.Service,
        ["app_kubernetes_io_name"] = ClueSort.Service,
        ["label_app"] = ClueSort.Service,
        ["label_app_kubernetes_io_name"] = ClueSort.Service,
        ["container"] = ClueSort.Container,
        ["container_name"] = ClueSort.Container,
        ["namespace"] = ClueSort.Namespace,
        ["exported_namespace"] = ClueSort.Namespace,
        ["kubernetes_namespace"] = ClueSort.Namespace,
        ["k8s.namespace.name"] = ClueSort.Namespace,
        ["ns"] = ClueSort.Namespace,
        ["image"] = ClueSort.Image,
        ["container_image"] = ClueSort.Image,
        ["topic"] = ClueSort.Topic,
        ["queue"] = ClueSort.Topic,
        ["exchange"] = ClueSort.Topic,
        ["channel"] = ClueSort.Topic,
        ["cluster"] = ClueSort.Cluster,
        ["team"] = ClueSort.Team,
        ["owner"] = ClueSort.Team,
        ["squad"] = ClueSort.Team,
    };

    // What these hold names the monitoring itself, or nothing at all.
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "alertname", "severity", "status", "state", "startsat", "endsat", "fingerprint", "receiver", "version", "externalurl", "generatorurl", "silenceurl", "groupkey", "truncatedalerts", "orgid", "event_type", "occurred_at",
        "created_at", "updated_at", "urgency", "priority", "level", "prometheus", "client", "client_url", "html_url", "self", "href", "ruleuid", "uid", "traceid", "spanid", "trace_id", "span_id", "resourceversion", "self_url", "event_action", "dedup_key",
    };

    public ClueSort Sort => Key is null ? ClueSort.Any : Sorts.GetValueOrDefault(Key, ClueSort.Any);

    public static bool SaysNothing(string key) => Silent.Contains(key);

    public static bool Knows(string key) => Sorts.ContainsKey(key);
}

/// <summary>What the name of a field says about its value.</summary>
internal enum ClueSort
{
    Any,
    Pod,
    Workload,
    Service,
    Container,
    Namespace,
    Image,
    Topic,
    Cluster,
    Team,

    /// <summary>Id of a service, or an integration key, of a paging tool.</summary>
    Pager,
}
