using Portal.Infrastructure.Descriptors;
using static Portal.InfrastructureTests.Descriptors.IngestFixture;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class GitSourceTests : IAsyncDisposable
{
    private readonly IngestFixture _catalog = new();

    public ValueTask DisposeAsync() => _catalog.DisposeAsync();

    [Fact]
    public async Task A_bare_repository_is_read_with_its_commit_and_followed_when_it_moves()
    {
        var bare = Repository();
        await _catalog.StartAsync();

        var location = await _catalog.RegisterAsync("git", bare);
        var first = _catalog.Find("component:default/orders")!;
        Assert.Equal(40, first.Sources[0].Commit!.Length);
        Assert.Equal(first.Sources[0].Commit, location.Commit);
        Assert.Equal($"{bare}//catalog-info.yaml", first.Sources[0].Location);

        Push("catalog-info.yaml", Component("orders", "team-b"));
        var moved = await _catalog.RefreshAsync(location);

        Assert.NotEqual(location.Commit, moved.Commit);
        Assert.Equal("team-b", _catalog.Find("component:default/orders")!.Owner!.Value.Name);
        Assert.Equal(moved.Commit, _catalog.Find("component:default/orders")!.Sources[0].Commit);
    }

    [Theory]
    [InlineData("//services", new[] { "orders-api" })]
    [InlineData("#services/orders/info.yaml", new[] { "orders-api" })]
    [InlineData("//services/*/info.yaml", new[] { "orders-api" })]
    [InlineData("?ref=next", new[] { "orders-next" })]
    [InlineData("?ref=next//catalog-info.yaml", new[] { "orders-next" })]
    public async Task A_target_may_name_path_and_branch(string suffix, string[] names)
    {
        var bare = Repository();
        Push("services/orders/info.yaml", Component("orders-api"));
        Git(_catalog.Path("work"), "checkout", "-q", "-b", "next");
        Push("catalog-info.yaml", Component("orders-next"), "next");
        await _catalog.StartAsync();

        await _catalog.RegisterAsync("git", bare + suffix);

        Assert.Equal(names, _catalog.Refs().Select(r => r.Name));
    }

    [Fact]
    public async Task An_unreachable_repository_keeps_what_it_held_and_says_so()
    {
        var bare = Repository();
        await _catalog.StartAsync();
        var location = await _catalog.RegisterAsync("git", bare);
        Directory.Move(bare, bare + ".away");

        var away = await _catalog.RefreshAsync(location);

        Assert.NotNull(_catalog.Find("component:default/orders"));
        Assert.StartsWith("git cannot read the repository", Assert.Single(away.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(location.Commit, away.Commit);

        Directory.Move(bare + ".away", bare);
        Assert.Empty((await _catalog.RefreshAsync(location)).Errors);
        Assert.Empty(_catalog.Find("component:default/orders")!.Errors);
    }

    [Fact]
    public async Task An_empty_repository_and_a_missing_branch_are_said_in_words()
    {
        Directory.CreateDirectory(_catalog.Path("empty.git"));
        Git(_catalog.Path("empty.git"), "init", "-q", "--bare");
        var bare = Repository();
        await _catalog.StartAsync();

        var empty = await _catalog.RegisterAsync("git", _catalog.Path("empty.git"));
        var missing = await _catalog.RegisterAsync("git", bare + "?ref=nowhere");

        Assert.Contains("no commit yet", empty.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("no branch or tag 'nowhere'", missing.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_in_a_repository_lead_nowhere()
    {
        var bare = Repository();
        File.CreateSymbolicLink(_catalog.Path("work/passwd.yaml"), "/etc/passwd");
        Push("all.yaml", Location("all", "./passwd.yaml"));
        await _catalog.StartAsync();

        var location = await _catalog.RegisterAsync("git", bare + "//all.yaml");

        Assert.DoesNotContain(location.Errors, e => e.Message.Contains("root:", StringComparison.Ordinal));
        Assert.DoesNotContain(_catalog.Graph.Entities, e => e.Raw!.Contains("root:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://github.com/o/r/blob/main/a/catalog-info.yaml", "https://github.com/o/r", "main", "a/catalog-info.yaml")]
    [InlineData("https://gitlab.example/g/s/r/-/tree/v1/docs", "https://gitlab.example/g/s/r", "v1", "docs")]
    [InlineData("git@github.com:o/r.git//x/*.yaml", "git@github.com:o/r.git", null, "x/*.yaml")]
    [InlineData("ssh://git@host:2222/o/r.git#x.yaml", "ssh://git@host:2222/o/r.git", null, "x.yaml")]
    [InlineData("https://host/o/r.git?ref=release/2", "https://host/o/r.git", "release/2", "")]
    [InlineData("/srv/git/orders.git//catalog-info.yaml", "/srv/git/orders.git", null, "catalog-info.yaml")]
    public void The_forms_people_paste_are_understood(string target, string repository, string? reference, string path)
    {
        var parsed = GitTarget.Parse(target, out var problem);

        Assert.Null(problem);
        Assert.Equal(new GitTarget(repository, reference, path), parsed);
    }

    [Fact]
    public void A_token_in_an_address_is_not_shown()
        => Assert.Equal("https://host/o/r.git//", GitTarget.Parse("https://user:s3cret@host/o/r.git", out _)!.Label);

    private string Repository()
    {
        var bare = _catalog.Path("orders.git");
        Directory.CreateDirectory(bare);
        Git(bare, "init", "-q", "--bare", "--initial-branch=main");
        Git(_catalog.Folder, "clone", "-q", bare, "work");
        Push("catalog-info.yaml", Component("orders"));
        return bare;
    }

    private void Push(string file, string text, string branch = "main")
    {
        _catalog.Write($"work/{file}", text);
        Git(_catalog.Path("work"), "add", "-A");
        Git(_catalog.Path("work"), "commit", "-q", "-m", "change");
        Git(_catalog.Path("work"), "push", "-q", "origin", $"HEAD:{branch}");
    }
}
