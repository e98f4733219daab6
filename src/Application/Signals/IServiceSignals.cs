namespace Portal.Application.Signals;

/// <summary>An alert of a monitoring system about a service, from its first firing to its end. Moments are UTC.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Service">Full ref of the service it is about; null while nobody knows.</param>
/// <param name="Source">alertmanager, grafana, pagerduty, ...</param>
/// <param name="Name">For instance the alertname.</param>
/// <param name="Severity">critical, warning, info; as sent, in lower case.</param>
/// <param name="Summary">In words, as sent.</param>
/// <param name="EndsAt">Null while it fires.</param>
/// <param name="RoutedTo">Ref of the person or group who was told; null when nobody was.</param>
/// <param name="RunbookUrl">As sent, or null.</param>
public sealed record ServiceSignal(
    long Id, string? Service, string Source, string Name, string Severity, string Summary, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string? RoutedTo, string? RunbookUrl, IReadOnlyDictionary<string, string> Labels)
{
    public bool IsFiring => EndsAt is null;

    /// <summary>Why it is that service, in words; what was tried when it is none.</summary>
    public string? Because { get; init; }

    /// <summary>When the sender last spoke of it.</summary>
    public DateTimeOffset SeenAt { get; init; }
}

/// <summary>Signals from memory: those that fire, and those of the last days.</summary>
public interface IServiceSignals
{
    /// <summary>Newest first.</summary>
    IReadOnlyList<ServiceSignal> Of(string service);

    /// <summary>Newest first.</summary>
    IReadOnlyList<ServiceSignal> All { get; }
}
