using Portal.Application.Identity;

namespace Portal.Application.Deployments.Operations;

/// <summary>May somebody do something with a workload? The team of its service decides; without a declared service, or with one that is only concluded from an image or a name, only the platform may.</summary>
internal static class WorkloadAccess
{
    public static Decision Decide(IAccess access, Actor actor, string permission, Deployment workload)
    {
        if (workload is { IsDeclared: true, Service: { } service, Match.Entitles: true })
        {
            return access.Decide(actor, new(permission, Entity: service));
        }

        // No catalog entity has such a name, so nobody owns it and only roles that need no ownership pass.
        var decision = access.Decide(actor, new(permission, Entity: $"{workload.Cluster}/{workload.Namespace}/{workload.Kind}/{workload.Name}"));
        return decision.Allowed ? decision : decision with
        {
            Reason = workload.IsDeclared
                ? $"{decision.Reason} That it belongs to {workload.Service} is only concluded ({workload.Match!.Evidence}), and a likeness gives no rights: claim it on /clusters/{workload.Cluster}."
                : $"{decision.Reason} It belongs to no declared service: claim it for one on /clusters/{workload.Cluster}.",
        };
    }
}
