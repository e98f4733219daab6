using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.Benchmarks.Load;

/// <summary>A few dozen questions to each address, made from what the catalog holds.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Targets">Addresses with query.</param>
/// <param name="IsPage">True: a page for a signed-in person; false: the API with a token.</param>
internal sealed record LoadQuestions(string Name, IReadOnlyList<string> Targets, bool IsPage = false)
{
    private const int Many = 48;

    public static async Task<IReadOnlyList<LoadQuestions>> MakeAsync(HttpClient api)
    {
        var components = await NamesAsync(api, "/api/v1/entities?kind=component&sort=name&limit=1000");
        var refs = components.Where((_, i) => i % Math.Max(1, components.Count / Many) == 0).Take(Many).ToList();
        var owners = await FacetAsync(api, "spec.owner");
        var systems = await FacetAsync(api, "spec.system");
        string[] kinds = ["component", "api", "resource", "system", "group", "user"];
        string[] types = ["service", "library", "website", "job", "pipeline"];
        string[] lives = ["production", "experimental", "deprecated"];
        string[] sorts = ["name", "-name", "owner", "-owner", "system", "lifecycle", "type", "kind"];
        string[] words = ["payments", "billing", "orders", "checkout", "ledger", "amber", "lunar", "invoices", "encrypts", "session", "profile", "kafka"];
        List<string> pages = ["/api/v1/entities?limit=20"];
        while (pages.Count < Many && await api.GetFromJsonAsync<JsonElement>(new Uri(pages[^1], UriKind.Relative)) is var page && page.GetProperty("nextCursor").GetString() is { } cursor)
        {
            pages.Add("/api/v1/entities?limit=20&cursor=" + cursor);
        }

        return
        [
            new("list, limit=20", pages),
            new("filtered", Vary(i => $"/api/v1/entities?limit=20&kind={kinds[i % 3]}&owner={owners[i % owners.Count]}")),
            new("filtered and sorted", Vary(i => $"/api/v1/entities?limit=20&kind=component&type={types[i % types.Length]}&lifecycle={lives[i % lives.Length]}&sort={sorts[i % sorts.Length]}")),
            new("list by text", Vary(i => $"/api/v1/entities?limit=20&kind={kinds[i % 3]}&q={words[i % words.Length]}")),
            new("by name", [.. refs.Select(r => "/api/v1/entities/" + r)]),
            new("search", Vary(i => i % 3 == 0 ? $"/api/v1/search?q={refs[i].Split('/')[^1]}" : i % 3 == 1 ? $"/api/v1/search?q={words[i % words.Length]}" : $"/api/v1/search?q={words[i % words.Length]}+{words[(i + 5) % words.Length]}&limit=10")),
            new("facet kind", Vary(i => $"/api/v1/facets?facet=kind&lifecycle={lives[i % lives.Length]}&system={systems[i % systems.Count]}")),
            new("facet owner", Vary(i => $"/api/v1/facets?facet=spec.owner&kind={kinds[i % 3]}&type={types[i % types.Length]}")),
            new("seven facets", Vary(i => $"/api/v1/facets?facet=kind&facet=spec.type&facet=spec.owner&facet=spec.system&facet=spec.lifecycle&facet=metadata.tags&facet=metadata.namespace&owner={owners[i % owners.Count]}")),
            new("owner chain", [.. refs.Select(r => $"/api/v1/entities/{r}/owners")]),
            new("HTML list page", Vary(i => i == 0 ? "/catalog" : i % 3 == 0 ? $"/catalog?kind={kinds[i % 6]}" : i % 3 == 1 ? $"/catalog?owner={owners[i % owners.Count]}" : $"/catalog?kind={kinds[i % 3]}&sort={sorts[i % sorts.Length]}"), IsPage: true),
        ];
    }

    private static List<string> Vary(Func<int, string> target) => [.. Enumerable.Range(0, Many).Select(target).Distinct(StringComparer.Ordinal)];

    private static async Task<List<string>> NamesAsync(HttpClient api, string target)
    {
        var page = await api.GetFromJsonAsync<JsonElement>(new Uri(target, UriKind.Relative));
        return [.. page.GetProperty("items").EnumerateArray().Select(e => $"{e.GetProperty("kind").GetString()!.ToLowerInvariant()}/{e.GetProperty("namespace").GetString()}/{e.GetProperty("name").GetString()}")];
    }

    private static async Task<List<string>> FacetAsync(HttpClient api, string facet)
    {
        var page = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/facets?facet={facet}", UriKind.Relative));
        return [.. page.GetProperty("facets").GetProperty(facet).EnumerateArray().Select(f => Uri.EscapeDataString(f.GetProperty("value").GetString()!))];
    }
}
