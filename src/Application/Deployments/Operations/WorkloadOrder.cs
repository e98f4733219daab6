namespace Portal.Application.Deployments.Operations;

/// <summary>What one can do to a workload.</summary>
public enum WorkloadVerb
{
    Restart,
    Scale,
    Rollback,
    Pause,
    Resume,
}

/// <summary>One thing to be done to one workload.</summary>
/// <param name="Replicas">For scale.</param>
/// <param name="Revision">For rollback: the number of the revision to go back to.</param>
public sealed record WorkloadOrder(WorkloadAddress Workload, WorkloadVerb Verb, int? Replicas = null, long? Revision = null)
{
    /// <summary>For rollback: name of the ReplicaSet or ControllerRevision that holds the template.</summary>
    public string? RevisionName { get; init; }

    /// <summary>For restart: the moment that is written into the template.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The server refuses when the workload has another one; opaque.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The server checks everything and changes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The order in words, for messages: restart deployment/orders.</summary>
    public string Words => Verb switch
    {
        WorkloadVerb.Scale => $"scale {Workload.Title} to {Replicas}",
        WorkloadVerb.Rollback => $"roll {Workload.Title} back to revision {Revision}",
        _ => $"{Verb.ToString().ToLowerInvariant()} {Workload.Title}",
    };

    /// <summary>Whether the order is what the workload shows: asked when an answer was lost.</summary>
    public bool Shows(ObservedWorkload before, ObservedWorkload now) => Verb switch
    {
        WorkloadVerb.Scale => now.Spec.Replicas == Replicas,
        WorkloadVerb.Pause => now.Spec.Paused,
        WorkloadVerb.Resume => !now.Spec.Paused,
        WorkloadVerb.Restart => now.Spec.Template.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.RestartedAt) == Stamp,
        _ => now.Metadata.Generation > before.Metadata.Generation,
    };

    /// <summary>The moment as kubectl writes it.</summary>
    public string Stamp => At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A template that the workload had or has.</summary>
/// <param name="Number">Grows with each change.</param>
/// <param name="Name">Of the ReplicaSet or ControllerRevision.</param>
/// <param name="Current">The workload's template is this one now.</param>
public sealed record WorkloadRevision(long Number, string Name, string Version, string Image, DateTimeOffset? CreatedAt, bool Current)
{
    /// <summary>When its pods were replaced on request; tells revisions of the same version apart.</summary>
    public string? RestartedAt { get; init; }

    public int Pods { get; init; }

    public int Ready { get; init; }

    /// <param name="workload">Whose name tells the main container.</param>
    public static WorkloadRevision Of(long number, string name, PodTemplate template, ObservedMeta workload, DateTimeOffset? created, bool current)
    {
        var image = ImageName.MainContainer(template, workload.Name).Image;
        return new(number, name, ImageName.VersionOf(template, workload, ImageName.Parse(image)), image, created, current)
        {
            RestartedAt = template.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.RestartedAt),
        };
    }
}
