using System.Diagnostics;
using Portal.Application.Releases;
using Portal.Infrastructure.Descriptors;
using Portal.Infrastructure.Releases;

namespace Portal.InfrastructureTests.Releases;

/// <summary>Commits between versions, from real repositories.</summary>
public sealed class GitHistoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("history-").FullName;
    private readonly string _repository;
    private readonly GitHistory _history;

    public GitHistoryTests()
    {
        _repository = Directory.CreateDirectory(Path.Combine(_folder, "orders")).FullName;
        _history = new(new CatalogOptions { GitCache = Path.Combine(_folder, "cache") });
        Git("init", "-q", "-b", "main");
        Commit("Begin");
        Git("tag", "v1.0.0");
        Commit("Count orders");
        Commit("Round prices");
        Git("tag", "orders-v1.1.0");
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("file://")]
    public async Task The_commits_between_two_tags_are_listed_newest_first(string scheme)
    {
        var answer = await _history.BetweenAsync(scheme + _repository, "orders", new("1.0.0", null), new("1.1.0", null), TestContext.Current.CancellationToken);

        Assert.Equal(["Round prices", "Count orders"], answer.Value.Commits.Select(c => c.Subject));
        Assert.Equal((2, false, "Ada"), (answer.Value.Total, answer.Value.IsBackwards, answer.Value.Commits[0].Author));
    }

    [Fact]
    public async Task Going_back_tells_what_was_taken_away()
    {
        var answer = await _history.BetweenAsync(_repository, "orders", new("1.1.0", null), new("1.0.0", null), TestContext.Current.CancellationToken);

        Assert.Equal((2, true), (answer.Value.Total, answer.Value.IsBackwards));
    }

    [Fact]
    public async Task A_commit_that_the_workload_names_needs_no_tag()
    {
        Commit("Not tagged");
        var head = Git("rev-parse", "HEAD").Trim();

        var answer = await _history.BetweenAsync(_repository, "orders", new("1.1.0", null), new("nightly", head), TestContext.Current.CancellationToken);

        Assert.Equal("Not tagged", Assert.Single(answer.Value.Commits).Subject);
    }

    [Theory]
    [InlineData("9.9.9", null)]
    [InlineData("--output=/tmp/x", null)]
    [InlineData("nightly", "--all")]
    public async Task A_version_without_a_tag_is_said(string version, string? commit)
    {
        var answer = await _history.BetweenAsync(_repository, "orders", new("1.0.0", null), new(version, commit), TestContext.Current.CancellationToken);

        Assert.Equal("releases.no_tag", answer.Failure!.Code);
        Assert.Contains(version, answer.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_cannot_be_read_is_said()
    {
        var answer = await _history.BetweenAsync("ssh://git@127.0.0.1:1/nowhere.git", "orders", new("1.0.0", null), new("1.1.0", null), TestContext.Current.CancellationToken);

        Assert.Equal("releases.git", answer.Failure!.Code);
    }

    private void Commit(string subject) => Git("-c", "user.name=Ada", "-c", "user.email=ada@example.test", "commit", "-q", "--allow-empty", "-m", subject);

    private string Git(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _repository, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
