namespace Portal.Application.Deployments;

/// <summary>
/// Reads a pod's status and events and says what is wrong with it. A pod counts once: the deepest cause is the finding, and what follows from it is evidence.
/// Pure: the moment is a parameter, and a moment in the future, as clocks that differ give it, is no age.
/// </summary>
internal static class PodFindings
{
    public static Finding? Of(PodFacts facts)
    {
        var pod = facts.Pod;
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            return LeavingFindings.Terminating(facts);
        }

        switch (pod.Status.Phase)
        {
            case "Succeeded":
                return null;
            case "Failed":
                return LeavingFindings.Ended(facts);
        }

        if (SchedulingFindings.Of(facts) is { } unscheduled)
        {
            return unscheduled;
        }

        if (NodeFindings.Of(facts) is { } lost)
        {
            return lost;
        }

        List<Finding> found = [.. (pod.Status.InitContainerStatuses ?? []).Select(c => ContainerFindings.Of(facts, c, init: true))
            .Concat((pod.Status.ContainerStatuses ?? []).Select(c => ContainerFindings.Of(facts, c, init: false))).OfType<Finding>()];
        if (!found.Exists(f => f.Serious) && (ProbeFindings.NotReady(facts) ?? StartFindings.NotCreated(facts)) is { } waiting)
        {
            found.Add(waiting);
        }

        if (found.Count == 0)
        {
            return null;
        }

        // The first serious one in the order of start: what an init container or the first container lacks, the later ones wait for.
        var deepest = found.Find(f => f.Serious) ?? found[0];
        return found.Count == 1 ? deepest : deepest with { Evidence = [.. deepest.Evidence, .. found.Where(f => !ReferenceEquals(f, deepest)).Select(f => $"also {f.Code}: {f.Say(1, f.Restarts)}")] };
    }
}
