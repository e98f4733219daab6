using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Octokit.Caching;
using Octokit.Internal;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Answers with an ETag, on disk: Octokit's client asks again with If-None-Match, and a 304 costs nothing of the limit, after a restart either.
/// Git objects never change and are kept by their hash instead.
/// </summary>
internal sealed class ConditionalAnswers(FileStore store) : IResponseCache
{
    private sealed record Kept(int Status, string? ContentType, Dictionary<string, string> Headers, string Body);

    public async Task<CachedResponse.V1?> GetAsync(IRequest request)
    {
        if (IsObject(request) || await store.GetAsync(NameOf(request), CancellationToken.None) is not { } bytes)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<Kept>(bytes) is { } kept ? new CachedResponse.V1(kept.Body, kept.Headers, null, (HttpStatusCode)kept.Status, kept.ContentType) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async Task SetAsync(IRequest request, CachedResponse.V1 cachedResponse)
    {
        if (!IsObject(request) && cachedResponse is { StatusCode: HttpStatusCode.OK, Body: string body } && cachedResponse.Headers.Keys.Contains("ETag", StringComparer.OrdinalIgnoreCase))
        {
            var kept = new Kept((int)cachedResponse.StatusCode, cachedResponse.ContentType, cachedResponse.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase), body);
            await store.PutAsync(NameOf(request), JsonSerializer.SerializeToUtf8Bytes(kept), CancellationToken.None);
        }
    }

    private static bool IsObject(IRequest request) => request.Endpoint.ToString().Contains("/git/", StringComparison.Ordinal);

    private static string NameOf(IRequest request)
    {
        var accept = request.Headers.TryGetValue("Accept", out var wanted) ? wanted : "";
        return "answer-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{new Uri(request.BaseAddress, request.Endpoint)}\n{accept}")));
    }
}
