using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portal.Demo.Simulator;

/// <summary>Writes the simulation's state as the objects that Kubernetes would serve.</summary>
internal static partial class KubeObjects
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static JsonObject Namespace(string name, DateTimeOffset created)
        => Node(new { apiVersion = "v1", kind = "Namespace", metadata = new { name, uid = UidOf($"namespace/{name}"), creationTimestamp = Time(created), labels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = name } }, status = new { phase = "Active" } });

    public static JsonObject ClusterNode(string name, string zone, DateTimeOffset created) => Node(new
    {
        apiVersion = "v1",
        kind = "Node",
        metadata = new { name, uid = UidOf($"node/{name}"), creationTimestamp = Time(created), labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = name, ["topology.kubernetes.io/zone"] = zone } },
        status = new
        {
            capacity = new { cpu = "16", memory = "64Gi", pods = "250" },
            allocatable = new { cpu = "15800m", memory = "62Gi", pods = "250" },
            conditions = new[] { new { type = "Ready", status = "True", reason = "KubeletReady", message = "kubelet is posting ready status", lastTransitionTime = Time(created) } },
            nodeInfo = new { kubeletVersion = ClusterApi.GitVersion, osImage = "Simulated Linux", architecture = "amd64", containerRuntimeVersion = "containerd://2.1.4", kernelVersion = "6.12.0", operatingSystem = "linux" },
            addresses = new[] { new { type = "InternalIP", address = $"10.0.0.{(Math.Abs(StableHash(name)) % 250) + 1}" } },
        },
    });

    public static JsonObject Service(EstateWorkload workload, IReadOnlyDictionary<string, string> selector, int port, DateTimeOffset created) => Node(new
    {
        apiVersion = "v1",
        kind = "Service",
        metadata = new { name = workload.Name, @namespace = workload.Namespace, uid = UidOf($"service/{workload.Namespace}/{workload.Name}"), creationTimestamp = Time(created) },
        spec = new { type = "ClusterIP", clusterIP = $"10.96.{Math.Abs(StableHash(workload.Name)) % 250}.{(Math.Abs(StableHash(workload.Namespace + workload.Name)) % 250) + 1}", selector, ports = new[] { new { name = "http", port, targetPort = port, protocol = "TCP" } } },
    });

    public static JsonObject Workload(SimulatedWorkload w)
    {
        var spec = w.Spec;
        var common = new
        {
            apiVersion = "apps/v1",
            kind = spec.Kind,
            metadata = new
            {
                name = spec.Name,
                @namespace = spec.Namespace,
                uid = w.Uid,
                generation = w.Generation,
                creationTimestamp = Time(w.CreatedAt),
                labels = w.Labels,
                annotations = spec.Kind switch
                {
                    "Deployment" => With(spec.Annotations, "deployment.kubernetes.io/revision", w.Current.Number.ToString(CultureInfo.InvariantCulture)),
                    "DaemonSet" => With(spec.Annotations, "deprecated.daemonset.template.generation", w.Current.Number.ToString(CultureInfo.InvariantCulture)),
                    _ => spec.Annotations.Count > 0 ? spec.Annotations : null,
                },
            },
            spec = new { replicas = spec.Kind == "DaemonSet" ? (int?)null : w.Replicas, paused = w.Paused ? true : (bool?)null, strategy = Strategy(spec.Kind), updateStrategy = UpdateStrategy(spec.Kind), selector = new { matchLabels = w.Selector }, template = Template(w, w.Current, hash: false), serviceName = spec.Kind == "StatefulSet" ? spec.Name : null },
        };
        var json = Node(common);
        json["status"] = spec.Kind switch
        {
            "DaemonSet" => Node(new
            {
                observedGeneration = w.Generation,
                currentNumberScheduled = w.Alive.Count(),
                desiredNumberScheduled = w.Replicas,
                numberMisscheduled = 0,
                numberReady = w.Ready,
                numberAvailable = w.Ready,
                updatedNumberScheduled = w.Updated,
            }),
            "StatefulSet" => Node(new
            {
                observedGeneration = w.Generation,
                replicas = w.Alive.Count(),
                readyReplicas = w.Ready,
                availableReplicas = w.Ready,
                updatedReplicas = w.Updated,
                currentReplicas = w.Alive.Count() - (w.Alive.Any(p => p.Of != w.Current) ? w.Updated : 0),
                currentRevision = $"{spec.Name}-{(w.Alive.FirstOrDefault(p => p.Of != w.Current)?.Of ?? w.Current).Hash}",
                updateRevision = $"{spec.Name}-{w.Current.Hash}",
            }),
            _ => Node(new
            {
                observedGeneration = w.Generation,
                replicas = w.Alive.Count(),
                updatedReplicas = w.Updated,
                readyReplicas = w.Ready,
                availableReplicas = w.Ready,
                unavailableReplicas = Math.Max(0, w.Replicas - w.Ready),
                conditions = new[]
                {
                    new { type = "Available", status = w.Ready >= w.Replicas ? "True" : "False", reason = w.Ready >= w.Replicas ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable", message = w.Ready >= w.Replicas ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", lastTransitionTime = Time(w.ProgressedAt) },
                    new
                    {
                        type = "Progressing", status = w.Paused ? "Unknown" : w.DeadlineExceeded ? "False" : "True", reason = w.Paused ? "DeploymentPaused" : w.DeadlineExceeded ? "ProgressDeadlineExceeded" : w.RolledOut ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                        message = w.Paused ? "Deployment is paused" : w.DeadlineExceeded ? $"ReplicaSet \"{spec.Name}-{w.Current.Hash}\" has timed out progressing." : w.RolledOut ? $"ReplicaSet \"{spec.Name}-{w.Current.Hash}\" has successfully progressed." : $"ReplicaSet \"{spec.Name}-{w.Current.Hash}\" is progressing.",
                        lastTransitionTime = Time(w.ProgressedAt),
                    },
                },
            }),
        };
        return json;
    }

    public static JsonObject ReplicaSet(SimulatedWorkload w, Revision r)
    {
        var pods = w.Alive.Where(p => p.Of == r).ToList();
        var annotations = new Dictionary<string, string> { ["deployment.kubernetes.io/revision"] = r.Number.ToString(CultureInfo.InvariantCulture) };
        if (r.History.Count > 0)
        {
            annotations["deployment.kubernetes.io/revision-history"] = string.Join(',', r.History);
        }

        return Node(new
        {
            apiVersion = "apps/v1",
            kind = "ReplicaSet",
            metadata = new
            {
                name = $"{w.Spec.Name}-{r.Hash}",
                @namespace = w.Spec.Namespace,
                uid = r.Uid,
                generation = 1,
                creationTimestamp = Time(r.CreatedAt),
                labels = With(r.Labels, "pod-template-hash", r.Hash),
                annotations,
                ownerReferences = Owner("Deployment", w.Spec.Name, w.Uid),
            },
            spec = new { replicas = pods.Count, selector = new { matchLabels = With(w.Selector, "pod-template-hash", r.Hash) }, template = Template(w, r, hash: true) },
            status = new { observedGeneration = 1, replicas = pods.Count, fullyLabeledReplicas = pods.Count, readyReplicas = pods.Count(p => p.IsReady), availableReplicas = pods.Count(p => p.IsReady) },
        });
    }

    public static JsonObject Pod(SimulatedWorkload w, SimulatedPod p)
    {
        var container = ContainerName(w.Spec);
        var running = p.Stage is PodStage.Running or PodStage.Ready;
        var scheduled = p.Node is not null;
        var owner = w.Spec.Kind == "Deployment" ? Owner("ReplicaSet", $"{w.Spec.Name}-{p.Of.Hash}", p.Of.Uid) : Owner(w.Spec.Kind, w.Spec.Name, w.Uid);
        var labels = w.Spec.Kind switch
        {
            "Deployment" => With(p.Of.Labels, "pod-template-hash", p.Of.Hash),
            "StatefulSet" => With(With(p.Of.Labels, "controller-revision-hash", $"{w.Spec.Name}-{p.Of.Hash}"), "statefulset.kubernetes.io/pod-name", p.Name),
            _ => With(p.Of.Labels, "controller-revision-hash", p.Of.Hash),
        };
        object Condition(string type, bool value, DateTimeOffset at, string? reason = null, string? message = null) => new { type, status = value ? "True" : "False", reason, message, lastTransitionTime = Time(at) };
        object[] conditions = scheduled
            ? [Condition("PodScheduled", true, p.CreatedAt), Condition("Initialized", true, p.CreatedAt),
                Condition("ContainersReady", p.IsReady, p.ReadyChangedAt, p.IsReady ? null : "ContainersNotReady", p.IsReady ? null : $"containers with unready status: [{container}]"),
                Condition("Ready", p.IsReady, p.ReadyChangedAt, p.IsReady ? null : "ContainersNotReady", p.IsReady ? null : $"containers with unready status: [{container}]")]
            : [Condition("PodScheduled", false, p.CreatedAt, "Unschedulable", p.Complaint?.Message)];
        return Node(new
        {
            apiVersion = "v1",
            kind = "Pod",
            metadata = new { name = p.Name, generateName = $"{w.Spec.Name}-{p.Of.Hash}-", @namespace = w.Spec.Namespace, uid = p.Uid, creationTimestamp = Time(p.CreatedAt), deletionTimestamp = p.DeletingSince is { } d ? Time(d) : null, labels, ownerReferences = owner },
            spec = new { containers = Containers(p.Of.Spec ?? w.Spec, p.Of.Image), volumes = SurroundingObjects.Volumes(w.Spec, p.Name), nodeName = p.Node, restartPolicy = "Always", serviceAccountName = "default" },
            status = new
            {
                phase = running || p.Stage == PodStage.BackOff ? "Running" : "Pending",
                conditions,
                hostIP = scheduled ? "10.0.0.1" : null,
                podIP = running || p.Stage == PodStage.BackOff ? p.Ip : null,
                startTime = scheduled ? Time(p.CreatedAt) : null,
                containerStatuses = scheduled ? new[] { Status(p, container) } : null,
                qosClass = "Burstable",
            },
        });
    }

    public static JsonObject Event(SimulatedWorkload w, SimulatedPod p, string reason, string message, int count, DateTimeOffset first, DateTimeOffset last) => Node(new
    {
        apiVersion = "v1",
        kind = "Event",
        metadata = new { name = $"{p.Name}.{reason.ToLowerInvariant()}", @namespace = w.Spec.Namespace, uid = UidOf($"event/{p.Uid}/{reason}"), creationTimestamp = Time(first) },
        involvedObject = new { apiVersion = "v1", kind = "Pod", name = p.Name, @namespace = w.Spec.Namespace, uid = p.Uid },
        reason,
        message,
        type = "Warning",
        count,
        firstTimestamp = Time(first),
        lastTimestamp = Time(last),
        source = new { component = "kubelet", host = p.Node },
    });

    public static string ContainerName(EstateWorkload workload) => workload.Name;

    /// <summary>A uid that is the same in every run: the demo has no randomness of its own.</summary>
    public static string UidOf(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)).ToString();

    public static int StableHash(string text) => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0) & int.MaxValue;

    /// <summary>Ten characters as Kubernetes makes them: no vowels, so that no words arise.</summary>
    public static string ShortHash(string text, int length = 10)
    {
        const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Concat(bytes.Take(length).Select(b => Alphabet[b % Alphabet.Length]));
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static object Status(SimulatedPod p, string name)
    {
        var ended = p.LastEndedAt is { } end
            ? new { exitCode = p.Fault == PodFault.OutOfMemory ? 137 : 1, reason = p.Fault == PodFault.OutOfMemory ? "OOMKilled" : "Error", message = p.Fault == PodFault.OutOfMemory ? null : p.FaultMessage, startedAt = Time(p.LastStartedAt ?? end), finishedAt = Time(end) }
            : null;
        object state = p.Stage switch
        {
            PodStage.Creating when p.Fault == PodFault.ConfigError => new { waiting = new { reason = "CreateContainerConfigError", message = p.FaultMessage ?? "secret not found" } },
            PodStage.Creating => new { waiting = new { reason = "ContainerCreating" } },
            PodStage.PullFailed => new { waiting = new { reason = "ErrImagePull", message = p.Complaint?.Message } },
            PodStage.PullWaiting => new { waiting = new { reason = "ImagePullBackOff", message = $"Back-off pulling image \"{p.Of.Image}\"" } },
            PodStage.BackOff => new { waiting = new { reason = "CrashLoopBackOff", message = $"back-off {Math.Min(40, 10 * Math.Pow(2, Math.Min(p.Restarts, 2)))}s restarting failed container={name} pod={p.Name}" } },
            _ => new { running = new { startedAt = Time(p.RunningSince ?? p.CreatedAt) } },
        };
        return new
        {
            name,
            image = p.Of.Image,
            imageID = p.Stage is PodStage.Creating or PodStage.PullFailed or PodStage.PullWaiting ? "" : $"{p.Of.Image.Split(':')[0]}@sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(p.Of.Image)))}",
            restartCount = p.Restarts,
            ready = p.IsReady,
            started = p.Stage is PodStage.Running or PodStage.Ready,
            state,
            lastState = ended is null ? (object)new { } : new { terminated = ended },
        };
    }

    private static object Template(SimulatedWorkload w, Revision r, bool hash) => new
    {
        metadata = new
        {
            labels = hash ? With(r.Labels, "pod-template-hash", r.Hash) : r.Labels,
            annotations = TemplateAnnotations(r.Spec ?? w.Spec, r.RestartedAt),
        },
        spec = new { containers = Containers(r.Spec ?? w.Spec, r.Image) },
    };

    private static object[] Containers(EstateWorkload spec, string image)
    {
        var requests = new Dictionary<string, string>();
        if (spec.CpuRequest is { } cpu)
        {
            requests["cpu"] = cpu;
        }

        if (spec.MemoryRequest is { } memory)
        {
            requests["memory"] = memory;
        }

        return
        [
            new
            {
                name = ContainerName(spec), image, imagePullPolicy = "IfNotPresent", ports = spec.Port is { } port ? new[] { new { name = "http", containerPort = port, protocol = "TCP" } } : null,
                env = spec.Env.Count + spec.Secrets.Count > 0 ? spec.Env.Select(Variable).Concat(spec.Secrets.Select(SecretVariable)).ToArray() : null,
                envFrom = spec.ConfigMaps.Count > 0 ? spec.ConfigMaps.Select(map => new { configMapRef = new { name = map } }).ToArray() : null,
                resources = new { requests, limits = spec.MemoryLimit is { } limit ? new Dictionary<string, string> { ["memory"] = limit } : null },
                readinessProbe = spec.Port is { } probed ? new { httpGet = new { path = spec.ProbePath, port = probed }, periodSeconds = 5 } : null,
            },
        ];
    }

    private static object Variable(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return new { name = text[..equals], value = text[(equals + 1)..] };
    }

    private static object[] Owner(string kind, string name, string uid) => [new { apiVersion = "apps/v1", kind, name, uid, controller = true, blockOwnerDeletion = true }];

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> labels, string key, string value) => new(labels, StringComparer.Ordinal) { [key] = value };

    private static JsonObject Node<T>(T value) => JsonSerializer.SerializeToNode(value, Json)!.AsObject();
}
