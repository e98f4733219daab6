using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Portal.Application.Catalog;
using Portal.Application.Identity;

namespace Portal.Web;

/// <summary>How much memory answers may take (section Catalog:Reads).</summary>
public sealed class DirectReadOptions
{
    public const string Section = "Catalog:Reads";

    /// <summary>Bytes of answers kept for questions asked again; 0 keeps none.</summary>
    public long KeptBytes { get; set; } = 16 * 1024 * 1024;
}

/// <summary>
/// GET with a bearer token on the catalog's hot addresses: authenticated and decided as everywhere, answered from memory, before routing. Answers to questions
/// asked again are kept until the snapshot or the time of a look changes.
/// </summary>
public sealed class DirectReads(RequestDelegate next, IEnumerable<IDirectRead> reads, TokenActors tokens, IAccess access, ICatalog catalog, ILocationTimes times, IOptions<DirectReadOptions> options)
{
    private const string Bearer = "Bearer ";
    private const string Api = "/api/v1/";

    // Two replicas, or one before and after a restart, count their snapshots by themselves: their tags must differ.
    private static readonly string Instance = Guid.NewGuid().ToString("N")[..8];

    private readonly IDirectRead[] _reads = [.. reads];
    private KeptAnswers _answers = new(new(CatalogGraph.Empty, new(-1, [])), "", 0);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || request.Path.Value is not { } path || !path.StartsWith(Api, StringComparison.Ordinal)
            || request.Headers.Authorization is not [{ } authorization] || !authorization.StartsWith(Bearer, StringComparison.Ordinal)
            || tokens.Check(authorization[Bearer.Length..].Trim()).Actor is not { } actor)
        {
            return next(context);
        }

        var answers = Answers();
        var target = context.Features.Get<IHttpRequestFeature>() is { RawTarget.Length: > 0 } raw ? raw.RawTarget : request.PathBase + path + request.QueryString;
        return answers.Find(target) is not { } kept ? FreshAsync(context, path, target, answers, actor)
            : access.Decide(actor, kept.Read.Demand).Allowed ? Send(context, answers.Tag, kept.Body)
            : next(context);
    }

    private async Task FreshAsync(HttpContext context, string path, string target, KeptAnswers answers, Actor actor)
    {
        using var buffer = new PooledBuffer();
        foreach (var read in _reads)
        {
            if (read.TryWrite(path, context.Request.QueryString, answers.View, actor, buffer))
            {
                if (!access.Decide(actor, read.Demand).Allowed)
                {
                    break;
                }

                if (read.Keeps)
                {
                    answers.Keep(target, read, buffer.Written);
                }

                await Send(context, read.Keeps ? answers.Tag : null, buffer.Written);
                return;
            }

            buffer.Clear();
        }

        await next(context);
    }

    // The bytes are copied into the connection's own buffer before this returns.
    private static Task Send(HttpContext context, string? tag, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
        if (tag is not null && context.Request.Headers.TryGetValue(HeaderNames.IfNoneMatch, out var known) && known == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
        return response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    private KeptAnswers Answers()
    {
        var (graph, seen) = (catalog.Current, times.Current);
        var answers = Volatile.Read(ref _answers);
        if (!ReferenceEquals(answers.View.Graph, graph) || answers.View.Times.Version != seen.Version)
        {
            answers = new(new(graph, seen), $"W/\"{Instance}-{graph.Generation}-{seen.Version}\"", options.Value.KeptBytes);
            Volatile.Write(ref _answers, answers); // two at once make two, and the one that loses is forgotten
        }

        return answers;
    }
}
