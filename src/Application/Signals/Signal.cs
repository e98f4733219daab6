using System.Text.Json;

namespace Portal.Application.Signals;

/// <summary>An alert as it is kept: one row from its first firing to its end. Moments are UTC.</summary>
public sealed class Signal
{
    public const int FingerprintMaxLength = 128;
    public const int ServiceMaxLength = 400;
    public const int SourceMaxLength = 64;
    public const int NameMaxLength = 256;
    public const int SeverityMaxLength = 32;
    public const int SummaryMaxLength = 1000;
    public const int UrlMaxLength = 1024;
    public const int WordsMaxLength = 1000;

    public long Id { get; init; }

    /// <summary>Source and the sender's own fingerprint of the labels.</summary>
    public required string Fingerprint { get; init; }

    public required string Source { get; init; }

    /// <summary>Full ref; null while nobody knows whose it is.</summary>
    public string? Service { get; set; }

    /// <summary>Why it is that service, in words; what was tried when it is none.</summary>
    public string? ServiceBecause { get; set; }

    public required string Name { get; init; }

    public required string Severity { get; set; }

    public required string Summary { get; set; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>When the sender last spoke of it.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Ref of who was told first, or null.</summary>
    public string? RoutedTo { get; set; }

    public string? RunbookUrl { get; set; }

    /// <summary>Labels as a JSON object of texts.</summary>
    public required string LabelsJson { get; set; }

    /// <summary>The fingerprint while it fires, null afterwards: unique, so that an alert fires once.</summary>
    public string? ActiveKey { get; set; }

    /// <summary>Concurrency token.</summary>
    public int Version { get; set; }

    internal ServiceSignal View() => new(Id, Service, Source, Name, Severity, Summary, StartsAt, EndsAt, RoutedTo, RunbookUrl, JsonSerializer.Deserialize<Dictionary<string, string>>(LabelsJson) ?? []) { Because = ServiceBecause, SeenAt = SeenAt };
}
