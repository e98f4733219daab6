using System.Globalization;
using System.Text.Json.Nodes;
using Octokit;

namespace Portal.Infrastructure.GitHub;

/// <summary>Parts of GitHub's API that Octokit has no members for, over Octokit's connection: the same credentials, limits and failures.</summary>
internal sealed class GitHubRest(IConnection connection)
{
    private const string Json = "application/json";
    private const int PageSize = 100;

    /// <param name="path">What is put into it is escaped.</param>
    public async Task<JsonNode?> GetAsync(FormattableString path) => Body(await connection.Get<object>(Address(path), null));

    /// <returns>Null when it is not there.</returns>
    public async Task<JsonNode?> FindAsync(FormattableString path)
    {
        try
        {
            return await GetAsync(path);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>All pages of a list.</summary>
    /// <param name="path">Without a query.</param>
    /// <param name="property">Where the answer holds the list; null: it is the list.</param>
    /// <param name="query">More of the query, without the mark that begins it.</param>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(FormattableString path, string? property = null, string query = "")
    {
        List<JsonNode> all = [];
        for (var page = 1; ; page++)
        {
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"{Address(path)}?per_page={PageSize}&page={page}{(query.Length > 0 ? "&" + query : "")}"), UriKind.Relative);
            var body = Body(await connection.Get<object>(address, null));
            var items = (property is null ? body : body?[property]) as JsonArray ?? [];
            all.AddRange(items.OfType<JsonNode>());
            if (items.Count < PageSize)
            {
                return all;
            }
        }
    }

    public async Task<JsonNode?> PutAsync(FormattableString path, JsonNode body) => Body(await connection.Put<object>(Address(path), body.ToJsonString()));

    public async Task<JsonNode?> PostAsync(FormattableString path, JsonNode body)
        => Body(await connection.Post<object>(Address(path), body.ToJsonString(), "application/vnd.github+json", Json, parameters: null, CancellationToken.None));

    public async Task<JsonNode?> PatchAsync(FormattableString path, JsonNode body) => Body(await connection.Patch<object>(Address(path), body.ToJsonString()));

    /// <returns>False when it is gone already.</returns>
    public async Task<bool> DeleteAsync(FormattableString path)
    {
        try
        {
            await connection.Delete(Address(path));
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static Uri Address(FormattableString path) => new(
        string.Format(CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(a => Uri.EscapeDataString(Convert.ToString(a, CultureInfo.InvariantCulture) ?? ""))]), UriKind.Relative);

    private static JsonNode? Body<T>(IApiResponse<T> response) => response.HttpResponse.Body is string { Length: > 0 } text ? JsonNode.Parse(text) : null;
}
