using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Live;

namespace Portal.Web.Features.Live;

/// <summary>The one stream of a page: names of topics that changed, no data.</summary>
[ApiController]
[Route("api/v1/events")]
public sealed class EventsController(ILiveFeed feed, IMediator mediator, IHostApplicationLifetime lifetime, TimeProvider clock) : ControllerBase
{
    // A tab reads its page again on a notice; more often nobody can follow. The first of a burst goes out at once.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    [HttpGet]
    public async Task<IActionResult> Stream([FromQuery(Name = "topic")] string[] topics, CancellationToken ct)
    {
        var allowed = await mediator.Send(new FollowTopics(topics), ct);
        if (allowed.Failure is { } failure)
        {
            return failure.ToProblem();
        }

        Response.Headers.CacheControl = "no-store";
        await TypedResults.ServerSentEvents(Changes(allowed.Value, ct)).ExecuteAsync(HttpContext);
        return new EmptyResult();
    }

    private async IAsyncEnumerable<SseItem<string>> Changes(IReadOnlySet<string> topics, [EnumeratorCancellation] CancellationToken ct)
    {
        // Ends on shutdown too: otherwise stopping would wait for every open tab.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await using var changes = feed.SubscribeAsync(topics, ends.Token).GetAsyncEnumerator(ends.Token);
        var next = changes.MoveNextAsync(); // subscribed before the greeting: nothing falls between the two
        yield return new SseItem<string>("", "hello") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
        while (await Continues(next))
        {
            yield return new SseItem<string>(changes.Current, "changed");
            next = changes.MoveNextAsync();
            if (!next.IsCompleted)
            {
                // All that was waiting has been told: what comes now is gathered for a moment.
                await Task.Delay(Pace, clock, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<bool> Continues(ValueTask<bool> next)
    {
        try
        {
            return await next;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
