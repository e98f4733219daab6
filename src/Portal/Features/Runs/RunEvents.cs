using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MediatR;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Runs;

/// <summary>A run's log as events: each line is a "log" event with the line's id; "end" carries the last status.</summary>
public sealed class RunEvents(IMediator mediator, ILiveFeed feed, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    // Notices come from this process only; a run may be worked on by another replica.
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);

    public async IAsyncEnumerable<SseItem<string>> FollowAsync(string runId, long after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await using var notices = feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Run(runId) }, ends.Token).GetAsyncEnumerator(ends.Token);
        var next = notices.MoveNextAsync().AsTask();
        while (true)
        {
            var log = await ReadAsync(runId, after, ends.Token);
            foreach (var line in log?.Lines ?? [])
            {
                after = line.Id;
                yield return new SseItem<string>(JsonSerializer.Serialize(line, JsonSerializerOptions.Web), "log") { EventId = line.Id.ToString(CultureInfo.InvariantCulture) };
            }

            if (log is null || (log.Lines.Count == 0 && log.Status is ("succeeded" or "failed" or "cancelled" or "cleaned")))
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(new { status = log?.Status }, JsonSerializerOptions.Web), "end");
                yield break;
            }

            if (log.Lines.Count > 0)
            {
                continue; // there may be more, and the end is told only when nothing is left
            }

            await Task.WhenAny(next, Task.Delay(LookAnyway, clock, ends.Token));
            if (ends.IsCancellationRequested)
            {
                yield break;
            }

            if (next.IsCompletedSuccessfully)
            {
                next = notices.MoveNextAsync().AsTask();
            }
        }
    }

    private async Task<RunLog?> ReadAsync(string runId, long after, CancellationToken ct)
    {
        try
        {
            return (await mediator.Send(new GetRunLog(runId, after), ct)).Match<RunLog?>(log => log, _ => null);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
