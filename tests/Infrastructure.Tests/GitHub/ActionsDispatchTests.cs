using Portal.Infrastructure.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.GitHub;

public sealed class ActionsDispatchTests : IAsyncLifetime
{
    private OrganizationFixture _org = null!;
    private FakeRepository _shop = null!;

    public async ValueTask InitializeAsync()
    {
        _org = await OrganizationFixture.StartAsync();
        _shop = _org.Fake.Add("shop").Push(_org.Before, (".github/workflows/build.yml", "on: workflow_dispatch"));
        _shop.WorkflowRuns.Add((8999, "build.yml", "main", ""));
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Fact]
    public async Task A_workflow_is_started_once_with_its_inputs()
    {
        var run = Run();

        await run.DoAsync();
        await run.DoAsync();
        await run.UndoAsync();

        Assert.Equal((9001L, "build.yml", "main", """{"env":"dev"}"""), Assert.Single(_shop.WorkflowRuns, r => r.Id > 9000));
        Assert.Contains("what it did stays", run.Log[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_that_it_cannot_be_taken_back_and_starts_nothing()
    {
        var run = Run();

        Assert.Null(await run.TryAsync(dryRun: true));

        Assert.Equal(("build.yml of acme/shop on main, with env", "stays: what a workflow did cannot be taken back"), (run.Effects.Single().Target, run.Effects.Single().CleanUp));
        Assert.Single(_shop.WorkflowRuns);
    }

    [Fact]
    public async Task A_step_that_died_after_GitHub_took_it_finds_the_new_run_and_starts_no_second()
    {
        var run = Run();
        await run.DieAsync(at: 3); // asked, started, and not noted

        await run.DoAsync();

        Assert.Single(_shop.WorkflowRuns, r => r.Id > 9000);
        Assert.Contains("was started before this run was interrupted", run.Log[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_died_before_GitHub_was_asked_waits_a_while_and_starts_it()
    {
        var run = Run();
        await run.DieAsync(at: 2);

        await run.TryAsync();
        Assert.True(run.Outcome.IsPlanned);
        Assert.Single(_shop.WorkflowRuns);
        _org.Clock.Advance(TimeSpan.FromSeconds(21));
        await run.DoAsync();

        Assert.Single(_shop.WorkflowRuns, r => r.Id > 9000);
    }

    private ActionRun Run() => new(new ActionsDispatch(_org.Clients, _org.Clock), """{"repoUrl":"github.com?owner=acme&repo=shop","workflowId":"build.yml","branchOrTagName":"main","workflowInputs":{"env":"dev"}}""");
}
