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
public sealed class EventsController(ILiveFeed feed, IMediator mediator, IHostApplicationLifetime lifetime) : ControllerBase
{
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
