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
        await using Notices notices = new(feed, runId, ends);
        while (!ends.IsCancellationRequested)
        {
            var log = await ReadAsync(runId, after, ends.Token);
            foreach (var line in log?.Lines ?? [])
            {
                after = line.Id;
                yield return new SseItem<string>(JsonSerializer.Serialize(line, JsonSerializerOptions.Web), "log") { EventId = line.Id.ToString(CultureInfo.InvariantCulture) };
            }

            if (log is { Lines.Count: > 0 })
            {
                continue; // there may be more, and the end is told only when nothing is left
            }

            if (log is null or { Status: "succeeded" or "failed" or "cancelled" or "cleaned" })
            {
                yield return new SseItem<string>(JsonSerializer.Serialize(new { status = log?.Status }, JsonSerializerOptions.Web), "end");
                yield break;
            }

            await notices.NextAsync(LookAnyway, clock);
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

    /// <summary>The feed of one run, one notice at a time; a wait that was begun is carried over to the next turn.</summary>
    private sealed class Notices : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ends;
        private readonly IAsyncEnumerator<string> _feed;
        private Task<bool> _next;

        public Notices(ILiveFeed feed, string runId, CancellationTokenSource ends)
        {
            _ends = ends;
            _feed = feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Run(runId) }, ends.Token).GetAsyncEnumerator(ends.Token);
            _next = _feed.MoveNextAsync().AsTask();
        }

        public async Task NextAsync(TimeSpan patience, TimeProvider clock)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(_ends.Token);
            await Task.WhenAny(_next, Task.Delay(patience, clock, pause.Token));
            await pause.CancelAsync();
            if (_next.IsCompletedSuccessfully)
            {
                _next = _feed.MoveNextAsync().AsTask();
            }
        }

        /// <summary>An enumerator must not be disposed while it is asked for the next item.</summary>
        public async ValueTask DisposeAsync()
        {
            await _ends.CancelAsync();
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _feed.DisposeAsync();
        }
    }
}
