using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portal.Demo.Simulator;

/// <summary>Autoscalers, budgets, claims, Ingresses, CronJobs and Jobs as Kubernetes would serve them.</summary>
internal static class SurroundingObjects
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly string[] OneNode = ["ReadWriteOnce"];

    /// <summary>Name of the claim of a StatefulSet's pod.</summary>
    public static string ClaimOf(string pod) => $"data-{pod}";

    public static object[]? Volumes(EstateWorkload workload, string pod) => workload.Volume is null ? null : [new { name = "data", persistentVolumeClaim = new { claimName = ClaimOf(pod) } }];

    public static JsonObject Claim(EstateWorkload workload, string pod, string uid, DateTimeOffset created) => Node(new
    {
        apiVersion = "v1",
        kind = "PersistentVolumeClaim",
        metadata = Meta(workload.Namespace, ClaimOf(pod), uid, created, new Dictionary<string, string> { ["app"] = workload.Name }),
        spec = new { accessModes = OneNode, storageClassName = "fast", volumeName = $"pvc-{uid}", resources = new { requests = new { storage = workload.Volume } } },
        status = new { phase = "Bound", accessModes = OneNode, capacity = new { storage = workload.Volume } },
    });

    public static JsonObject Autoscaler(EstateAutoscaler scaler, EstateWorkload workload, int replicas, string? trouble, string uid, DateTimeOffset created)
    {
        object Condition(string type, bool value, string reason, string message) => new { type, status = value ? "True" : "False", reason, message, lastTransitionTime = KubeObjects.Time(created) };
        var blind = trouble == "FailedGetResourceMetric";
        object[] conditions =
        [
            Condition("AbleToScale", true, "ReadyForNewScale", "recommended size matches current size"),
            blind ? Condition("ScalingActive", false, trouble!, "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API")
                : Condition("ScalingActive", true, "ValidMetricFound", "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)"),
            trouble == "TooManyReplicas" ? Condition("ScalingLimited", true, trouble, "the desired replica count is more than the maximum replica count") : Condition("ScalingLimited", false, "DesiredWithinRange", "the desired count is within the acceptable range"),
        ];
        return Node(new
        {
            apiVersion = "autoscaling/v2",
            kind = "HorizontalPodAutoscaler",
            metadata = Meta(workload.Namespace, workload.Name, uid, created),
            spec = new { scaleTargetRef = new { apiVersion = "apps/v1", kind = workload.Kind, name = workload.Name }, minReplicas = scaler.Min, maxReplicas = trouble == "TooManyReplicas" ? replicas : Math.Max(scaler.Max, replicas), metrics = new[] { new { type = "Resource", resource = new { name = "cpu", target = new { type = "Utilization", averageUtilization = 70 } } } } },
            status = new { currentReplicas = replicas, desiredReplicas = replicas, lastScaleTime = KubeObjects.Time(created.AddHours(1)), conditions },
        });
    }

    public static JsonObject Budget(EstateBudget budget, EstateWorkload workload, IReadOnlyDictionary<string, string> selector, int replicas, int healthy, string uid, DateTimeOffset created)
    {
        var needed = budget.MinAvailable ?? replicas - (budget.MaxUnavailable ?? 1);
        return Node(new
        {
            apiVersion = "policy/v1",
            kind = "PodDisruptionBudget",
            metadata = Meta(workload.Namespace, workload.Name, uid, created),
            spec = new { minAvailable = budget.MinAvailable, maxUnavailable = budget.MinAvailable is null ? budget.MaxUnavailable ?? 1 : (int?)null, selector = new { matchLabels = selector } },
            status = new { observedGeneration = 1, disruptionsAllowed = Math.Max(0, healthy - needed), currentHealthy = healthy, desiredHealthy = needed, expectedPods = replicas },
        });
    }

    public static JsonObject Ingress(EstateIngress ingress, EstateWorkload workload, string cluster, string uid, DateTimeOffset created)
    {
        var host = ingress.Host.Replace("{cluster}", cluster, StringComparison.Ordinal);
        return Node(new
        {
            apiVersion = "networking.k8s.io/v1",
            kind = "Ingress",
            metadata = Meta(workload.Namespace, workload.Name, uid, created),
            spec = new { ingressClassName = "nginx", rules = new[] { new { host, http = new { paths = new[] { new { path = "/", pathType = "Prefix", backend = new { service = new { name = workload.Name, port = new { number = workload.Port ?? 80 } } } } } } } } },
            status = new { loadBalancer = new { ingress = new[] { new { ip = "192.0.2.10" } } } },
        });
    }

    public static JsonObject CronJob(EstateCronJob job, string uid, DateTimeOffset created, DateTimeOffset? lastRun, DateTimeOffset? lastSuccess) => Node(new
    {
        apiVersion = "batch/v1",
        kind = "CronJob",
        metadata = Meta(job.Namespace, job.Name, uid, created, Labels(job)),
        spec = new { schedule = job.Schedule, timeZone = "Etc/UTC", suspend = job.Suspend, concurrencyPolicy = "Forbid", successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 3, jobTemplate = new { spec = JobSpec(job, null) } },
        status = new { lastScheduleTime = lastRun is { } at ? KubeObjects.Time(at) : null, lastSuccessfulTime = lastSuccess is { } ok ? KubeObjects.Time(ok) : null },
    });

    /// <param name="ended">Null while it runs.</param>
    public static JsonObject Job(EstateCronJob job, string name, string uid, string ownerUid, DateTimeOffset started, DateTimeOffset? ended)
    {
        var good = job.ExitCode == 0;
        return Node(new
        {
            apiVersion = "batch/v1",
            kind = "Job",
            metadata = Meta(job.Namespace, name, uid, started, Labels(job), Owner("CronJob", job.Name, ownerUid)),
            spec = JobSpec(job, uid),
            status = new
            {
                startTime = KubeObjects.Time(started),
                completionTime = ended is { } done && good ? KubeObjects.Time(done) : null,
                active = ended is null ? 1 : (int?)null,
                succeeded = ended is not null && good ? 1 : (int?)null,
                failed = ended is not null && !good ? 1 : (int?)null,
                conditions = ended is not { } end ? null : new[] { new { type = good ? "Complete" : "Failed", status = "True", reason = good ? null : "BackoffLimitExceeded", message = good ? null : "Job has reached the specified backoff limit", lastProbeTime = KubeObjects.Time(end), lastTransitionTime = KubeObjects.Time(end) } },
            },
        });
    }

    public static JsonObject JobPod(EstateCronJob job, string jobName, string jobUid, string node, DateTimeOffset started, DateTimeOffset? ended)
    {
        var good = job.ExitCode == 0;
        object state = ended is { } end
            ? new { terminated = new { exitCode = job.ExitCode, reason = good ? "Completed" : "Error", message = good ? null : job.Message, startedAt = KubeObjects.Time(started.AddSeconds(1)), finishedAt = KubeObjects.Time(end) } }
            : new { running = new { startedAt = KubeObjects.Time(started.AddSeconds(1)) } };
        var name = $"{jobName}-{KubeObjects.ShortHash(jobUid, 5)}";
        return Node(new
        {
            apiVersion = "v1",
            kind = "Pod",
            metadata = Meta(job.Namespace, name, KubeObjects.UidOf($"pod/{jobUid}"), started, new Dictionary<string, string>(Labels(job), StringComparer.Ordinal) { ["job-name"] = jobName }, Owner("Job", jobName, jobUid)),
            spec = new { containers = Containers(job), nodeName = node, restartPolicy = "Never", serviceAccountName = "default" },
            status = new
            {
                phase = ended is null ? "Running" : good ? "Succeeded" : "Failed",
                startTime = KubeObjects.Time(started),
                podIP = $"10.80.{Math.Abs(KubeObjects.StableHash(jobUid)) % 250}.{Math.Abs(KubeObjects.StableHash(name)) % 250}",
                conditions = new[] { new { type = "PodScheduled", status = "True", lastTransitionTime = KubeObjects.Time(started) }, new { type = "Ready", status = ended is null ? "True" : "False", lastTransitionTime = KubeObjects.Time(ended ?? started) } },
                containerStatuses = new[] { new { name = job.Name, image = job.Image, imageID = "", restartCount = 0, ready = ended is null, started = ended is null, state, lastState = new { } } },
            },
        });
    }

    private static object JobSpec(EstateCronJob job, string? uid) => new
    {
        backoffLimit = 0,
        completions = 1,
        parallelism = 1,
        selector = uid is null ? null : new { matchLabels = new Dictionary<string, string> { ["controller-uid"] = uid } },
        template = new { metadata = new { labels = Labels(job) }, spec = new { containers = Containers(job), restartPolicy = "Never" } },
    };

    private static object[] Containers(EstateCronJob job) => [new { name = job.Name, image = job.Image, imagePullPolicy = "IfNotPresent", resources = new { requests = new { cpu = "100m", memory = "128Mi" }, limits = new { memory = "512Mi" } } }];

    private static Dictionary<string, string> Labels(EstateCronJob job)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal) { ["app"] = job.Name };
        if (job.Service is { } service)
        {
            labels["backstage.io/kubernetes-id"] = service;
        }

        return labels;
    }

    private static object Meta(string ns, string name, string uid, DateTimeOffset created, IReadOnlyDictionary<string, string>? labels = null, object[]? owners = null)
        => new { name, @namespace = ns, uid, generation = 1, creationTimestamp = KubeObjects.Time(created), labels, ownerReferences = owners };

    private static object[] Owner(string kind, string name, string uid) => [new { apiVersion = "batch/v1", kind, name, uid, controller = true, blockOwnerDeletion = true }];

    private static JsonObject Node<T>(T value) => JsonSerializer.SerializeToNode(value, Json)!.AsObject();
}
