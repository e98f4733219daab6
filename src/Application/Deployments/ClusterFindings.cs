namespace Portal.Application.Deployments;

/// <summary>Something in a cluster that leads nowhere and belongs to no workload.</summary>
/// <param name="Code">SelectsNothing, or FailedGetScale for an autoscaler without its target.</param>
public sealed record ClusterFinding(string Cluster, string Code, string Kind, string Namespace, string Name, string Summary, string NextStep);

/// <summary>Services whose selector matches no pod and no workload, and autoscalers whose target does not exist. Pure.</summary>
public static class ClusterFindings
{
    /// <param name="named">Only objects of this name; null for all.</param>
    public static IEnumerable<ClusterFinding> Of(string cluster, ClusterPicture picture, string? named = null)
    {
        var services = (picture.Around.Services ?? []).Where(s => (named is null || s.Metadata.Name == named) && s.Spec.Selector is { Count: > 0 } && s.Spec.ExternalName is null).ToList();
        var scalers = (picture.Around.Autoscalers ?? []).Where(a => named is null || a.Metadata.Name == named || a.Spec.ScaleTargetRef?.Name == named).ToList();
        if (services.Count == 0 && scalers.Count == 0)
        {
            yield break;
        }

        var workloads = picture.Workloads.Values.ToLookup(w => w.Row.Namespace, StringComparer.Ordinal);
        var loose = picture.LoosePods.ToLookup(p => p.Namespace, StringComparer.Ordinal);
        foreach (var service in services.OrderBy(s => s.Metadata.Namespace, StringComparer.Ordinal).ThenBy(s => s.Metadata.Name, StringComparer.Ordinal))
        {
            var (ns, selector) = (service.Metadata.Namespace, service.Spec.Selector!);
            bool Fits(IReadOnlyDictionary<string, string>? labels) => selector.All(l => labels?.GetValueOrDefault(l.Key) == l.Value);
            if (workloads[ns].Any(w => Fits(w.TemplateLabels) || w.ObservedPods.Any(p => Fits(p.Metadata.Labels))) || loose[ns].Any(p => Fits(p.Labels)))
            {
                continue;
            }

            var text = string.Join(",", selector.Select(l => $"{l.Key}={l.Value}"));
            var near = workloads[ns].Select(w => (Workload: w, Shared: selector.Count(l => w.TemplateLabels?.GetValueOrDefault(l.Key) == l.Value))).Where(w => w.Shared > 0 || w.Workload.Row.Name == service.Metadata.Name).OrderByDescending(w => w.Shared).FirstOrDefault().Workload;
            yield return new(cluster, "SelectsNothing", "Service", ns, service.Metadata.Name, $"Service {ns}/{service.Metadata.Name} selects {text}, and no workload there has these labels: every call fails.",
                near is null ? $"Delete it if nobody calls it, or correct its selector: kubectl -n {ns} get pods --show-labels."
                    : $"{near.Row.Kind} {near.Row.Name} comes near: its pods have {string.Join(",", (near.TemplateLabels ?? new Dictionary<string, string>(StringComparer.Ordinal)).Where(l => selector.ContainsKey(l.Key) || l.Key is "app" or "app.kubernetes.io/name").Select(l => $"{l.Key}={l.Value}"))}. Correct the selector: kubectl -n {ns} edit service {service.Metadata.Name}.");
        }

        foreach (var scaler in scalers)
        {
            if (scaler.Spec.ScaleTargetRef is { Kind: "Deployment" or "StatefulSet" } target && !workloads[scaler.Metadata.Namespace].Any(w => w.Row.Kind == target.Kind && w.Row.Name == target.Name))
            {
                yield return new(cluster, "FailedGetScale", "HorizontalPodAutoscaler", scaler.Metadata.Namespace, scaler.Metadata.Name, $"Autoscaler {scaler.Metadata.Namespace}/{scaler.Metadata.Name} is to scale {target.Kind} {target.Name}, which does not exist.",
                    $"Correct scaleTargetRef, or delete the autoscaler: kubectl -n {scaler.Metadata.Namespace} delete hpa {scaler.Metadata.Name}.");
            }
        }
    }
}
