using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Logs;

namespace Portal.Web.Features.Clusters;

/// <summary>One pod and its log over the API.</summary>
[ApiController]
[Route("api/v1/clusters/{cluster}/namespaces/{namespace}/pods/{name}")]
public sealed class PodsApiController(IMediator mediator, IHostApplicationLifetime lifetime) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(string cluster, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetPod(cluster, @namespace, name), ct)).ToJson();

    /// <summary>The newest lines and, with follow, each new one. Events: "lines" (a JSON list), "dropped" (lines the reader was too slow for), "end". Text where Accept asks for text/plain and nothing is followed.</summary>
    [HttpGet("log")]
    public async Task<IActionResult> Log(string cluster, string @namespace, string name, string? container, bool follow, bool previous, int lines = ReadPodLog.DefaultLines, CancellationToken ct = default)
    {
        if (follow && !previous)
        {
            var opened = await mediator.Send(new FollowPodLog(cluster, @namespace, name, container, lines), ct);
            if (opened.Failure is { } closed)
            {
                return closed.ToProblem();
            }

            using var stream = opened.Value;
            return await StreamAsync(FollowAsync(stream, ct));
        }

        var read = await mediator.Send(new ReadPodLog(cluster, @namespace, name, container, previous, lines), ct);
        return read.Failure is { } failure ? failure.ToProblem()
            : Request.Headers.Accept.ToString().Contains("text/plain", StringComparison.OrdinalIgnoreCase) ? Content(string.Concat(read.Value.Lines.Select(l => l + "\n")), "text/plain; charset=utf-8")
            : await StreamAsync(Once(read.Value));
    }

    private async Task<IActionResult> StreamAsync(IAsyncEnumerable<SseItem<string>> events)
    {
        Response.Headers.CacheControl = "no-store";
        await TypedResults.ServerSentEvents(events).ExecuteAsync(HttpContext);
        return new EmptyResult();
    }

    private async IAsyncEnumerable<SseItem<string>> FollowAsync(FollowedPodLog stream, [EnumeratorCancellation] CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await using var parts = stream.PartsAsync(ends.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(parts))
        {
            if (parts.Current.Dropped > 0)
            {
                yield return new(parts.Current.Dropped.ToString(CultureInfo.InvariantCulture), "dropped");
            }

            yield return Lines(parts.Current.Lines);
        }

        yield return new("The log has ended: the container has stopped, or the connection to the cluster was lost.", "end");
    }

    private static async IAsyncEnumerable<SseItem<string>> Once(PodLog log)
    {
        yield return Lines(log.Lines);
        await Task.Yield();
        yield return new("That was all.", "end");
    }

    private static SseItem<string> Lines(IReadOnlyList<string> lines) => new(JsonSerializer.Serialize(lines, JsonSerializerOptions.Web), "lines");

    private static async Task<bool> NextAsync(IAsyncEnumerator<LogPart> parts)
    {
        try
        {
            return await parts.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
