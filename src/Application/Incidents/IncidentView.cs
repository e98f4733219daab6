using Portal.Application.Deployments;
using Portal.Application.Ownership;
using Portal.Application.Signals;

namespace Portal.Application.Incidents;

/// <summary>Everything that somebody needs about one entity at three in the morning. From memory alone.</summary>
/// <param name="Ref">Full ref.</param>
/// <param name="Owner">Owner, on-call and ways to reach them.</param>
/// <param name="Escalation">Who is next when nobody answers, nearest first.</param>
/// <param name="Health">healthy, degraded, ...; unknown where it runs in no watched cluster.</param>
/// <param name="Places">Where it runs, the worst first.</param>
/// <param name="Signals">Alerts that fire, then those that ended within the last day.</param>
/// <param name="Silent">Clusters that are not heard now: what they show is old.</param>
/// <param name="CatalogAsOf">When the catalog's snapshot was made.</param>
public sealed record IncidentView(
    string Ref, string Name, string Kind, string? Tier, OwnerMatch Owner, IReadOnlyList<EscalationStep> Escalation, string Health, IReadOnlyList<IncidentPlace> Places, IReadOnlyList<ServiceSignal> Signals, RankedChanges Changes, BlastRadius Blast,
    IReadOnlyList<Runbook> Runbooks, IReadOnlyList<WayBack> WaysBack, CapacityAnswer Capacity, IReadOnlyList<SimilarIncident> Similar, IReadOnlyList<IncidentRow> Open, IReadOnlyList<TimelineNote> Timeline, IReadOnlyList<ClusterStatus> Silent,
    DateTimeOffset Now, DateTimeOffset CatalogAsOf, DateTimeOffset? IncidentsAsOf);

/// <summary>One step of who is asked next.</summary>
/// <param name="Person">Name of the lead, or null where the group names none.</param>
public sealed record EscalationStep(string Group, string GroupRef, string? Person, string? PersonRef, IReadOnlyList<Contact> Contacts);

/// <summary>One workload of the service with what is wrong.</summary>
public sealed record IncidentPlace(Deployment Deployment, IReadOnlyList<Problem> Problems, ClusterState State);

/// <summary>Where to read what to do.</summary>
/// <param name="Why">In words: which annotation, link or alert names it.</param>
/// <param name="Fits">It is bound to a problem that is there now, or to an alert that fires.</param>
public sealed record Runbook(string Title, string Url, string Why, bool Fits);

/// <summary>How to get the version before back.</summary>
/// <param name="To">Version, or null where nothing to go back to is known.</param>
/// <param name="Revision">Number of the revision, where the cluster still has it.</param>
/// <param name="Note">What speaks for it, or why there is nothing.</param>
public sealed record WayBack(string Cluster, string Environment, string Namespace, string ObjectKind, string Name, string Now, string? To, long? Revision, string Note);

/// <summary>Whether it is a matter of capacity.</summary>
/// <param name="Verdict">yes, perhaps or no.</param>
/// <param name="Lines">The signs, in words.</param>
public sealed record CapacityAnswer(string Verdict, IReadOnlyList<string> Lines);

/// <summary>Something that happened, for the timeline at the end.</summary>
/// <param name="What">change, health, signal or note.</param>
public sealed record TimelineNote(DateTimeOffset At, string What, string Text, string? Service);

/// <summary>An incident that was like this one.</summary>
/// <param name="Why">What they have in common, in words.</param>
public sealed record SimilarIncident(IncidentRow Incident, int Score, IReadOnlyList<string> Why);
