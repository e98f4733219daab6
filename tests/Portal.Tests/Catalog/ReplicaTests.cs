using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;
using Portal.Testing;
using Portal.WebTests.Discovery;

namespace Portal.WebTests.Catalog;

/// <summary>Two replicas over one database. Their schedules rest for a day, so that one knows of the other only by what it has written.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private const string Ann = "user:default/ann";

    // Owns the folders; it is never started.
    private readonly PortalHost _folders = new();
    private readonly List<PortalHost> _replicas = [];

    private string Bare => Path.Combine(_folders.Folder, "people.git");

    private string Work => Path.Combine(_folders.Folder, "people");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_whom_one_replica_finds_deactivated_is_a_leaver_with_the_services_at_the_other_after_one_look_a_second()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        await PushAsync("portal.dev/deactivated: 'true'");
        using var api = one.ApiClient();
        var locations = await api.GetFromJsonAsync<JsonElement>("/api/v1/locations", Ct);
        var git = locations.GetProperty("items").EnumerateArray().Single(l => l.GetProperty("type").GetString() == "git").GetProperty("id").GetString();
        using var looked = await api.PostAsync(new Uri($"/api/v1/locations/{git}/refresh", UriKind.Relative), null, Ct);
        Assert.True(looked.IsSuccessStatusCode);
        Assert.Contains(await LeaversAsync(api), l => l.Person == Ann);
        using var there = other.ApiClient();
        Assert.DoesNotContain(await LeaversAsync(there), l => l.Person == Ann);

        var affected = await other.Services.GetRequiredService<CatalogIngest>().FollowOthersAsync(Ct);
        await other.WaitForCatalogAsync(g => g.Find(EntityRef.Parse(Ann))!.Annotations.ContainsKey("portal.dev/deactivated"));

        Assert.Equal(1, affected);
        Assert.InRange(CatalogFollower.Interval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        var leaver = Assert.Single(await LeaversAsync(there), l => l.Person == Ann);
        Assert.Contains("component:default/ann-api", leaver.Affected);

        // Neither replica's own writing is news to it for long.
        await one.Services.GetRequiredService<CatalogIngest>().FollowOthersAsync(Ct);
        await other.Services.GetRequiredService<CatalogIngest>().FollowOthersAsync(Ct);
        Assert.Equal(0, await one.Services.GetRequiredService<CatalogIngest>().FollowOthersAsync(Ct));
        Assert.Equal(0, await other.Services.GetRequiredService<CatalogIngest>().FollowOthersAsync(Ct));
    }

    [Fact]
    public async Task A_source_that_one_replica_registers_and_removes_comes_and_goes_at_the_other()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        var more = Directory.CreateDirectory(Path.Combine(_folders.Folder, "more")).FullName;
        await File.WriteAllTextAsync(Path.Combine(more, "late.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: late-api}
            spec: {type: service, lifecycle: production, owner: alpha}
            """, Ct);
        var (here, there) = (one.Services.GetRequiredService<CatalogIngest>(), other.Services.GetRequiredService<CatalogIngest>());
        var made = await here.RegisterTrustedAsync("directory", more, "user:default/pat", Ct);
        Assert.Null(made.Failure);

        await there.FollowOthersAsync(Ct);
        var id = made.Value.Location.Id;
        Assert.NotNull(other.Services.GetRequiredService<ICatalog>().Current.Find(new("component", "default", "late-api")));
        Assert.Contains(there.Locations, l => l.Id == id);

        Assert.Null((await here.RemoveAsync(id, "user:default/pat", Ct)).Failure);
        await there.FollowOthersAsync(Ct);

        Assert.Null(other.Services.GetRequiredService<ICatalog>().Current.Find(new("component", "default", "late-api")));
        Assert.DoesNotContain(there.Locations, l => l.Id == id);
    }

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Bare);
        DiscoveryHost.Git(Bare, "init", "--bare", "--quiet", "--initial-branch=main", ".");
        Directory.CreateDirectory(Work);
        DiscoveryHost.Git(Work, "init", "--quiet", "--initial-branch=main", ".");
        await PushAsync("example.test/team: alpha");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _folders.DisposeAsync();
    }

    private async Task PushAsync(string annotation)
    {
        await File.WriteAllTextAsync(Path.Combine(Work, "catalog-info.yaml"), $$"""
            apiVersion: backstage.io/v1alpha1
            kind: User
            metadata: {name: ann, annotations: { {{annotation}} } }
            spec: {profile: {displayName: Ann of Alpha, email: ann@example.test}, memberOf: [alpha]}
            ---
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: ann-api}
            spec: {type: service, lifecycle: production, owner: 'user:default/ann'}
            """, Ct);
        DiscoveryHost.Git(Work, "add", ".");
        DiscoveryHost.Git(Work, "commit", "--quiet", "-m", "People");
        DiscoveryHost.Git(Work, "push", "--quiet", Bare, "main");
    }

    private async Task<PortalHost> StartAsync()
    {
        PortalHost host = new();
        _replicas.Add(host);
        host.Without("CatalogFollower");
        host.Set("ConnectionStrings:Portal", $"Data Source={Path.Combine(_folders.Folder, "portal.db")};Pooling=False");
        host.Set("Catalog:Locations:0:Target", _folders.CatalogFolder);
        host.Set("Catalog:Locations:1:Type", "git");
        host.Set("Catalog:Locations:1:Target", Bare);
        host.Set("Catalog:PollInterval", "1.00:00:00");
        await host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse(Ann)) is not null && g.Find(new("user", "default", "ada")) is not null);
        await host.Services.GetRequiredService<CatalogIngest>().FirstPass.WaitAsync(TimeSpan.FromMinutes(4), Ct);
        return host;
    }

    private static async Task<List<(string Person, List<string> Affected)>> LeaversAsync(HttpClient api)
    {
        var list = await api.GetFromJsonAsync<JsonElement>("/api/v1/ownership/leavers", Ct);
        return [.. list.GetProperty("items").EnumerateArray().Select(l => (l.GetProperty("person").GetString()!, l.GetProperty("affected").EnumerateArray().Select(a => a.GetProperty("entity").GetString()!).ToList()))];
    }
}
