using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Deliveries;

/// <summary>
/// Turns events into deliveries and keeps the log. An event that cannot be written down because the database is away waits in memory, so that it goes
/// out when the database is back.
/// </summary>
public sealed partial class DeliveryStore(IPortalDbFactory databases, ICatalog catalog, IMailAddresses mail, ILiveFeed feed, DeliveryWake wake, TimeProvider clock, ILogger<DeliveryStore> logger) : IOutgoingEvents
{
    private const int MostWaiting = 2000;

    private readonly ConcurrentQueue<Delivery> _waiting = new();
    private IReadOnlyList<WebhookSubscription> _subscriptions = [];

    /// <summary>Topic of the live feed on which the log changes.</summary>
    public const string Topic = "deliveries";

    /// <summary>As they were read last.</summary>
    public IReadOnlyList<WebhookSubscription> Subscriptions => Volatile.Read(ref _subscriptions);

    public async Task ReloadAsync(CancellationToken ct)
    {
        await using var db = databases.Create();
        Volatile.Write(ref _subscriptions, await db.Set<WebhookSubscription>().AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct));
    }

    /// <inheritdoc />
    public Task PublishAsync(OutgoingEvent occurrence, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = "evt_" + Guid.CreateVersion7(now).ToString("N");
        var body = new JsonObject
        {
            ["type"] = occurrence.Type,
            ["timestamp"] = now.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["subject"] = occurrence.Subject,
            ["summary"] = occurrence.Summary,
            ["path"] = occurrence.Path,
            ["data"] = occurrence.Data.DeepClone(),
        }.ToJsonString();
        var owners = EventOwners.Of(occurrence, catalog.Current);
        List<Delivery> due = [.. Subscriptions.Where(s => s.Wants(occurrence.Type, owners)).Select(s => Row(DeliveryChannel.Webhook, s.Url, body, s.Id))];
        if (mail.IsConfigured)
        {
            due.AddRange(AddressesOf(occurrence.People).Select(a => Row(DeliveryChannel.Mail, a, MailText.Of(occurrence, now), null)));
        }

        return WriteAsync(due, ct);

        Delivery Row(DeliveryChannel channel, string target, string text, Guid? subscription) => new()
        {
            Channel = channel,
            EventId = id,
            EventType = occurrence.Type,
            Subject = occurrence.Subject,
            About = occurrence.About,
            Summary = Delivery.Cut(occurrence.Summary, Delivery.SummaryMaxLength),
            Target = target,
            SubscriptionId = subscription,
            Body = text,
            Status = DeliveryStatus.Queued,
            CreatedAt = now,
            NextAttemptAt = now,
        };
    }

    /// <summary>Notes what came in.</summary>
    /// <param name="sender">Who sent it, as far as it is known.</param>
    /// <param name="refusal">Why it was not taken; null when it was.</param>
    public Task NoteIncomingAsync(DeliveryChannel channel, string type, string? subject, string summary, string sender, string body, string? refusal, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return WriteAsync(
            [
                new()
                {
                    Channel = channel,
                    EventId = "in_" + Guid.CreateVersion7(now).ToString("N"),
                    EventType = Delivery.Cut(type, Delivery.TypeMaxLength),
                    Subject = subject is null ? null : Delivery.Cut(subject, Delivery.SubjectMaxLength),
                    Summary = Delivery.Cut(summary, Delivery.SummaryMaxLength),
                    Target = Delivery.Cut(sender, Delivery.TargetMaxLength),
                    Body = Delivery.Cut(body, Delivery.BodyMaxIncoming),
                    Status = refusal is null ? DeliveryStatus.Accepted : DeliveryStatus.Refused,
                    LastError = refusal is null ? null : Delivery.Cut(refusal, Delivery.ErrorMaxLength),
                    CreatedAt = now,
                    EndedAt = now,
                },
            ], ct);
    }

    /// <summary>Writes what waited for the database.</summary>
    /// <exception cref="Exception">The database is still away; everything waits on.</exception>
    public async Task FlushAsync(CancellationToken ct)
    {
        var waiting = _waiting.ToArray();
        if (waiting.Length == 0)
        {
            return;
        }

        await SaveAsync(waiting, ct);
        for (var n = 0; n < waiting.Length; n++)
        {
            _waiting.TryDequeue(out _);
        }
    }

    // A person's own address, a group's, or those of its members when it has none.
    private IEnumerable<string> AddressesOf(IReadOnlyList<string> people)
    {
        var graph = catalog.Current;
        return people.SelectMany(Addresses).Distinct(StringComparer.OrdinalIgnoreCase);

        IEnumerable<string> Addresses(string text)
        {
            if (!EntityRef.TryParse(text, out var reference) || graph.Find(reference) is not { } entity)
            {
                return [];
            }

            return People.EmailOf(entity) is { } own ? [own]
                : reference.Kind == "group" ? graph.Related(reference, RelationTypes.HasMember).Select(m => graph.Find(m)).OfType<CatalogEntity>().Select(People.EmailOf).OfType<string>()
                : [];
        }
    }

    private async Task WriteAsync(List<Delivery> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        try
        {
            await FlushAsync(ct);
            await SaveAsync(rows, ct);
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            foreach (var row in rows.Take(Math.Max(0, MostWaiting - _waiting.Count)))
            {
                _waiting.Enqueue(row);
            }

            Log.Waiting(logger, _waiting.Count, ex);
            return;
        }

        feed.Publish(Topic);
        wake.Now();
    }

    private async Task SaveAsync(IReadOnlyList<Delivery> rows, CancellationToken ct)
    {
        await using var db = databases.Create();
        db.Set<Delivery>().AddRange(rows);
        await db.SaveAsync(ct);
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Warning, "Deliveries cannot be written down; {Count} wait in memory until the database is back")]
        public static partial void Waiting(ILogger logger, int count, Exception ex);
    }
}
