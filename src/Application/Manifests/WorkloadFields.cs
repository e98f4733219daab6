using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>
/// What is compared of an object, as paths and values. Both sides are read by this, so what a default of the API fills in is the same on both. A path names items of a list
/// and keys of a map in brackets: spec.template.spec.containers[web].image.
/// </summary>
/// <remarks>Defaults: Kubernetes API reference, apps/v1, batch/v1, core/v1 Probe, autoscaling/v2.</remarks>
internal static class WorkloadFields
{
    public const string Replicas = "spec.replicas";

    /// <summary>Workloads that are compared.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"];

    public static Dictionary<string, string> Of(string kind, ObservedWorkload workload)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        var spec = workload.Spec;
        if (kind is "Deployment" or "StatefulSet" && spec.Replicas is { } replicas)
        {
            fields[Replicas] = replicas.ToString(CultureInfo.InvariantCulture);
        }

        Strategy(fields, kind, spec);
        if (kind == "CronJob")
        {
            fields["spec.schedule"] = spec.Schedule ?? "";
            fields["spec.suspend"] = spec.Suspend ? "true" : "false";
            Add(fields, "spec.timeZone", spec.TimeZone);
        }

        Template(fields, TemplatePath(kind), workload.Template);
        return fields;
    }

    public static Dictionary<string, string> Of(ObservedService service) => (service.Spec.Selector ?? new Dictionary<string, string>()).ToDictionary(l => $"spec.selector[{l.Key}]", l => l.Value, StringComparer.Ordinal);

    public static Dictionary<string, string> Of(ObservedAutoscaler autoscaler) => new(StringComparer.Ordinal)
    {
        ["spec.minReplicas"] = (autoscaler.Spec.MinReplicas ?? 1).ToString(CultureInfo.InvariantCulture),
        ["spec.maxReplicas"] = autoscaler.Spec.MaxReplicas.ToString(CultureInfo.InvariantCulture),
    };

    public static Dictionary<string, string> Of(ObservedDisruptionBudget budget)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        Add(fields, "spec.minAvailable", budget.Spec.MinAvailable);
        Add(fields, "spec.maxUnavailable", budget.Spec.MaxUnavailable);
        return fields;
    }

    public static string TemplatePath(string kind) => kind == "CronJob" ? "spec.jobTemplate.spec.template" : "spec.template";

    /// <summary>The container or init container that a path leads into: spec.template.spec.containers[web].</summary>
    public static string? ContainerOf(string path)
    {
        foreach (var list in (string[])[".spec.containers[", ".spec.initContainers["])
        {
            if (path.IndexOf(list, StringComparison.Ordinal) is >= 0 and var at && path.IndexOf(']', at) is >= 0 and var close && close + 1 < path.Length && path[close + 1] == '.')
            {
                return path[..(close + 1)];
            }
        }

        return null;
    }

    private static void Add(Dictionary<string, string> fields, string path, string? value)
    {
        if (value is not null)
        {
            fields[path] = value;
        }
    }

    private static void Strategy(Dictionary<string, string> fields, string kind, WorkloadSpec spec)
    {
        if (kind == "CronJob")
        {
            return;
        }

        var name = kind == "Deployment" ? "spec.strategy" : "spec.updateStrategy";
        var strategy = kind == "Deployment" ? spec.Strategy : spec.UpdateStrategy;
        var type = strategy?.Type ?? "RollingUpdate";
        fields[$"{name}.type"] = type;
        if (type != "RollingUpdate")
        {
            return;
        }

        var rolling = strategy?.RollingUpdate;
        if (kind == "StatefulSet")
        {
            fields[$"{name}.rollingUpdate.partition"] = (rolling?.Partition ?? 0).ToString(CultureInfo.InvariantCulture);
            return;
        }

        fields[$"{name}.rollingUpdate.maxSurge"] = rolling?.MaxSurge ?? (kind == "Deployment" ? "25%" : "0");
        fields[$"{name}.rollingUpdate.maxUnavailable"] = rolling?.MaxUnavailable ?? (kind == "Deployment" ? "25%" : "1");
    }

    private static void Template(Dictionary<string, string> fields, string path, PodTemplate template)
    {
        foreach (var (name, value) in template.Metadata.Labels ?? new Dictionary<string, string>())
        {
            if (name is not ("pod-template-hash" or "controller-revision-hash" or "pod-template-generation"))
            {
                fields[$"{path}.metadata.labels[{name}]"] = value;
            }
        }

        foreach (var (list, containers) in new[] { ("containers", template.Spec.Containers), ("initContainers", template.Spec.InitContainers) })
        {
            foreach (var container in containers ?? [])
            {
                Container(fields, $"{path}.spec.{list}[{container.Name}]", container);
            }
        }

        foreach (var line in TemplateFacts.Lines(template).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Fact(fields, path, line);
        }
    }

    private static void Container(Dictionary<string, string> fields, string at, ObservedContainer container)
    {
        fields[$"{at}.image"] = container.Image;
        foreach (var (name, quantities) in new[] { ("requests", container.Resources?.Requests), ("limits", container.Resources?.Limits) })
        {
            foreach (var (resource, value) in quantities ?? new Dictionary<string, string>())
            {
                fields[$"{at}.resources.{name}[{resource}]"] = value;
            }
        }

        foreach (var (name, probe) in new[] { ("startupProbe", container.StartupProbe), ("readinessProbe", container.ReadinessProbe), ("livenessProbe", container.LivenessProbe) })
        {
            if (probe is not null)
            {
                fields[$"{at}.{name}"] = probe.Asks;
                fields[$"{at}.{name}.initialDelaySeconds"] = Number(probe.InitialDelaySeconds, 0);
                fields[$"{at}.{name}.periodSeconds"] = Number(probe.PeriodSeconds, 10);
                fields[$"{at}.{name}.timeoutSeconds"] = Number(probe.TimeoutSeconds, 1);
                fields[$"{at}.{name}.successThreshold"] = Number(probe.SuccessThreshold, 1);
                fields[$"{at}.{name}.failureThreshold"] = Number(probe.FailureThreshold, 3);
            }
        }

        Add(fields, $"{at}.command", container.Command is { } command ? $"hash {command.Hash}" : null);
        Add(fields, $"{at}.args", container.Args is { } arguments ? $"hash {arguments.Hash}" : null);
    }

    // Zero means the default, too; only a delay can be none.
    private static string Number(int? value, int standard) => (value is null or 0 ? standard : value.Value).ToString(CultureInfo.InvariantCulture);

    /// <summary>What is read only here: the names of an environment, and volumes.</summary>
    private static void Fact(Dictionary<string, string> fields, string path, string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var (field, value) = (line[..tab], line[(tab + 1)..]);
        if (field.IndexOf(": env", StringComparison.Ordinal) is > 0 and var colon)
        {
            // "web: env LEVEL", "web: envFrom 1", "init migrate: env LEVEL"
            var isInit = field.StartsWith("init ", StringComparison.Ordinal);
            if (field[(colon + 2)..].Split(' ', 2) is ["env" or "envFrom", var name] and [var word, _])
            {
                fields[$"{path}.spec.{(isInit ? "initContainers" : "containers")}[{field[(isInit ? 5 : 0)..colon]}].{word}[{name}]"] = value;
            }
        }
        else if (field.StartsWith("volume ", StringComparison.Ordinal))
        {
            fields[$"{path}.spec.volumes[{field[7..]}]"] = value;
        }
        else if (field.StartsWith("annotation ", StringComparison.Ordinal))
        {
            fields[$"{path}.metadata.annotations[{field[11..]}]"] = value;
        }
    }
}
