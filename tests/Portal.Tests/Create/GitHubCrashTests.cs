using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>kill -9 of the portal's process around every side effect of the golden path on GitHub.</summary>
[Trait("Category", "Slow")]
public sealed class GitHubCrashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_before_during_or_after_any_side_effect_a_run_ends_with_one_repository_and_one_entity_or_after_clean_up_with_none()
    {
        await using var github = await FaultyGitHub.StartAsync(Ct);
        await using CreationHost files = new(); // not started: it only lays out folders
        var settings = Settings(files, github);
        var portal = await PortalProcess.StartAsync(settings, Ct);
        try
        {
            var effects = await GitHubFaultTests.EffectsAsync(github, portal.Api);
            List<string> expected = ["pattern"];
            foreach (var (name, effect, nth, after, cleanUp) in Cases(effects))
            {
                var preview = await CreationHost.PreviewAsync(portal.Api, "aspnet-service", FaultyGitHub.Values(name));
                var dead = Arm(github, portal, name, effect, nth, after);
                var id = (await CreationHost.StartAsync(portal.Api, "aspnet-service", FaultyGitHub.Values(name)))["id"]!.ToString();
                await dead.WaitAsync(TimeSpan.FromMinutes(4), Ct);
                await portal.DisposeAsync();
                github.Proxy.Plan = cleanUp ? Cut(name) : _ => null;
                portal = await PortalProcess.StartAsync(settings, Ct);
                if (cleanUp)
                {
                    await CleanUpAsync(github, portal, name, id);
                    continue;
                }

                var run = await CreationHost.UntilAsync(portal.Api, id, "succeeded", "failed");
                Assert.True(run["status"]!.ToString() == "succeeded", $"{name} {effect} {after}: {run["error"]} {await CreationHost.LogAsync(portal.Api, id)}");
                await GitHubFaultTests.AssertWholeAsync(github, portal.Api, name, preview);
                expected.Add(name);
            }

            Assert.Equal(expected.Order(StringComparer.Ordinal), (await github.RepositoriesAsync(Ct)).Order(StringComparer.Ordinal));
        }
        finally
        {
            await portal.DisposeAsync();
        }
    }

    /// <summary>Before the server is asked, and when it has done it and the answer is on its way; the next effect's "before" is this one's "after".</summary>
    private static IEnumerable<(string Name, string Effect, int Nth, bool After, bool CleanUp)> Cases(Dictionary<string, int> effects)
    {
        foreach (var (index, (effect, count)) in effects.Index())
        {
            foreach (var nth in count == 1 ? new[] { 1 } : [1, count])
            {
                yield return ($"k{index}-{nth}-before", effect, nth, false, false);
                yield return ($"k{index}-{nth}-after", effect, nth, true, false);
            }
        }

        yield return ("k-clean-first", effects.Keys.First(), 1, true, true);
        yield return ("k-clean-last", effects.Keys.Last(), 1, true, true);
    }

    private static Task Arm(FaultyGitHub github, PortalProcess portal, string name, string effect, int nth, bool after)
    {
        TaskCompletionSource dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = 0;
        github.Proxy.Plan = request =>
        {
            if (!request.Changes || FaultyGitHub.RepositoryOf(request) != name || FaultyGitHub.StepOf(request) != effect || Interlocked.Increment(ref seen) != nth)
            {
                return null;
            }

            return after ? new Fault.Then(KillAsync) : new Fault.First(async () =>
            {
                await KillAsync();
                throw new OperationCanceledException("The portal died before it asked.");
            });
        };
        return dead.Task;

        async Task KillAsync()
        {
            await portal.KillAsync();
            dead.TrySetResult();
        }
    }

    /// <summary>GitHub refuses everything about the repository from now on, so that the resumed run fails for good.</summary>
    private static Func<ProxiedRequest, Fault?> Cut(string name)
        => request => request.Changes && request.Method != "DELETE" && FaultyGitHub.RepositoryOf(request) == name ? new Fault.Answer(422, """{"message":"Validation Failed"}""") : null;

    private static async Task CleanUpAsync(FaultyGitHub github, PortalProcess portal, string name, string id)
    {
        await CreationHost.UntilAsync(portal.Api, id, "failed");
        await portal.Api.PostAsync(new Uri($"/api/v1/scaffold-runs/{id}/cleanup", UriKind.Relative), null, Ct);
        await CreationHost.UntilAsync(portal.Api, id, "cleaned");
        Assert.DoesNotContain(name, await github.RepositoriesAsync(Ct));
        Assert.DoesNotContain(github.Proxy.Environments.Keys, e => e.StartsWith($"/repos/acme/{name}/", StringComparison.Ordinal));
        Assert.Empty((await portal.Api.GetFromJsonAsync<JsonObject>($"/api/v1/entities?kind=component&q={name}", Ct))!["items"]!.AsArray());
    }

    private static Dictionary<string, string> Settings(CreationHost files, FaultyGitHub github) => new(github.Settings, StringComparer.Ordinal)
    {
        ["Data:Directory"] = Path.Combine(files.Folder, "data"),
        ["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(files.Folder, "portal.db")}",
        ["Demo:Enabled"] = "false",
        ["Scaffolding:InCatalog"] = "false",
        ["Bootstrap:AdminToken"] = PortalHost.AdminToken,
        ["Catalog:Locations:0:Type"] = "directory",
        ["Catalog:Locations:0:Target"] = files.CatalogFolder,
    };
}
