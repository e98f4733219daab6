using System.Globalization;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.ApplicationTests.Releases;

/// <summary>Objects of one workload as its controllers would leave them; the test says how far they are.</summary>
internal sealed class SimpleCluster(TestClock clock, string kind = "Deployment", string name = "orders", string uid = "uid-1")
{
    private readonly List<ReplicaSetState> _sets = [];
    private readonly DateTimeOffset _created = clock.GetUtcNow();

    public Dictionary<string, string> Annotations { get; } = new(StringComparer.Ordinal);

    public string? Service { get; set; } = "component:default/orders";

    public List<ObservedPod> Pods { get; } = [];

    public string Image { get; private set; } = "";

    public string? RestartedAt { get; private set; }

    public int Replicas { get; private set; } = 3;

    public int Generation { get; private set; }

    public int Number { get; private set; }

    public string Hash { get; private set; } = "";

    public bool IsComplete { get; private set; }

    public bool IsStuck { get; private set; }

    public bool IsDeleted { get; set; }

    public ObservedEnvironment? Env { get; set; }

    /// <summary>Of a CronJob's containers.</summary>
    public string? Limit { get; set; }

    /// <summary>A new template, or one that was there before: the controller makes a ReplicaSet, or takes the old one.</summary>
    public SimpleCluster Roll(string version, string? restartedAt = null, string? hash = null)
    {
        Image = $"registry.test/shop/image-of-{name}:{version}";
        RestartedAt = restartedAt;
        Hash = hash ?? $"h{version.Replace(".", "", StringComparison.Ordinal)}{restartedAt?.Length}";
        (Generation, Number, IsComplete, IsStuck) = (Generation + 1, Number + 1, false, false);
        if (_sets.Find(s => s.Hash == Hash) is { } old)
        {
            old.History.Add(old.Number);
            old.Number = Number;
        }
        else
        {
            _sets.Add(new(Hash, Image, RestartedAt, clock.GetUtcNow(), Env) { Number = Number });
        }

        return this;
    }

    public SimpleCluster Finish()
    {
        (IsComplete, IsStuck) = (true, false);
        return this;
    }

    public SimpleCluster Miss()
    {
        IsStuck = true;
        return this;
    }

    public SimpleCluster Scale(int replicas)
    {
        (Replicas, Generation) = (replicas, Generation + 1);
        return this;
    }

    public IEnumerable<ObservedChange> Changes()
    {
        var observed = Enum.Parse<ObservedKind>(kind);
        yield return new ObservedChange.Relisted(ObservedKind.ReplicaSet, kind == "Deployment" && !IsDeleted ? [.. _sets.Select(Set)] : []);
        yield return new ObservedChange.Relisted(ObservedKind.Pod, IsDeleted ? [] : [.. Pods]);
        yield return new ObservedChange.Relisted(observed, IsDeleted ? [] : [Workload()]);
        yield return new ObservedChange.Relisted(ObservedKind.Service, []);
    }

    /// <summary>A pod of the present revision whose container ended.</summary>
    public ObservedPod Crash(string pod, int exitCode = 1, string reason = "Error", DateTimeOffset? at = null, int restarts = 1, string? limit = "128Mi", bool deleting = false, bool isPresent = false)
    {
        var ended = new ContainerTerminated(exitCode, reason, null, (at ?? clock.GetUtcNow()).AddSeconds(-5), at ?? clock.GetUtcNow());
        return new()
        {
            Metadata = Meta(pod, $"uid-{pod}") with
            {
                Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [kind == "Deployment" ? "pod-template-hash" : "controller-revision-hash"] = kind == "Deployment" ? Hash : $"{name}-{Hash}" },
                OwnerReferences = [kind == "Deployment" ? new("ReplicaSet", $"{name}-{Hash}", $"rs-{Hash}", true) : new(kind, name, uid, true)],
                DeletionTimestamp = deleting ? clock.GetUtcNow() : null,
            },
            Spec = new() { NodeName = "node-1", Containers = [new() { Name = name, Image = Image, Resources = limit is null ? null : new(null, new Dictionary<string, string>(StringComparer.Ordinal) { ["memory"] = limit }) }] },
            Status = new()
            {
                Phase = "Running",
                Conditions = [new("PodScheduled", "True"), new("Ready", "False", null, null, at)],
                ContainerStatuses = [new() { Name = name, RestartCount = restarts, State = isPresent ? new(Terminated: ended) : new(Waiting: new("CrashLoopBackOff")), LastState = isPresent ? null : new(Terminated: ended) }],
            },
        };
    }

    private ObservedWorkload Workload() => new()
    {
        Metadata = Meta(name, uid) with
        {
            Generation = Generation,
            CreationTimestamp = _created,
            Annotations = With(kind switch
            {
                "Deployment" => (KeptAnnotations.Revision, Text(Number)),
                "DaemonSet" => (KeptAnnotations.TemplateGeneration, Text(Number)),
                _ => ("", ""),
            }),
        },
        Spec = kind == "CronJob" ? new() { Schedule = "0 3 * * *", JobTemplate = new(new() { Template = Template(Image, RestartedAt, Env, Limit) }) } : new() { Replicas = Replicas, Template = Template(Image, RestartedAt, Env) },
        Status = new()
        {
            ObservedGeneration = Generation,
            Replicas = Replicas,
            ReadyReplicas = IsComplete ? Replicas : 0,
            AvailableReplicas = IsComplete ? Replicas : 0,
            UpdatedReplicas = IsComplete ? Replicas : 0,
            CurrentRevision = IsComplete ? $"{name}-{Hash}" : $"{name}-before",
            UpdateRevision = $"{name}-{Hash}",
            DesiredNumberScheduled = Replicas,
            NumberReady = IsComplete ? Replicas : 0,
            UpdatedNumberScheduled = IsComplete ? Replicas : 0,
            Conditions = kind == "Deployment"
                ? [new("Progressing", IsStuck ? "False" : "True", IsStuck ? "ProgressDeadlineExceeded" : IsComplete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated", IsStuck ? "has timed out progressing." : null)]
                : null,
        },
    };

    private ObservedWorkload Set(ReplicaSetState set) => new()
    {
        Metadata = Meta($"{name}-{set.Hash}", $"rs-{set.Hash}") with
        {
            CreationTimestamp = set.Created,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["pod-template-hash"] = set.Hash },
            OwnerReferences = [new("Deployment", name, uid, true)],
            Annotations = With((KeptAnnotations.Revision, Text(set.Number)), (KeptAnnotations.RevisionHistory, string.Join(',', set.History))),
        },
        Spec = new() { Template = Template(set.Image, set.RestartedAt, set.Env) },
    };

    private PodTemplate Template(string image, string? restartedAt, ObservedEnvironment? env, string? limit = null) => new()
    {
        Metadata = new()
        {
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["app"] = name },
            Annotations = restartedAt is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { [KeptAnnotations.RestartedAt] = restartedAt },
        },
        Spec = new() { Containers = [new() { Name = name, Image = image, Env = env, Resources = limit is null ? null : new(null, new Dictionary<string, string>(StringComparer.Ordinal) { ["memory"] = limit }) }] },
    };

    private Dictionary<string, string> With(params (string Key, string Value)[] more)
    {
        var all = new Dictionary<string, string>(Annotations, StringComparer.Ordinal);
        if (Service is not null)
        {
            all[KeptAnnotations.Service] = Service;
        }

        foreach (var (key, value) in more.Where(m => m.Value.Length > 0))
        {
            all[key] = value;
        }

        return all;
    }

    private static ObservedMeta Meta(string name, string uid) => new() { Name = name, Namespace = "shop", Uid = uid };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ReplicaSetState(string Hash, string Image, string? RestartedAt, DateTimeOffset Created, ObservedEnvironment? Env)
    {
        public int Number { get; set; }

        public List<int> History { get; } = [];
    }
}
