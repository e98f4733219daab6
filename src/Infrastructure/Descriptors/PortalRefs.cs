using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What a running portal says exists: one question for all refs of a check, instead of its whole catalog.</summary>
internal sealed class PortalRefs(HashSet<EntityRef> missing) : IKnownEntities
{
    private const int AtOnce = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool Exists(EntityRef reference) => !missing.Contains(reference);

    // Which file of the portal's sources is this one's earlier version, only the portal could tell; POST /api/v1/validate does.
    public string? ClaimedBy(EntityRef reference, string file) => null;

    /// <returns>What exists, or why the portal did not say.</returns>
    public static async Task<(IKnownEntities? Known, string? Problem)> AskAsync(string portal, IReadOnlyList<CheckedFile> files, KindRegistry kinds, HttpMessageHandler? handler, CancellationToken ct)
    {
        var refs = files.SelectMany(f => f.Documents)
            .Where(d => d.Root is { } root && DescriptorValidator.Validate(root, "", kinds).IsValid)
            .SelectMany(d => DescriptorSet.TargetsOf(d.Root!, kinds)).Distinct().Select(r => r.ToString()).Order(StringComparer.Ordinal).ToList();
        using var client = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        (client.BaseAddress, client.Timeout) = (new Uri(portal.TrimEnd('/') + "/"), Patience);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("PORTAL_TOKEN") ?? "");
        HashSet<EntityRef> missing = [];
        foreach (var part in refs.Chunk(AtOnce))
        {
            try
            {
                using var response = await client.PostAsJsonAsync(new Uri("api/v1/validate/refs", UriKind.Relative), new { refs = part }, ct);
                if (!response.IsSuccessStatusCode)
                {
                    return (null, $"{portal} answered {(int)response.StatusCode} when asked which entities exist. Set PORTAL_TOKEN to a token with catalog.read, made at {portal}/admin/tokens.");
                }

                var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
                missing.UnionWith(answer.GetProperty("missing").EnumerateArray().Select(m => EntityRef.Parse(m.GetString()!)));
            }
            catch (Exception ex) when (ex is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException && !ct.IsCancellationRequested)
            {
                return (null, $"The portal at {portal} cannot be asked: {ex.Message} Check the address of --against.");
            }
        }

        return (new PortalRefs(missing), null);
    }
}
