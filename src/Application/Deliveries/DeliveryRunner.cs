using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Application.Common;

namespace Portal.Application.Deliveries;

/// <summary>Sends what is due. Several replicas may run it: who changes the row first sends it.</summary>
public sealed partial class DeliveryRunner(IPortalDbFactory databases, DeliveryStore store, IEnumerable<IDeliverySender> senders, IDeliveryStanding standings, ISecretProtector secrets, ILiveFeed feed, TimeProvider clock, ILogger<DeliveryRunner> logger)
{
    private const int AtOnce = 8;
    private const int Batch = 100;

    /// <summary>Waits between tries; afterwards it is given up: about 16 hours in all.</summary>
    internal static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
    ];

    // Longer than any try takes; a portal that dies while it sends leaves the row to another one after this.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private readonly Dictionary<DeliveryChannel, IDeliverySender> _senders = senders.ToDictionary(s => s.Channel);

    /// <summary>Sends everything that is due now.</summary>
    /// <returns>When to look again; null when nothing waits.</returns>
    public async Task<DateTimeOffset?> RunOnceAsync(CancellationToken ct)
    {
        await store.FlushAsync(ct);
        while (true)
        {
            List<long> due;
            await using (var db = databases.Create())
            {
                var now = clock.GetUtcNow();
                due = await db.Set<Delivery>().Where(d => d.NextAttemptAt != null && d.NextAttemptAt <= now).OrderBy(d => d.NextAttemptAt).Select(d => d.Id).Take(Batch).ToListAsync(ct);
                if (due.Count == 0)
                {
                    return await db.Set<Delivery>().Where(d => d.NextAttemptAt != null).MinAsync(d => d.NextAttemptAt, ct);
                }
            }

            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (id, token) => await SendAsync(id, token));
            feed.Publish(DeliveryStore.Topic);
        }
    }

    private async Task SendAsync(long id, CancellationToken ct)
    {
        await using var db = databases.Create();
        var row = await db.Set<Delivery>().SingleAsync(d => d.Id == id, ct);
        var started = clock.GetUtcNow();
        if (row.NextAttemptAt is not { } due || due > started)
        {
            return; // another replica has claimed or sent it since the list was read
        }

        row.NextAttemptAt = started + Claim;
        row.LastAttemptAt = started;
        row.Attempts++;
        row.Version++;
        if (await db.SaveAsync(ct) != SaveOutcome.Saved)
        {
            return; // another replica has it
        }

        var sent = await AsOfNowAsync(row, started, ct);
        var outcome = await TryAsync(sent, ct);
        var now = clock.GetUtcNow();
        row.LastStatus = outcome.Status;
        row.LastError = outcome.Error is { } error ? Delivery.Cut(error, Delivery.ErrorMaxLength) : null;
        row.LastMilliseconds = (int)Math.Min(int.MaxValue, (now - started).TotalMilliseconds);
        row.Version++;
        if (outcome.Delivered)
        {
            (row.Status, row.NextAttemptAt, row.EndedAt) = (DeliveryStatus.Delivered, null, now);
            (row.Summary, row.Body) = (sent.Summary, sent.Body);
        }
        else if (outcome.IsFinal || outcome.EndsSubscription || row.Attempts > Pauses.Length)
        {
            (row.Status, row.NextAttemptAt, row.EndedAt) = (DeliveryStatus.Failed, null, now);
            Log.GivenUp(logger, row.Id, row.Channel, row.LastError);
        }
        else
        {
            var pause = Pauses[row.Attempts - 1];
            row.NextAttemptAt = now + (outcome.RetryAfter is { } asked && asked > pause ? asked : pause);
        }

        if (outcome.EndsSubscription && row.SubscriptionId is { } subscription && await db.Set<WebhookSubscription>().SingleOrDefaultAsync(s => s.Id == subscription, ct) is { } ended)
        {
            (ended.Active, ended.StoppedBecause) = (false, row.LastError);
            ended.Version++;
        }

        await db.SaveAsync(CancellationToken.None); // it was sent, whether the portal stops or not
        if (outcome.EndsSubscription)
        {
            await store.ReloadAsync(ct);
        }
    }

    // Programs are told what happened and when, in order and signed; people are told how it stands.
    private async Task<Delivery> AsOfNowAsync(Delivery row, DateTimeOffset now, CancellationToken ct)
    {
        if (row is not { Channel: DeliveryChannel.Mail, EventType: OutgoingEventTypes.SignalFiring, About: { } about } || await standings.OfAsync(about, ct) is not { } standing)
        {
            return row;
        }

        var (summary, body) = LateMail.Of(row, standing, now);
        return new() { Id = row.Id, Channel = row.Channel, EventId = row.EventId, EventType = row.EventType, Subject = row.Subject, About = row.About, Summary = summary, Target = row.Target, Body = body };
    }

    private async Task<SendOutcome> TryAsync(Delivery row, CancellationToken ct)
    {
        if (!_senders.TryGetValue(row.Channel, out var sender))
        {
            return new(false, null, $"Nothing here sends by {row.Channel}.") { IsFinal = true };
        }

        if (row.Channel != DeliveryChannel.Webhook)
        {
            return await sender.SendAsync(row, null, ct);
        }

        if (store.Subscriptions.FirstOrDefault(s => s.Id == row.SubscriptionId) is not { } subscription)
        {
            return new(false, null, "The webhook was removed.") { IsFinal = true };
        }

        return !subscription.Active ? new(false, null, "The webhook is switched off. Switch it on and send this again.") { IsFinal = true }
            : secrets.Unprotect(subscription.Secret) is not { } secret ? new(false, null, "The secret cannot be read any more: the portal's keys were lost. Make a new secret for this webhook.") { IsFinal = true }
            : await sender.SendAsync(row, secret, ct);
    }

    private static partial class Log
    {
        [LoggerMessage(7002, LogLevel.Warning, "Delivery {Id} by {Channel} was given up: {Error}")]
        public static partial void GivenUp(ILogger logger, long id, DeliveryChannel channel, string? error);
    }
}
