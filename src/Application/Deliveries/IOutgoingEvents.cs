using System.Text.Json.Nodes;

namespace Portal.Application.Deliveries;

/// <summary>Something that others may want to hear of.</summary>
/// <param name="Type">Noun and verb, for instance <c>incident.started</c>; see <see cref="OutgoingEventTypes"/>.</param>
/// <param name="Subject">Ref of the entity it is about, or null.</param>
/// <param name="Summary">One sentence for people; the subject line of a mail.</param>
/// <param name="Data">What a program reads; must hold no secret.</param>
public sealed record OutgoingEvent(string Type, string? Subject, string Summary, JsonObject Data)
{
    /// <summary>Refs of all that it is about, where that is more than <see cref="Subject"/>.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Refs of people who get it by mail; nobody when it is empty.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>What it tells of, where that may change until a mail is sent, for instance <c>signal:12</c>: <see cref="IDeliveryStanding"/> is asked for it.</summary>
    public string? About { get; init; }

    /// <summary>Path within the portal that says more, for instance <c>/incidents/12</c>.</summary>
    public string? Path { get; init; }
}

/// <summary>The events that the portal tells of.</summary>
public static class OutgoingEventTypes
{
    public const string IncidentStarted = "incident.started";
    public const string IncidentUpdated = "incident.updated";
    public const string IncidentClosed = "incident.closed";
    public const string SignalFiring = "signal.firing";
    public const string SignalResolved = "signal.resolved";
    public const string OnCallGap = "oncall.gap";
    public const string OnCallUnreachable = "oncall.unreachable";
    public const string OwnershipExpired = "ownership.expired";
    public const string PersonDeactivated = "person.deactivated";

    public static IReadOnlyList<string> All { get; } = [IncidentStarted, IncidentUpdated, IncidentClosed, SignalFiring, SignalResolved, OnCallGap, OnCallUnreachable, OwnershipExpired, PersonDeactivated];
}

/// <summary>Takes events for delivery by webhook and mail.</summary>
public interface IOutgoingEvents
{
    /// <summary>Writes the deliveries that are due down; they are sent, and tried again, in the background.</summary>
    Task PublishAsync(OutgoingEvent occurrence, CancellationToken ct);
}
