using Portal.Application.Catalog;

namespace Portal.Application.Incidents;

/// <summary>How far an incident is.</summary>
public enum IncidentStatus
{
    Investigating,
    Identified,
    Monitoring,
    Resolved,
}

/// <summary>An incident from its start to its post-mortem. Moments are UTC.</summary>
public sealed class Incident
{
    public const int TitleMaxLength = 200;
    public const int RefMaxLength = 256;
    public const int TextMaxLength = 4000;
    public const int CauseMaxLength = 1000;
    public const int CodesMaxLength = 400;
    public const int StatusMaxLength = 16;

    /// <summary>The worst first.</summary>
    public static IReadOnlyList<string> Severities { get; } = ["sev1", "sev2", "sev3", "sev4"];

    public long Id { get; init; }

    public required string Title { get; set; }

    /// <summary>sev1 to sev4.</summary>
    public required string Severity { get; set; }

    public IncidentStatus Status { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Ref of the actor.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Null while it lasts.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>When the post-mortem was written; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Ref of the person who leads; null while nobody does.</summary>
    public string? Lead { get; set; }

    public string? Communications { get; set; }

    public string? Scribe { get; set; }

    /// <summary>Problem codes that its services had, comma-separated.</summary>
    public string Codes { get; set; } = "";

    /// <summary>What changed and is held to be the cause, in words; null while nobody knows.</summary>
    public string? Cause { get; set; }

    /// <summary>Ref of the service, or the node, that changed.</summary>
    public string? CauseSubject { get; set; }

    public string? Summary { get; set; }

    public string? Impact { get; set; }

    public int Version { get; set; }

    public List<IncidentService> Services { get; init; } = [];
}

/// <summary>A service that an incident is about.</summary>
public sealed class IncidentService
{
    public long Id { get; init; }

    public long IncidentId { get; init; }

    public Incident? Incident { get; init; }

    /// <summary>Full ref.</summary>
    public required string Service { get; init; }
}

/// <summary>One line of an incident's timeline: what somebody wrote, or what the portal saw.</summary>
public sealed class IncidentEntry
{
    public const int KindMaxLength = 16;
    public const int KeyMaxLength = 300;
    public const int TextMaxLength = 4000;

    public long Id { get; init; }

    public long IncidentId { get; init; }

    public Incident? Incident { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>note, status, role, cause, action, change, health, signal.</summary>
    public required string Kind { get; init; }

    public required string Text { get; init; }

    /// <summary>Ref of the actor; system:portal for what the portal saw.</summary>
    public required string By { get; init; }

    /// <summary>Ref of the service it is about, or null.</summary>
    public string? Service { get; init; }

    /// <summary>Unique in its incident: two replicas that see the same write it once.</summary>
    public required string Key { get; init; }
}

/// <summary>Something to be done after an incident.</summary>
public sealed class IncidentAction
{
    public const int TextMaxLength = 1000;

    public long Id { get; init; }

    public long IncidentId { get; init; }

    public Incident? Incident { get; init; }

    public required string Text { get; set; }

    /// <summary>Ref of a user or group.</summary>
    public required string Owner { get; set; }

    public DateOnly DueOn { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public string? DoneBy { get; set; }

    public int Version { get; set; }
}

/// <summary>What can go wrong with incidents.</summary>
internal static class IncidentErrors
{
    public static Common.NotFound Unknown(long id) => new("incidents.unknown", $"There is no incident {id}. /incidents lists those there are.");

    public static Common.NotFound UnknownAction(long id, long action) => new("incidents.unknown_action", $"Incident {id} has no action {action}.");

    public static Common.Conflict Closed(long id) => new("incidents.closed", $"Incident {id} is closed. Start a new one where the trouble is back.");

    public static Common.Conflict Changed(long id) => new("incidents.changed", $"Somebody else changed incident {id} at the same moment. Load the page again and repeat what is still right.");

    public static Common.Invalid UnknownService(string service) => Common.Invalid.Field("Services", $"The catalog has no {service}. Write refs such as component:default/orders, or names of components.");

    public static Common.Invalid UnknownPerson(string field, string person) => Common.Invalid.Field(field, $"The catalog has no user or group {person}. Write a name such as jun.park, or a ref such as user:default/jun.park.");

    /// <summary>A user, or a group, by name or ref.</summary>
    public static EntityRef? PersonOf(CatalogGraph graph, string text)
        => EntityRef.TryParse(text, "user", EntityRef.DefaultNamespace, out var user) && user.Kind is "user" or "group" && graph.Find(user) is not null ? user
            : EntityRef.TryParse(text, "group", EntityRef.DefaultNamespace, out var group) && group.Kind == "group" && graph.Find(group) is not null ? group : null;
}
