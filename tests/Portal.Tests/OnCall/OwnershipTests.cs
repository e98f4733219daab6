using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Application.Catalog;
using Portal.Application.Ownership;
using Portal.Testing;

namespace Portal.Tests.OnCall;

public sealed class OwnershipTests : IDisposable
{
    private readonly OnCallHost _host = new();

    [Fact]
    public async Task A_member_confirms_with_one_click_and_it_expires_and_is_told_once()
    {
        var clock = new MovedClock();
        var record = _host.ConfigureServices!;
        _host.ConfigureServices = services =>
        {
            record(services);
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        };
        _host.Set("Ownership:VerifyEveryDays", "30");
        await _host.ReadyAsync();
        var ada = await _host.SignInAsync("ada");
        Assert.Contains("unverified", (await ada.OpenAsync("/catalog/component/default/alpha-api?tab=ownership")).Document.Body!.TextContent, StringComparison.Ordinal);

        var confirmed = await ada.SubmitAsync("/ownership", "/ownership/confirm", ("entity", "component:default/alpha-api"), ("back", "/ownership"));
        var verified = await ada.OpenAsync("/catalog/component/default/alpha-api?tab=ownership");
        clock.By = TimeSpan.FromDays(31);
        var watch = _host.Services.GetRequiredService<OwnershipWatch>();
        await watch.LookForExpiredAsync(CancellationToken.None);
        await watch.LookForExpiredAsync(CancellationToken.None);
        using var api = _host.ApiClient();
        var expired = await api.GetFromJsonAsync<JsonElement>("/api/v1/ownership?state=expired");

        Assert.Equal("/ownership", confirmed.RedirectedTo);
        Assert.Contains("verified", verified.Document.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("component:default/alpha-api", expired.GetProperty("items")[0].GetProperty("entity").GetString());
        Assert.Single(_host.Told.All, e => e.Type == "ownership.expired" && e.Subject == "component:default/alpha-api");
    }

    [Fact]
    public async Task Who_is_not_of_the_owner_may_not_confirm()
    {
        await _host.ReadyAsync();
        var ben = await _host.SignInAsync("ben");

        var refused = await ben.SubmitAsync("/oncall/feeds", "/ownership/confirm", ("entity", "component:default/alpha-api"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Roles_stand_in_the_API_and_on_the_tab_with_the_way_they_were_found()
    {
        var api = await _host.ReadyAsync();

        var chain = await api.GetFromJsonAsync<JsonElement>("/api/v1/entities/component/default/alpha-api/owners");
        var tab = await (await _host.SignInAsync("ada")).OpenAsync("/catalog/component/default/alpha-api?tab=ownership");

        Assert.Equal(["accountable", "operating", "security", "data"], chain.GetProperty("roles").EnumerateArray().Select(r => r.GetProperty("role").GetString()));
        Assert.Equal("spec.owner of component:default/alpha-api names group:default/alpha", chain.GetProperty("roles")[0].GetProperty("trail")[0].GetString());
        Assert.Equal(4, tab.Document.QuerySelectorAll("[data-testid=role]").Length);
    }

    [Fact]
    public async Task A_deactivated_person_is_listed_with_the_affected_services_within_five_seconds_of_the_change_and_told_once()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var file = Path.Combine(_host.CatalogFolder, "more.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("metadata: {name: ann, annotations: {", "metadata: {name: ann, annotations: {portal.dev/deactivated: 'true', ", StringComparison.Ordinal));
        var locations = await api.GetFromJsonAsync<JsonElement>("/api/v1/locations");
        await api.PostAsync($"/api/v1/locations/{locations.GetProperty("items")[0].GetProperty("id").GetString()}/refresh", null);
        await _host.WaitForCatalogAsync(g => g.Find(new("user", "default", "ann"))!.Annotations.ContainsKey("portal.dev/deactivated"));
        var changed = DateTimeOffset.UtcNow;

        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/ownership/leavers"); // from memory: no look of the background is needed
        await _host.Services.GetRequiredService<OwnershipWatch>().LookForLeaversAsync(CancellationToken.None);
        await _host.Services.GetRequiredService<OwnershipWatch>().LookForLeaversAsync(CancellationToken.None);

        Assert.True(DateTimeOffset.UtcNow - changed < TimeSpan.FromSeconds(5));
        var leaver = list.GetProperty("items").EnumerateArray().Single(l => l.GetProperty("person").GetString() == "user:default/ann");
        Assert.Equal("deactivated", leaver.GetProperty("cause").GetString());
        Assert.Contains(leaver.GetProperty("affected").EnumerateArray(), a => a.GetProperty("entity").GetString() == "component:default/alpha-api" && a.GetProperty("why").GetString()!.Contains("rota alpha-primary", StringComparison.Ordinal));
        Assert.Single(_host.Told.All, e => e.Type == "person.deactivated" && e.Subject == "user:default/ann");
        var page = await (await _host.SignInAsync("ada")).OpenAsync("/ownership/leavers");
        Assert.Contains(page.Document.QuerySelectorAll("[data-testid=leaver]"), l => l.TextContent.Contains("Ann of Alpha", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_was_in_the_catalog_is_a_leaver_and_who_never_was_is_misspelt_with_the_nearest_name()
    {
        File.WriteAllText(Path.Combine(_host.CatalogFolder, "leaving.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: lea}\nspec: {profile: {displayName: Lea the Leaver}, memberOf: [beta]}\n");
        File.WriteAllText(Path.Combine(_host.CatalogFolder, "dangling.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: lea-api}
            spec: {type: service, lifecycle: production, owner: 'user:default/lea'}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: typo-api, annotations: {portal.dev/on-call: 'user:default/ann'}}
            spec: {type: service, lifecycle: production, owner: 'user:default/adda'}
            """);
        var api = await _host.ReadyAsync();
        await _host.WaitForCatalogAsync(g => g.Find(new("user", "default", "lea")) is not null);
        File.Delete(Path.Combine(_host.CatalogFolder, "leaving.yaml"));
        var locations = await api.GetFromJsonAsync<JsonElement>("/api/v1/locations");
        await api.PostAsync($"/api/v1/locations/{locations.GetProperty("items")[0].GetProperty("id").GetString()}/refresh", null);
        await _host.WaitForCatalogAsync(g => g.Find(new("user", "default", "lea")) is null);

        await _host.Services.GetRequiredService<OwnershipWatch>().LookForLeaversAsync(CancellationToken.None);
        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/ownership/leavers");
        var page = await (await _host.SignInAsync("ada")).OpenAsync("/ownership/leavers");

        var leaver = list.GetProperty("items").EnumerateArray().Single();
        Assert.Equal(("user:default/lea", "removed"), (leaver.GetProperty("person").GetString(), leaver.GetProperty("cause").GetString()));
        var misspelt = list.GetProperty("unknown").EnumerateArray().Single();
        Assert.Equal(("user:default/adda", "unknown"), (misspelt.GetProperty("person").GetString(), misspelt.GetProperty("cause").GetString()));
        Assert.Equal("user:default/ada", misspelt.GetProperty("nearest")[0].GetProperty("person").GetString());
        Assert.Single(_host.Told.All, e => e.Type == "person.deactivated");
        var row = page.Document.QuerySelector("[data-testid=misspelt]")!.TextContent;
        Assert.Contains("Ada of Alpha", row, StringComparison.Ordinal);
        Assert.Contains("user:default/adda is its owner", row, StringComparison.Ordinal);
        Assert.Contains("no longer in the catalog", page.Document.QuerySelector("[data-testid=leaver]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CODEOWNERS_suggests_an_owner_with_its_line_and_a_decision_is_audited()
    {
        File.WriteAllText(Path.Combine(_host.CatalogFolder, "lost.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: lost-api, annotations: {github.com/project-slug: acme/lost-api}}
            spec: {type: service, lifecycle: production, owner: nobody-known}
            """);
        var api = await _host.ReadyAsync();
        await _host.WaitForCatalogAsync(g => g.Find(new("component", "default", "lost-api")) is not null);
        var lost = _host.Services.GetRequiredService<ICatalog>().Current.Find(new EntityRef("component", "default", "lost-api"))!;
        var repository = Application.Versions.EntityRepositories.Of(lost).First();
        _host.Services.GetRequiredService<CodeOwnersStore>().Put(new(repository, "CODEOWNERS", "abc", CodeOwners.Parse("* @acme/alpha\n"), DateTimeOffset.UtcNow));

        var suggestions = await api.GetFromJsonAsync<JsonElement>("/api/v1/ownership/suggestions/component/default/lost-api");
        var page = await (await _host.SignInAsync("ada")).SubmitAsync("/ownership/suggestions/component/default/lost-api", "/ownership/suggestions/decide", ("entity", "component:default/lost-api"), ("owner", "group:default/alpha"), ("decision", "accept"));
        var after = await api.GetFromJsonAsync<JsonElement>("/api/v1/ownership/suggestions/component/default/lost-api");

        var best = suggestions.GetProperty("items")[0];
        Assert.Equal("group:default/alpha", best.GetProperty("owner").GetString());
        Assert.Contains("CODEOWNERS line 1", best.GetProperty("evidence")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("/ownership/suggestions/component/default/lost-api", page.RedirectedTo);
        Assert.True(after.GetProperty("items")[0].GetProperty("decision").GetProperty("accepted").GetBoolean());
        Assert.Contains("ownership.suggestion.accepted", await api.GetStringAsync("/api/v1/audit"), StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();

    /// <summary>The real clock, moved forward: timers of the host run as always.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
