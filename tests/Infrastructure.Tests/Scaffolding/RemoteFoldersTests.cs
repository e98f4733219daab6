using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.GitHub;
using Portal.Infrastructure.LocalGit;
using Portal.Infrastructure.Templating;
using Portal.InfrastructureTests.GitHub;
using Portal.Testing;

namespace Portal.InfrastructureTests.Scaffolding;

/// <summary>What templates may read of other repositories, and what they may not, on GitHub and on this machine.</summary>
public sealed class RemoteFoldersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("remote-").FullName;
    private readonly TestClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("https://github.com/acme/templates/tree/main/svc/skeleton", "github.com", "acme", "templates", "main", "svc/skeleton")]
    [InlineData("https://GitHub.com/acme/templates.git", "github.com", "acme", "templates", null, "")]
    [InlineData("https://github.com/acme/templates/tree/feature%2Fx/a%20b/", "github.com", "acme", "templates", "feature/x", "a b")]
    [InlineData("https://git.example.test:8443/acme/.github/blob/v1.2.3/LICENSE", "git.example.test:8443", "acme", ".github", "v1.2.3", "LICENSE")]
    [InlineData("https://github.com/acme/templates/-/tree/main/x", "github.com", "acme", "templates", "main", "x")]
    public void An_address_names_repository_branch_and_path(string url, string host, string owner, string repo, string? reference, string path)
        => Assert.Equal(new RemotePlace(host, owner, repo, reference, path), RemoteFolders.Parse(url, out _));

    [Theory]
    [InlineData("file:///etc/passwd", "no web address")]
    [InlineData("ssh://git@github.com/acme/x", "no web address")]
    [InlineData("https://user:token@github.com/acme/x", "user or token")]
    [InlineData("https://github.com/acme", "names no folder")]
    [InlineData("https://github.com/acme/x/archive/main.zip", "names no folder")]
    [InlineData("https://github.com/acme/x/tree/main/a?raw=1", "names no folder")]
    [InlineData("https://github.com/acme/x/tree/main/..%2F..%2Fy", "leaves the repository")]
    [InlineData("https://github.com/acme/x/tree/main/a%5C..%5Cb", "leaves the repository")]
    [InlineData("https://github.com/acme/x/tree/--upload-pack%3Dx/y", "a branch or tag")]
    [InlineData("https://github.com/acme/x/tree/a..b/y", "a branch or tag")]
    public void What_names_no_folder_of_a_repository_is_refused_with_what_to_write(string url, string words)
    {
        Assert.Null(RemoteFolders.Parse(url, out var problem));
        Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_on_GitHub_is_read_at_one_commit_and_an_address_inside_the_network_is_never_asked()
    {
        await using var github = await OrganizationFixture.StartAsync();
        github.Fake.Add("templates").Push(github.Before, ("svc/skeleton/a.txt", "A"), ("svc/skeleton/bin/run.sh", "echo"), ("svc/other.txt", "no")).Modes["svc/skeleton/bin/run.sh"] = "100755";
        var remote = Remote([GitHub(github)]);
        SourcePins pins = new();

        var read = Value(await remote.ReadAsync(github.Web + "/acme/templates/tree/main/svc/skeleton", pins, Ct));
        var one = Value(await remote.ReadAsync(github.Web + "/acme/templates/blob/main/svc/other.txt", pins, Ct));

        Assert.Equal(["a.txt False A", "bin/run.sh True echo"], read.Select(f => $"{f.Path} {f.File.Executable} {f.File.Text}"));
        Assert.Equal("other.txt", Assert.Single(one).Path);
        Assert.Equal(40, Assert.Single(pins.Commits).Value.Length);
        foreach (var inside in (string[])["http://169.254.169.254/latest/meta-data", "http://10.0.0.1/acme/x/tree/main/y", "http://localhost/acme/x", "https://gitlab.com/acme/x/tree/main/y"])
        {
            Assert.Contains("not connected to", (await remote.ReadAsync(inside, pins, Ct)).Failure!.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("acme/secret", null, "is private")]
    [InlineData("acme/secret", "acme/secret", null)]
    [InlineData("acme/secret", "acme/*", null)]
    [InlineData("acme/secret", "other/*", "is private")]
    [InlineData("acme/absent", null, "GitHub has no")]
    public async Task A_private_repository_is_read_only_where_the_operator_lists_it(string repository, string? listed, string? refusal)
    {
        await using var github = await OrganizationFixture.StartAsync();
        github.Fake.Add("secret").Push(github.Before, ("s/a.txt", "A"));
        github.Fake.Change("secret", r => r.Private = true);
        var host = new Uri(github.Web).Authority;

        var read = await Remote([GitHub(github)], new() { Repositories = listed is null ? [] : [$"{host}/{listed}"] }).ReadAsync($"{github.Web}/{repository}/tree/main/s", new(), Ct);

        Assert.Equal(refusal is null, read.IsSuccess);
        Assert.Contains(refusal ?? "", read.Failure?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_has_moved_a_link_and_too_much_are_refused()
    {
        await using var github = await OrganizationFixture.StartAsync();
        github.Fake.Add("old").Push(github.Before, ("s/a.txt", "A"));
        github.Fake.Rename("old", "new");
        github.Fake.Add("linked").Push(github.Before, ("s/a.txt", "../../etc/passwd"), ("s/b.txt", "B")).Modes["s/a.txt"] = "120000";
        github.Fake.Add("large").Push(github.Before, [.. Enumerable.Range(0, 4).Select(i => ($"s/{i}.txt", (string?)new string('x', 400 * 1024)))]);

        async Task<string> RefusedAsync(string repository, RemoteOptions? options = null, string path = "s") => (await Remote([GitHub(github)], options).ReadAsync($"{github.Web}/acme/{repository}/tree/main/{path}", new(), Ct)).Failure!.Message;

        Assert.Contains("acme/new now", await RefusedAsync("old"), StringComparison.Ordinal);
        Assert.Contains("symbolic link", await RefusedAsync("linked"), StringComparison.Ordinal);
        Assert.Contains("4 files; 3", await RefusedAsync("large", new() { MaxFiles = 3 }), StringComparison.Ordinal);
        Assert.Contains("1 MB may be read", await RefusedAsync("large", new() { MaxMegabytes = 1 }), StringComparison.Ordinal);
        Assert.Contains("has no nowhere at", await RefusedAsync("linked", path: "nowhere"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_that_is_none_is_looked_for_among_the_tags_and_said_when_it_is_neither()
    {
        await using var github = await OrganizationFixture.StartAsync();
        var repository = github.Fake.Add("templates").Push(github.Before, ("s/a.txt", "A"));
        repository.TagCommits["v1"] = repository.Commit!;
        var remote = Remote([GitHub(github)]);

        Assert.Single(Value(await remote.ReadAsync(github.Web + "/acme/templates/tree/v1/s", new(), Ct)));
        Assert.Contains("no branch or tag v2", (await remote.ReadAsync(github.Web + "/acme/templates/tree/v2/s", new(), Ct)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_of_one_run_is_of_one_commit_although_the_branch_moves_on()
    {
        var commit = await CommitAsync("templates", ("s/a.txt", "1"), ("s/${{ values.name }}.md", "# ${{ values.name }}"));
        var remote = Remote([Local()]);
        Dictionary<string, string> kept = new(StringComparer.Ordinal);
        SourcePins pins = new(null, (key, at, _) => { kept[key] = at; return Task.CompletedTask; });

        Assert.Equal("1", Value(await remote.ReadAsync("https://local/demo/templates/blob/main/s/a.txt", pins, Ct))[0].File.Text);
        Assert.Equal(("local/demo/templates@main", commit), (Assert.Single(kept).Key, kept.Values.Single()));
        await CommitAsync("templates", ("s/a.txt", "2"));

        // Another step of the run, and another process that goes on with it.
        Assert.Equal("1", Value(await remote.ReadAsync("https://local/demo/templates/tree/main/s", pins, Ct)).Single(f => f.Path == "a.txt").File.Text);
        Assert.Equal("1", Value(await remote.ReadAsync("https://local/demo/templates/tree/main/s", new(kept), Ct)).Single(f => f.Path == "a.txt").File.Text);
        Assert.Equal("2", Value(await remote.ReadAsync("https://local/demo/templates/tree/main/s", new(), Ct)).Single(f => f.Path == "a.txt").File.Text);
        Assert.Equal("local/demo/templates@main moved from " + commit[..8] + " to 0123", SourcePins.Moved(kept, new Dictionary<string, string>(StringComparer.Ordinal) { ["local/demo/templates@main"] = "0123" }));
    }

    [Fact]
    public async Task Actions_read_a_mirror_under_the_address_it_mirrors_and_render_it()
    {
        await CommitAsync("templates", ("s/${{ values.name }}.md", "# ${{ values.name }}"), ("LICENSE", "MIT"));
        var remote = Remote([Local(new RepositoryMirror { Repository = "github.com/acme/golden", Path = PathOf("templates") })]);

        ActionRun template = new(new FetchTemplate(new NunjucksEngine(), remote), """{"url":"https://github.com/acme/golden/tree/main/s","targetPath":"out","values":{"name":"orders"}}""");
        await template.DoAsync();
        ActionRun file = new(new FetchPlainFile(remote), """{"url":"https://github.com/acme/golden/blob/main/LICENSE","targetPath":"docs/LICENSE"}""");
        await file.DoAsync();
        ActionRun folder = new(new FetchPlainFile(remote), """{"url":"https://github.com/acme/golden/tree/main/s","targetPath":"x"}""");

        Assert.Equal("# orders", Assert.Single(template.Files.Files).Value.Text);
        Assert.Equal("out/orders.md", template.Files.Files.Keys.Single());
        Assert.Equal("docs/LICENSE", file.Files.Files.Keys.Single());
        Assert.Contains("is a folder", await folder.TryAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_in_a_repository_of_this_machine_is_refused_too()
    {
        await CommitAsync("templates", ("s/a.txt", "A"));
        var clone = Path.Combine(_folder, "link");
        Git(_folder, "clone", "--quiet", PathOf("templates"), clone);
        File.CreateSymbolicLink(Path.Combine(clone, "s", "passwd"), "/etc/passwd");
        Push(clone);

        Assert.Contains("symbolic link", (await Remote([Local()]).ReadAsync("https://local/demo/templates/tree/main/s", new(), Ct)).Failure!.Message, StringComparison.Ordinal);
    }

    private static GitHubFolders GitHub(OrganizationFixture github) => new(github.Clients, new FileStore(Path.Combine(github.Folder, "folders"), github.Clock));

    private static T Value<T>(Result<T> result)
    {
        Assert.Null(result.Failure?.Message);
        return result.Value;
    }

    private static void Git(string folder, params string[] arguments)
    {
        ProcessStartInfo info = new("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        using var git = Process.Start(info)!;
        var error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error);
    }

    private static void Push(string clone)
    {
        Git(clone, "add", "-A");
        Git(clone, "-c", "user.name=Dev", "-c", "user.email=dev@example.test", "commit", "--quiet", "-m", "Change");
        Git(clone, "push", "--quiet", "origin", "HEAD:main");
    }

    private RemoteFolders Remote(IRemoteSource[] sources, RemoteOptions? options = null) => new(sources, Options.Create(new ScaffoldingOptions { Remote = options ?? new() }), _clock);

    private string PathOf(string repository) => Path.Combine(_folder, "git", "demo", repository + ".git");

    private LocalFolders Local(params RepositoryMirror[] mirrors)
    {
        SourceControlOptions options = new() { LocalPath = Path.Combine(_folder, "git"), Mirrors = mirrors };
        return new(new LocalGitServer(Options.Create(options), _clock), new Fixed(options));
    }

    /// <summary>Commits to main, and makes the repository where it is not there.</summary>
    private async Task<string> CommitAsync(string repository, params (string Path, string Text)[] files)
    {
        if (!Directory.Exists(PathOf(repository)))
        {
            Workspace first = new();
            foreach (var (path, text) in files)
            {
                first.Write(path, new(Encoding.UTF8.GetBytes(text)));
            }

            LocalGitServer server = new(Options.Create(new SourceControlOptions { LocalPath = Path.Combine(_folder, "git") }), _clock);
            return (await server.PublishAsync(new("local", "demo", repository), first, "run", "main", "First", "Dev", "", Ct)).Commit;
        }

        var clone = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Git(_folder, "clone", "--quiet", PathOf(repository), clone);
        foreach (var (path, text) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(clone, path), text, Ct);
        }

        Push(clone);
        return "";
    }

    private sealed class Fixed(SourceControlOptions options) : IOptionsMonitor<SourceControlOptions>
    {
        public SourceControlOptions CurrentValue => options;

        public SourceControlOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<SourceControlOptions, string?> listener) => null;
    }
}
