namespace Portal.Application.Deployments;

/// <summary>Everything a pod template points to, container by container. Pure.</summary>
internal static class TemplateReferences
{
    public static IReadOnlyList<ObservedReference> Of(PodSpec spec)
    {
        List<ObservedReference> found = [];
        foreach (var container in spec.Containers ?? [])
        {
            found.AddRange(container.Env?.References ?? []);
            found.AddRange(container.Command?.References ?? []);
            found.AddRange(container.Args?.References ?? []);
            foreach (var source in container.EnvFrom ?? [])
            {
                Add("envFrom", source.ConfigMapRef?.Name, source.SecretRef is not null);
            }
        }

        foreach (var volume in (spec.Volumes ?? []).Concat((spec.Volumes ?? []).SelectMany(v => v.Projected?.Sources ?? [])))
        {
            Add("volume", volume.ConfigMap?.Name, volume.Secret is not null);
        }

        return found.Count == 0 ? [] : [.. found.Distinct()];

        void Add(string from, string? configMap, bool secret)
        {
            // The certificate authority that Kubernetes gives every pod says nothing about this one.
            if ((configMap is not null && configMap != "kube-root-ca.crt") || secret)
            {
                found.Add(new(from, ConfigMap: configMap, IsSecret: secret));
            }
        }
    }

    /// <summary>A pod or ReplicaSet repeats what its workload's template says: it is held once.</summary>
    public static PodSpec Without(PodSpec spec)
        => spec.Volumes is null && Bare(spec.Containers) && Bare(spec.InitContainers) ? spec
            : spec with { Volumes = Claims(spec.Volumes), Containers = Stripped(spec.Containers), InitContainers = Stripped(spec.InitContainers) };

    private static bool Bare(IReadOnlyList<ObservedContainer>? containers)
        => (containers ?? []).All(c => c.Env is null && c.EnvFrom is null && c.Args is null && c.Command is null && c.ReadinessProbe is null && c.LivenessProbe is null && c.StartupProbe is null);

    private static IReadOnlyList<ObservedContainer>? Stripped(IReadOnlyList<ObservedContainer>? containers)
        => containers is null ? null : [.. containers.Select(c => c with { Env = null, EnvFrom = null, Args = null, Command = null, ReadinessProbe = null, LivenessProbe = null, StartupProbe = null })];

    /// <summary>Which claims a pod waits for differs from pod to pod.</summary>
    private static IReadOnlyList<ObservedVolume>? Claims(IReadOnlyList<ObservedVolume>? volumes)
        => volumes?.Any(v => v.PersistentVolumeClaim is not null) == true ? [.. volumes.Where(v => v.PersistentVolumeClaim is not null)] : null;
}
