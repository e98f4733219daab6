using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Ownership;

namespace Portal.Application.Signals;

/// <summary>What was done with a notification.</summary>
/// <param name="Fired">Alerts that are new.</param>
/// <param name="Repeated">Alerts that were known and go on.</param>
/// <param name="Resolved">Alerts that ended.</param>
/// <param name="Unrouted">Names of new alerts that nobody could be told of.</param>
public sealed record SignalReceipt(int Fired, int Repeated, int Resolved, IReadOnlyList<string> Unrouted);

/// <summary>Takes alerts in: finds the service, keeps the signal, tells who is on call.</summary>
public interface ISignalIntake
{
    /// <param name="source">alertmanager, grafana, ...</param>
    /// <returns>Unavailable while the database does not answer: the sender is to try again.</returns>
    Task<Result<SignalReceipt>> TakeAsync(string source, IReadOnlyList<IncomingAlert> alerts, CancellationToken ct);
}

internal sealed class SignalIntake(IPortalDbFactory databases, SignalStore store, AlertSubject subjects, OwnerDescribers owners, IOutgoingEvents outgoing, TimeProvider clock) : ISignalIntake
{
    private const int Tries = 5;

    public async Task<Result<SignalReceipt>> TakeAsync(string source, IReadOnlyList<IncomingAlert> alerts, CancellationToken ct)
    {
        try
        {
            return await KeepAllAsync(source, alerts, ct);
        }
        catch (Exception ex) when (ex is DbException or DbUpdateException)
        {
            return new Unavailable("database.unavailable", "The alerts cannot be kept: the database does not answer. Send them again.");
        }
    }

    private async Task<SignalReceipt> KeepAllAsync(string source, IReadOnlyList<IncomingAlert> alerts, CancellationToken ct)
    {
        List<(Signal Signal, string Type)> told = [];
        var (fired, repeated, resolved) = (0, 0, 0);
        foreach (var alert in alerts)
        {
            switch (await KeepAsync(source, alert, ct))
            {
                case (Change.Fired, { } signal):
                    fired++;
                    told.Add((signal, OutgoingEventTypes.SignalFiring));
                    break;
                case (Change.Resolved, { } signal):
                    resolved++;
                    told.Add((signal, OutgoingEventTypes.SignalResolved));
                    break;
                case (Change.Repeated, _):
                    repeated++;
                    break;
            }
        }

        await store.ReloadAsync(ct);
        foreach (var (signal, type) in told)
        {
            await TellAsync(signal, type, ct);
        }

        store.Announce(told.Select(t => t.Signal.Service).OfType<string>());
        return new(fired, repeated, resolved, [.. told.Where(t => t.Type == OutgoingEventTypes.SignalFiring && t.Signal.RoutedTo is null).Select(t => t.Signal.Name).Distinct(StringComparer.Ordinal)]);
    }

    private async Task<(Change Change, Signal? Signal)> KeepAsync(string source, IncomingAlert alert, CancellationToken ct)
    {
        var key = Cut($"{source}:{alert.Fingerprint}", Signal.FingerprintMaxLength);
        for (var attempt = 1; ; attempt++)
        {
            await using var db = databases.Create();
            var row = await db.Set<Signal>().SingleOrDefaultAsync(s => s.ActiveKey == key, ct);
            var (change, signal) = Apply(db, row, source, key, alert);
            if (change == Change.Nothing || await db.SaveAsync(ct) == SaveOutcome.Saved || attempt == Tries)
            {
                return (change, signal); // another replica took the same notification: its row is found on the next try
            }
        }
    }

    private (Change Change, Signal? Signal) Apply(IPortalDb db, Signal? row, string source, string key, IncomingAlert alert)
    {
        var now = clock.GetUtcNow();
        if (alert.EndsAt is { } ended)
        {
            if (row is null)
            {
                return (Change.Nothing, null); // the end of something that was never told of
            }

            (row.EndsAt, row.ActiveKey, row.SeenAt) = (ended < row.StartsAt ? row.StartsAt : ended, null, now);
            row.Version++;
            return (Change.Resolved, row);
        }

        if (row is not null)
        {
            (row.SeenAt, row.Severity, row.Summary) = (now, Cut(alert.Severity, Signal.SeverityMaxLength), Cut(alert.Summary, Signal.SummaryMaxLength));
            row.Version++;
            return (Change.Repeated, row);
        }

        var (subject, because) = subjects.Find(alert);
        Signal fresh = new()
        {
            Fingerprint = key,
            Source = Cut(source, Signal.SourceMaxLength),
            Service = subject?.ToString(),
            ServiceBecause = Cut(because, Signal.WordsMaxLength),
            Name = Cut(alert.Name, Signal.NameMaxLength),
            Severity = Cut(alert.Severity, Signal.SeverityMaxLength),
            Summary = Cut(alert.Summary, Signal.SummaryMaxLength),
            StartsAt = alert.StartsAt,
            SeenAt = now,
            RoutedTo = subject is { } of ? RouteOf(of) : null,
            RunbookUrl = alert.RunbookUrl is { } url && url.Length <= Signal.UrlMaxLength ? url : null,
            LabelsJson = JsonSerializer.Serialize(alert.Labels),
            ActiveKey = key,
        };
        db.Set<Signal>().Add(fresh);
        return (Change.Fired, fresh);
    }

    // Who is on call, else the owner itself.
    private string? RouteOf(EntityRef subject)
    {
        var match = owners.Now().Match(new Hit(subject, 1, []));
        return match.OnCall?.PersonRef ?? match.Owner;
    }

    private Task TellAsync(Signal signal, string type, CancellationToken ct)
    {
        var ended = type == OutgoingEventTypes.SignalResolved;
        var about = signal.Service is { } service && EntityRef.TryParse(service, out var reference) ? reference : (EntityRef?)null;
        JsonObject data = new()
        {
            ["id"] = signal.Id,
            ["name"] = signal.Name,
            ["severity"] = signal.Severity,
            ["service"] = signal.Service,
            ["startsAt"] = signal.StartsAt.UtcDateTime,
            ["endsAt"] = signal.EndsAt?.UtcDateTime,
            ["routedTo"] = signal.RoutedTo,
            ["runbook"] = signal.RunbookUrl,
            ["labels"] = JsonNode.Parse(signal.LabelsJson),
        };
        return outgoing.PublishAsync(
            new(type, signal.Service, $"{(ended ? "Resolved" : signal.Severity)}: {signal.Name} on {about?.Name ?? "an unknown service"}: {signal.Summary}", data)
            {
                People = signal.RoutedTo is { } person ? [person] : [],
                About = SignalStanding.About(signal),
                Path = about is { } of ? $"/incident/{of.Kind}/{of.Namespace}/{of.Name}" : "/signals",
            },
            ct);
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private enum Change
    {
        Nothing,
        Fired,
        Repeated,
        Resolved,
    }
}
