using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.WebTests.Create;

namespace Portal.WebTests.Lifecycle;

/// <summary>From the first commit over a new version of the template to the merged upgrade, with real git.</summary>
public sealed class UpgradeTests
{
    private const string Branch = "portal/upgrade-svc-1.1.0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repository_says_where_it_came_from_and_never_a_secret()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        var run = await fleet.MakeAsync(api, "orders");

        var record = await fleet.ShowAsync("orders", "main", "portal-template.yaml");
        Assert.Contains("template: \"template:default/svc\"\nversion: \"1.0.0\"\nhash: \"", record, StringComparison.Ordinal);
        Assert.Contains("  repoUrl: \"local?owner=demo&repo=orders\"\n", record, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", record + await FleetHost.GitAsync(fleet.PathOf("orders"), "log", "-p"), StringComparison.Ordinal);

        var lineage = await GetAsync(api, "/api/v1/services/default/orders/lineage");
        Assert.Equal(("template:default/svc", "1.0.0", "current", run["id"]!.ToString()), (Text(lineage, "template"), Text(lineage, "version"), Text(lineage, "state"), Text(lineage, "runId")));
        Assert.DoesNotContain("hunter2", lineage.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("1.0.0", Text((await GetAsync(api, "/api/v1/scaffold-runs"))["items"]![0]!, "templateVersion"));
    }

    [Fact]
    public async Task An_upgrade_merges_what_both_sides_changed_keeps_what_is_the_services_own_and_moves_the_lineage_when_it_is_merged()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        await fleet.PushAsync("orders", ("README.md", "# orders\n\nOne, by us.\n\nTwo.\n\nThree.\n"), ("run.sh", "echo ours\n"), ("own.txt", "own\n"), ("kept.txt", "kept by us\n"));
        fleet.Version("1.1.0", ("README.md", "# ${{ values.name }}\n\nOne.\n\nTwo.\n\nThree, better.\n"), ("run.sh", "echo 2\n"), ("new.txt", "${{ values.name }} is new\n"), ("kept.txt", "kept\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");

        var row = (await GetAsync(api, "/api/v1/templates/default/svc/fleet"))["services"]![0]!;
        Assert.Equal(("behind", 1, 5), (Text(row, "state"), (int)row["versionsBehind"]!, (int)row["filesChanged"]!)); // template.yaml, README.md, run.sh, new.txt, old.txt
        var preview = await GetAsync(api, "/api/v1/services/default/orders/upgrade");
        var outcomes = preview["files"]!.AsArray().ToDictionary(f => Text(f!, "path"), f => Text(f!, "outcome"));
        Assert.Equal(
            ["README.md=merged", "catalog-info.yaml=unchanged", "kept.txt=kept", "new.txt=added", "old.txt=deleted", "portal-template.yaml=updated", "run.sh=conflict"],
            outcomes.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
        Assert.Equal("main", (await FleetHost.GitAsync(fleet.PathOf("orders"), "branch", "--format=%(refname:short)")).Trim()); // a look opens nothing

        var (status, batch) = await PostAsync(api, "/api/v1/services/default/orders/upgrade", new());
        Assert.Equal(202, status);
        var run = await CreationHost.UntilAsync(api, Text(batch["started"]![0]!, "runId"), "succeeded", "failed");
        Assert.True(Text(run, "status") == "succeeded", run.ToJsonString());

        Assert.Equal("# orders\n\nOne, by us.\n\nTwo.\n\nThree, better.\n", await fleet.ShowAsync("orders", Branch, "README.md"));
        Assert.Equal("echo ours\n", await fleet.ShowAsync("orders", Branch, "run.sh")); // in conflict: as the repository has it
        Assert.Equal("orders is new\n", await fleet.ShowAsync("orders", Branch, "new.txt"));
        Assert.Equal("own\n", await fleet.ShowAsync("orders", Branch, "own.txt"));
        Assert.NotEqual(0, (await FleetHost.TryGitAsync(fleet.PathOf("orders"), "cat-file", "-e", $"{Branch}:old.txt")).Code);
        Assert.Contains("version: \"1.1.0\"", await fleet.ShowAsync("orders", Branch, "portal-template.yaml"), StringComparison.Ordinal);
        Assert.Contains("`run.sh`: conflict", await FleetHost.GitAsync(fleet.PathOf("orders"), "log", "-1", "--format=%B", Branch), StringComparison.Ordinal);

        var (again, found) = await PostAsync(api, "/api/v1/services/default/orders/upgrade", new());
        Assert.Equal((202, 0, Text(run, "id")), (again, found["started"]!.AsArray().Count, Text(found["found"]![0]!, "runId")));
        Assert.Equal("1", (await FleetHost.GitAsync(fleet.PathOf("orders"), "rev-list", "--count", $"main..{Branch}")).Trim());
        Assert.Equal(("open", "1"), await UpgradeAsync(api));

        await fleet.MergeAsync("orders", Branch);
        var ada = await fleet.Host.SignInAsync("ada");
        Assert.Equal(HttpStatusCode.Found, (await ada.SubmitAsync("/create/fleet", "/create/fleet/look")).StatusCode);
        var lineage = await GetAsync(api, "/api/v1/services/default/orders/lineage");
        Assert.Equal(("1.1.0", "current", "merged"), (Text(lineage, "version"), Text(lineage, "state"), Text(lineage["upgrade"]!, "state")));
        Assert.Equal(409, (await PostAsync(api, "/api/v1/services/default/orders/upgrade", new())).Status);

        async Task<(string, string)> UpgradeAsync(HttpClient client)
        {
            var upgrade = (await GetAsync(client, "/api/v1/services/default/orders/lineage"))["upgrade"]!;
            return (Text(upgrade, "state"), Text(upgrade, "conflicts"));
        }
    }

    [Fact]
    public async Task Conflict_markers_are_written_when_somebody_asks_for_them_and_taking_the_run_back_deletes_the_branch()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        await fleet.PushAsync("orders", ("run.sh", "echo ours\n"));
        fleet.Version("1.1.0", ("run.sh", "echo 2\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");

        var (_, batch) = await PostAsync(api, "/api/v1/services/default/orders/upgrade", new() { ["markConflicts"] = true });
        await CreationHost.UntilAsync(api, Text(batch["started"]![0]!, "runId"), "succeeded");

        Assert.Contains("<<<<<<< this repository\necho ours\n", await fleet.ShowAsync("orders", Branch, "run.sh"), StringComparison.Ordinal);
        await FleetHost.GitAsync(fleet.PathOf("orders"), "branch", "-D", Branch); // closed without merging
        var ada = await fleet.Host.SignInAsync("ada");
        await ada.SubmitAsync("/create/fleet", "/create/fleet/look");
        Assert.Equal("closed", Text((await GetAsync(api, "/api/v1/services/default/orders/lineage"))["upgrade"]!, "state"));

        // Closed is no longer under way: it can be asked for anew.
        var (status, second) = await PostAsync(api, "/api/v1/services/default/orders/upgrade", new());
        Assert.Equal((202, 1), (status, second["started"]!.AsArray().Count));
        await CreationHost.UntilAsync(api, Text(second["started"]![0]!, "runId"), "succeeded");
        Assert.Equal("echo ours\n", await fleet.ShowAsync("orders", Branch, "run.sh"));
    }

    [Fact]
    public async Task A_repository_that_somebody_brought_to_the_new_version_by_hand_needs_nothing_and_moves()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        fleet.Version("1.1.0", ("run.sh", "echo 2\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");
        var record = (await fleet.ShowAsync("orders", "main", "portal-template.yaml")).Replace("1.0.0", "1.1.0", StringComparison.Ordinal)
            .Replace(Text(await GetAsync(api, "/api/v1/services/default/orders/lineage"), "hash"), Text(await GetAsync(api, "/api/v1/templates/default/svc/fleet"), "hash"), StringComparison.Ordinal);
        await fleet.PushAsync("orders", ("run.sh", "echo 2\n"), ("README.md", null), ("old.txt", null), ("kept.txt", null), ("portal-template.yaml", record));

        var (_, batch) = await PostAsync(api, "/api/v1/services/default/orders/upgrade", new());
        await CreationHost.UntilAsync(api, Text(batch["started"]![0]!, "runId"), "succeeded", "failed");

        var lineage = await GetAsync(api, "/api/v1/services/default/orders/lineage");
        Assert.Equal(("1.1.0", "current", "nothing"), (Text(lineage, "version"), Text(lineage, "state"), Text(lineage["upgrade"]!, "state")));
        Assert.Equal("main", (await FleetHost.GitAsync(fleet.PathOf("orders"), "branch", "--format=%(refname:short)")).Trim());
    }

    [Fact]
    public async Task What_a_new_version_asks_for_the_first_time_is_asked_and_a_default_is_not()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        fleet.Version("1.1.0", "      size: {type: string, title: Size, default: small}\n      region: {type: string, title: Region, pattern: '^[a-z]+$'}\n    dependencies: {name: [region]}\n", ("region.txt", "${{ values.region }}\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");

        var preview = await GetAsync(api, "/api/v1/services/default/orders/upgrade");
        Assert.Equal(["region"], preview["questions"]!.AsArray().Select(q => q!.ToString()));
        var (refused, why) = await PostAsync(api, "/api/v1/services/default/orders/upgrade", new());
        Assert.Equal((409, "lineage.answers_needed"), (refused, Text(why, "code")));

        var ada = await fleet.Host.SignInAsync("ada");
        var page = await ada.OpenAsync("/create/fleet/upgrade?service=component:default/orders");
        Assert.NotNull(page.Document.QuerySelector("input[name=region]"));
        Assert.Null(page.Document.QuerySelector("[data-testid=open]"));
        page = await ada.OpenAsync("/create/fleet/upgrade?service=component:default/orders&region=north");
        Assert.NotNull(page.Document.QuerySelector("[data-testid=open] input[name=region][value=north]"));
        var posted = await ada.SubmitAsync("/create/fleet/upgrade?service=component:default/orders&region=north", "/create/fleet/upgrade", ("service", "component:default/orders"), ("region", "north"));
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        await CreationHost.UntilAsync(api, posted.RedirectedTo!.Split('/')[^1], "succeeded");
        Assert.Equal("north\n", await fleet.ShowAsync("orders", Branch, "region.txt"));
        var record = await fleet.ShowAsync("orders", Branch, "portal-template.yaml");
        Assert.Contains("  region: \"north\"\n", record, StringComparison.Ordinal);
        Assert.Contains("  size: \"small\"\n", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_services_team_and_platform_engineers_may_and_everybody_sees_why_not()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        fleet.Version("1.1.0", ("run.sh", "echo 2\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");

        var ben = await fleet.Host.SignInAsync("ben");
        var page = await ben.OpenAsync("/create/fleet/upgrade?service=component:default/orders");
        Assert.Contains("needs a member of group:default/alpha", page.Document.QuerySelector("[data-testid=denied]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("[data-testid=open]"));
        var posted = await ben.SubmitAsync("/create/fleet", "/create/fleet/upgrade", ("service", "component:default/orders"));
        Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        Assert.Equal("main", (await FleetHost.GitAsync(fleet.PathOf("orders"), "branch", "--format=%(refname:short)")).Trim());
        Assert.Contains("lineage.upgrades.requested", await api.GetStringAsync("/api/v1/audit", Ct), StringComparison.Ordinal);

        Assert.DoesNotContain("Choose orders", (await ben.OpenAsync("/create/fleet")).Html, StringComparison.Ordinal);
        Assert.Contains("Choose orders", (await (await fleet.Host.SignInAsync("pat")).OpenAsync("/create/fleet")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_rows_are_gone_is_found_again_by_its_annotation_and_its_repository()
    {
        await using FleetHost fleet = new();
        fleet.Version("1.0.0", ("README.md", "# ${{ values.name }}\n"), ("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${{ values.name }}, annotations: {portal.dev/template: 'template:default/svc'}}\nspec: {type: service, lifecycle: experimental, owner: '${{ values.owner }}'}\n"));
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        await using (Microsoft.Data.Sqlite.SqliteConnection database = new($"Data Source={Path.Combine(fleet.Host.Folder, "portal.db")};Pooling=False"))
        {
            await database.OpenAsync(Ct);
            await using var command = database.CreateCommand();
            command.CommandText = "PRAGMA foreign_keys = OFF; DELETE FROM ServiceLineages; DELETE FROM ScaffoldSteps; DELETE FROM ScaffoldRuns";
            await command.ExecuteNonQueryAsync(Ct);
        }

        var ada = await fleet.Host.SignInAsync("ada");
        await ada.SubmitAsync("/create/fleet", "/create/fleet/look");

        var lineage = await GetAsync(api, "/api/v1/services/default/orders/lineage");
        Assert.Equal(("1.0.0", "local?owner=demo&repo=orders", "current"), (Text(lineage, "version"), Text(lineage, "repository"), Text(lineage, "state")));
        Assert.Equal("orders", Text(lineage["values"]!, "name"));
        fleet.Version("1.1.0", ("README.md", "# ${{ values.name }}, better\n"));
        await FleetHost.OfferedAsync(api, "1.1.0");
        Assert.Contains((await GetAsync(api, "/api/v1/services/default/orders/upgrade"))["files"]!.AsArray(), f => Text(f!, "path") == "README.md" && Text(f!, "outcome") == "updated");
    }

    [Fact]
    public async Task The_page_of_a_service_says_what_it_was_made_from_and_that_a_newer_version_is_there()
    {
        await using FleetHost fleet = new();
        using var api = fleet.Host.ApiClient();
        await fleet.MakeAsync(api, "orders");
        var ada = await fleet.Host.SignInAsync("ada");
        Assert.Contains("up to date", (await ada.OpenAsync("/catalog/component/default/orders")).Document.QuerySelector("[data-testid=lineage]")!.TextContent, StringComparison.Ordinal);

        fleet.Version("1.2.0", ("run.sh", "echo 2\n"));
        await FleetHost.OfferedAsync(api, "1.2.0");

        var panel = (await ada.OpenAsync("/catalog/component/default/orders")).Document.QuerySelector("[data-testid=lineage]")!;
        Assert.Contains("newer: 1.2.0", panel.TextContent, StringComparison.Ordinal);
        Assert.NotNull(panel.QuerySelector("a[href='/create/fleet/upgrade?service=component%3Adefault%2Forders']"));
        Assert.Null((await ada.OpenAsync("/catalog/component/default/alpha-api")).Document.QuerySelector("[data-testid=lineage]")); // made by hand
    }

    [Fact]
    public async Task A_template_may_not_use_the_portals_own_actions()
    {
        await using CreationHost host = new(("evil", "  parameters: {properties: {name: {type: string}}}\n  steps:\n    - {id: go, action: 'portal:decommission:catalog', input: {entity: 'component:default/alpha-api', by: me}}\n"));
        using var api = host.ApiClient();

        var (status, body) = await CreationHost.PostAsync(api, "evil", new JsonObject { ["name"] = "x" });

        Assert.Equal((409, "scaffold.action_unknown"), (status, Text(body, "code")));
    }

    private static string Text(JsonNode node, string name) => node[name]?.ToString() ?? "";

    private static async Task<JsonObject> GetAsync(HttpClient api, string url)
    {
        using var response = await api.GetAsync(new Uri(url, UriKind.Relative), Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<(int Status, JsonObject Body)> PostAsync(HttpClient api, string url, JsonObject body)
    {
        using var response = await api.PostAsJsonAsync(url, body, Ct);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!.AsObject());
    }
}
