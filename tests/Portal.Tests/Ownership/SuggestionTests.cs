using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Ownership;
using Portal.Application.Releases;
using Portal.Testing;
using Portal.WebTests.Create;

namespace Portal.WebTests.Ownership;

/// <summary>Who might own what nobody owns: from a real repository with CODEOWNERS and commits of several people, and from the ledger's deployers. What is accepted becomes a branch in that repository.</summary>
public sealed class SuggestionTests : IAsyncLifetime
{
    private const string Ref = "component:default/lost-api";
    private const string Descriptor = """
        # Nobody knows who runs this.
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: lost-api
        spec:
          type: service
          lifecycle: production   # since 2024
          owner: 'somebody-gone' # left
        ---
        apiVersion: backstage.io/v1alpha1
        kind: API
        metadata: {name: lost}
        spec: {type: openapi, lifecycle: production, owner: alpha, definition: 'x: 1'}

        """;

    private readonly CreationHost _host = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Repository => Path.Combine(_host.GitServer, "demo", "lost-api.git");

    public async ValueTask InitializeAsync()
    {
        var work = Directory.CreateDirectory(Path.Combine(_host.Folder, "work")).FullName;
        await GitAsync(work, "init", "--quiet", "--initial-branch=main");
        Write("catalog-info.yaml", Descriptor);
        Write("CODEOWNERS", "# who\n* @acme/alpha\n/src/pay/ @acme/beta\n");
        await CommitAsync("Ben of Beta", "ben@example.test", "first", "v1.0.0");
        for (var n = 1; n <= 3; n++)
        {
            Write("src/pay/Card.cs", $"// {n}");
            await CommitAsync("Ada of Alpha", "ada@example.test", $"change {n}");
        }

        Write("src/pay/Card.cs", "// by a guest");
        await CommitAsync("Guest Without Account", "guest@elsewhere.test", "a gift");
        Write("src/pay/Card.cs", "// by Ben");
        await CommitAsync("Ben of Beta", "ben@example.test", "fix", "v1.1.0");
        Directory.CreateDirectory(Path.GetDirectoryName(Repository)!);
        await GitAsync(_host.Folder, "clone", "--quiet", "--bare", work, Repository);
        _host.Set("Catalog:Locations:1:Type", "git");
        _host.Set("Catalog:Locations:1:Target", new Uri(Repository).AbsoluteUri);
        _host.Without("CodeOwnersFollower");
        await _host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse(Ref)) is not null && g.Find(EntityRef.Parse("user:default/ada")) is not null);
        var refresh = _host.Services.GetRequiredService<CodeOwnersRefresh>();
        foreach (var (repository, component) in refresh.Due())
        {
            await refresh.RefreshAsync(repository, component, Ct);
        }

        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(work, path))!);
            File.WriteAllText(Path.Combine(work, path), text);
        }

        async Task CommitAsync(string name, string mail, string message, string? tag = null)
        {
            await GitAsync(work, "add", "--all");
            await GitAsync(work, "-c", $"user.name={name}", "-c", $"user.email={mail}", "commit", "--quiet", "--message", message);
            if (tag is not null)
            {
                await GitAsync(work, "tag", tag);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task CODEOWNERS_commit_authors_and_deployers_add_up_with_their_evidence()
    {
        await LedgerAsync();
        using var api = _host.ApiClient();

        var found = await SuggestionsAsync(api);

        var best = found["items"]![0]!;
        Assert.Equal("group:default/alpha", best["owner"]!.ToString());
        var evidence = best["evidence"]!.AsArray().Select(e => e!.ToString()).ToList();
        Assert.Contains(evidence, e => e.StartsWith("CODEOWNERS line 2 of ", StringComparison.Ordinal) && e.EndsWith("gives * to @acme/alpha", StringComparison.Ordinal));
        Assert.Contains("Ada of Alpha wrote 3 of 5 commits from 1.0.0 to 1.1.0; user:default/ada is a member of group:default/alpha", evidence);
        Assert.Contains("ada@example.test started 2 of the last 3 releases; user:default/ada is a member of group:default/alpha", evidence);
        var second = found["items"]!.AsArray().Single(i => i!["owner"]!.ToString() == "group:default/beta")!;
        Assert.Contains("Ben of Beta wrote 1 of 5 commits from 1.0.0 to 1.1.0; user:default/ben is a member of group:default/beta", second["evidence"]!.AsArray().Select(e => e!.ToString()));
        Assert.Contains("ben started 1 of the last 3 releases; user:default/ben is a member of group:default/beta", second["evidence"]!.AsArray().Select(e => e!.ToString()));
        Assert.True((double)best["weight"]! > (double)second["weight"]!);
        Assert.Contains(found["notes"]!.AsArray(), n => n!.ToString().StartsWith("'Guest Without Account' is nobody of the catalog", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_the_repository_leads_to_its_owner_by_CODEOWNERS()
    {
        using var api = _host.ApiClient();

        var answer = (await api.GetFromJsonAsync<JsonObject>("/api/v1/who-owns?q=lost-api/src/pay/Card.cs:12", Ct))!;

        var match = answer["matches"]![0]!;
        Assert.Equal((Ref, "group:default/beta"), (match["service"]!.ToString(), match["owner"]!.ToString()));
        Assert.Contains(match["evidence"]!.AsArray(), e => e!.ToString().Contains("line 3", StringComparison.Ordinal));
        var page = await (await _host.SignInAsync("ada")).OpenAsync("/who-owns?q=lost-api/src/pay/Card.cs");
        Assert.Contains("CODEOWNERS", page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_accepted_becomes_one_branch_that_changes_the_owner_and_nothing_else()
    {
        var ada = await _host.SignInAsync("ada");
        var before = (await GitAsync(Repository, "rev-parse", "main")).Trim();

        var first = await DecideAsync(ada, "accept");
        var second = await DecideAsync(ada, "accept");

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Found), (first.StatusCode, second.StatusCode));
        var branches = (await GitAsync(Repository, "branch", "--format=%(refname:short)")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["main", "portal/owner/component-default-lost-api/group-default-alpha"], branches.Order(StringComparer.Ordinal));
        Assert.Equal("1", (await GitAsync(Repository, "rev-list", "--count", $"main..{branches.Single(b => b != "main")}")).Trim());
        Assert.Equal(Descriptor.Replace("'somebody-gone'", "group:default/alpha", StringComparison.Ordinal), await GitAsync(Repository, "show", $"{branches.Single(b => b != "main")}:catalog-info.yaml"));
        Assert.Equal(before, (await GitAsync(Repository, "rev-parse", "main")).Trim());
        Assert.Contains("CODEOWNERS line 2", await GitAsync(Repository, "log", "-1", "--format=%an%n%B", branches.Single(b => b != "main")), StringComparison.Ordinal);
        var page = await ada.OpenAsync(first.RedirectedTo!);
        Assert.Contains("portal/owner/component-default-lost-api/group-default-alpha", page.Document.QuerySelector("[data-testid=change]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("To merge it: git clone", page.Document.QuerySelector("[data-testid=change-words]")!.TextContent, StringComparison.Ordinal);
        using var api = _host.ApiClient();
        var audited = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/audit?action=ownership.suggestion.accepted&subject={Ref}", Ct))!["items"]!.AsArray();
        Assert.Equal(2, audited.Count);
        Assert.Contains("portal/owner/component-default-lost-api", audited[0]!.ToJsonString(), StringComparison.Ordinal);

        // Rejected afterwards, it is taken back.
        await DecideAsync(ada, "reject");
        Assert.Equal("main", (await GitAsync(Repository, "branch", "--format=%(refname:short)")).Trim());
        var decision = (await SuggestionsAsync(api))["items"]![0]!["decision"]!;
        Assert.Equal((false, null, "The pull request was closed."), ((bool)decision["accepted"]!, decision["branch"]?.ToString(), decision["words"]!.ToString()));
    }

    [Fact]
    public async Task Where_the_descriptor_is_no_file_of_a_repository_it_says_what_to_write()
    {
        using var api = _host.ApiClient();
        await File.WriteAllTextAsync(Path.Combine(_host.CatalogFolder, "plain.yaml"), """
            apiVersion: backstage.io/v1alpha1
            kind: Component
            metadata: {name: plain-api, annotations: {backstage.io/source-location: 'url:https://git.example.test/demo/plain-api'}}
            spec: {type: service, lifecycle: production, owner: nobody-known}
            """, Ct);
        var locations = (await api.GetFromJsonAsync<JsonObject>("/api/v1/locations", Ct))!["items"]!.AsArray();
        using var refreshed = await api.PostAsync(new Uri($"/api/v1/locations/{locations.First(l => l!["type"]!.ToString() == "directory")!["id"]}/refresh", UriKind.Relative), null, Ct);
        await _host.WaitForCatalogAsync(g => g.Find(EntityRef.Parse("component:default/plain-api")) is not null);
        _host.Services.GetRequiredService<CodeOwnersStore>().Put(new("git.example.test/demo/plain-api", "CODEOWNERS", "abc", CodeOwners.Parse("* @acme/alpha\n"), DateTimeOffset.UtcNow));

        using var accepted = await api.PostAsJsonAsync("/api/v1/ownership/suggestions/decide", new { entity = "component:default/plain-api", owner = "group:default/alpha", accept = true }, Ct);

        var said = (await accepted.Content.ReadFromJsonAsync<JsonObject>(Ct))!;
        Assert.True((bool)said["accepted"]!, said.ToJsonString());
        Assert.Null(said["branch"]);
        Assert.Contains("no file of a git repository", said["words"]!.ToString(), StringComparison.Ordinal);
        var page = await (await _host.SignInAsync("ada")).OpenAsync("/ownership/suggestions/component/default/plain-api");
        Assert.Contains("owner: group:default/alpha", page.Document.QuerySelector("[data-testid=suggestion]")!.TextContent, StringComparison.Ordinal);
    }

    // As the ledger writes them; deployers are whoever the annotation named: an address, a login.
    private async Task LedgerAsync()
    {
        await using (var db = _host.Services.GetRequiredService<IPortalDbFactory>().Create())
        {
            db.Set<ReleaseTemplate>().Add(new() { Id = "t", Text = "" });
            foreach (var (n, version, previous, deployer) in new[] { (1, "0.9.0", null, "ada@example.test"), (2, "1.0.0", "0.9.0", "ben"), (3, "1.1.0", (string?)"1.0.0", "ada@example.test") })
            {
                var at = DateTimeOffset.UtcNow.AddDays(n - 10);
                db.Set<Release>().Add(new()
                {
                    Service = Ref,
                    Cluster = "c",
                    Environment = "production",
                    Namespace = "lost",
                    Kind = "Deployment",
                    Workload = "lost-api",
                    WorkloadUid = "u",
                    Sequence = n,
                    Version = version,
                    Image = $"registry.test/lost-api:{version}",
                    TemplateId = "t",
                    PreviousVersion = previous,
                    StartedAt = at,
                    Week = Release.WeekOf(at),
                    FinishedAt = at,
                    Outcome = ReleaseOutcome.Succeeded,
                    Deployer = deployer,
                    RecordedAt = at,
                });
            }

            await db.SaveAsync(Ct);
        }

        await _host.Services.GetRequiredService<RecentHistory>().RefreshAsync([Ref], Ct);
    }

    private static Task<Page> DecideAsync(PageClient person, string decision)
        => person.SubmitAsync("/ownership/suggestions/component/default/lost-api", "/ownership/suggestions/decide", ("entity", Ref), ("owner", "group:default/alpha"), ("decision", decision));

    private static async Task<JsonObject> SuggestionsAsync(HttpClient api) => (await api.GetFromJsonAsync<JsonObject>("/api/v1/ownership/suggestions/component/default/lost-api", Ct))!;

    private static Task<string> GitAsync(string folder, params string[] arguments) => Tools.RunAsync(folder, "git", arguments);
}
