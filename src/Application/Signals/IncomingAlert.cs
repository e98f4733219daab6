using System.Globalization;
using System.Text.Json;
using Portal.Application.Common;

namespace Portal.Application.Signals;

/// <summary>One alert as it came in.</summary>
/// <param name="Fingerprint">The sender's, or made of the labels.</param>
/// <param name="EndsAt">Null while it fires.</param>
public sealed record IncomingAlert(string Fingerprint, string Name, string Severity, string Summary, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string? RunbookUrl, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    private const int MostAlerts = 1000;

    /// <summary>
    /// Reads what Alertmanager posts. Source: Prometheus, "Alertmanager configuration", webhook_config: version 4 with status, receiver, groupLabels,
    /// commonLabels, commonAnnotations and alerts. Grafana's unified alerting posts the same shape.
    /// </summary>
    public static Result<IReadOnlyList<IncomingAlert>> Read(string body, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("alerts", out var alerts) || alerts.ValueKind != JsonValueKind.Array)
            {
                return Invalid.Field("alerts", "The body has no list 'alerts'. Point Alertmanager's webhook_configs at this address; its version 4 is read.");
            }

            if (alerts.GetArrayLength() > MostAlerts)
            {
                return Invalid.Field("alerts", $"At most {MostAlerts} alerts at a time. Set max_alerts or group_by in Alertmanager.");
            }

            List<IncomingAlert> read = [];
            var n = 0;
            foreach (var alert in alerts.EnumerateArray())
            {
                if (alert.ValueKind != JsonValueKind.Object || Texts(alert, "labels") is not { Count: > 0 } labels)
                {
                    return Invalid.Field($"alerts[{n}].labels", $"Alert {n + 1} has no labels; they say what it is about.");
                }

                read.Add(One(alert, labels, now));
                n++;
            }

            return Result<IReadOnlyList<IncomingAlert>>.Of(read);
        }
        catch (JsonException ex)
        {
            return Invalid.Field("body", $"The body is no JSON: line {ex.LineNumber + 1}, byte {ex.BytePositionInLine + 1}.");
        }
    }

    private static IncomingAlert One(JsonElement alert, Dictionary<string, string> labels, DateTimeOffset now)
    {
        var annotations = Texts(alert, "annotations");
        var name = labels.GetValueOrDefault("alertname") ?? "alert";
        var ends = Moment(alert, "endsAt");
        var resolved = Text(alert, "status") == "resolved";
        return new(
            Text(alert, "fingerprint") is { Length: > 0 and <= 64 } own ? own : FingerprintOf(labels), name, (labels.GetValueOrDefault("severity") ?? "none").ToLowerInvariant(),
            annotations.GetValueOrDefault("summary") ?? annotations.GetValueOrDefault("description") ?? annotations.GetValueOrDefault("message") ?? name,
            Moment(alert, "startsAt") ?? now, resolved ? ends ?? now : null, annotations.GetValueOrDefault("runbook_url") ?? annotations.GetValueOrDefault("runbook"), labels, annotations);
    }

    private static string FingerprintOf(Dictionary<string, string> labels)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new[] { l.Key, l.Value }))))[..16];

    private static Dictionary<string, string> Texts(JsonElement parent, string name)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        if (parent.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in map.EnumerateObject())
            {
                texts[pair.Name] = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText();
            }
        }

        return texts;
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Alertmanager writes 0001-01-01T00:00:00Z where it does not know yet.
    private static DateTimeOffset? Moment(JsonElement parent, string name)
        => Text(parent, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1 ? at.ToUniversalTime() : null;
}
