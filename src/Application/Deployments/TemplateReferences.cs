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
        => spec is { Volumes: null, InitContainers: null } && (spec.Containers ?? []).All(IsBare) ? spec
            : spec with { Volumes = null, InitContainers = null, Containers = [.. (spec.Containers ?? []).Select(Bare)] };

    private static bool IsBare(ObservedContainer container)
        => container is { Env: null, EnvFrom: null, Args: null, Command: null, LivenessProbe: null, ReadinessProbe: null, StartupProbe: null };

    private static ObservedContainer Bare(ObservedContainer container)
        => IsBare(container) ? container : container with { Env = null, EnvFrom = null, Args = null, Command = null, LivenessProbe = null, ReadinessProbe = null, StartupProbe = null };
}
