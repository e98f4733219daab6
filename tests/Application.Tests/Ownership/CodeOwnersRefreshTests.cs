using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Application.Ownership;
using Portal.ApplicationTests.Deployments.Drift;

namespace Portal.ApplicationTests.Ownership;

public sealed class CodeOwnersRefreshTests : IManifestRepositories
{
    private const string Key = "github.com/northwind/orders-api";

    private readonly Estate _estate = new(
        Estate.Entity("Component", "orders-api", annotations: new() { ["github.com/project-slug"] = "northwind/orders-api" }),
        Estate.Entity("Component", "orders-worker", annotations: new() { ["github.com/project-slug"] = "northwind/orders-api" }),
        Estate.Entity("Component", "elsewhere"));

    private readonly CodeOwnersStore _store = new();
    private Result<RepositoryFiles> _files = new MemoryFiles(("CODEOWNERS", "* @root"), ("docs/CODEOWNERS", "* @docs"), (".github/CODEOWNERS", "* @github"));
    private string? _head;
    private int _opened;

    private CodeOwnersRefresh Refresh => field ??= new(_estate, this, _store, _estate.Clock);

    public Task<Result<RepositoryFiles>> OpenAsync(CatalogEntity service, CancellationToken ct)
    {
        _opened++;
        return Task.FromResult(_files);
    }

    public Task<string?> HeadAsync(CatalogEntity service, CancellationToken ct) => Task.FromResult(_head);

    [Fact]
    public async Task Each_repository_is_asked_once_in_five_minutes_for_the_first_file_in_GitHubs_order()
    {
        await RoundAsync();
        await RoundAsync();

        Assert.Equal(1, _opened);
        Assert.Equal(".github/CODEOWNERS", _store.Of(Key)!.File);
        Assert.Equal(["@github"], _store.Of(Key)!.Owners!.For("x")!.Owners);
    }

    [Fact]
    public async Task An_unchanged_head_is_not_read_again_and_a_new_one_is()
    {
        await RoundAsync();
        (_head, _files) = ("0123456789abcdef", new MemoryFiles(("CODEOWNERS", "* @new")));
        _estate.Clock.Advance(CodeOwnersRefresh.Every);
        await RoundAsync();
        var same = _store.Of(Key)!;
        _head = "ffffffffffffffff";
        _estate.Clock.Advance(CodeOwnersRefresh.Every);
        await RoundAsync();

        Assert.Equal(["@github"], same.Owners!.For("x")!.Owners);
        Assert.Equal(Estate.Now + CodeOwnersRefresh.Every, same.ReadAt);
        Assert.Equal(["@new"], _store.Of(Key)!.Owners!.For("x")!.Owners);
        Assert.Equal(2, _opened);
    }

    [Fact]
    public async Task What_was_read_stays_while_the_repository_cannot_be_reached_and_goes_when_the_file_is_gone()
    {
        await RoundAsync();
        _files = new Unavailable("x", "away");
        _estate.Clock.Advance(CodeOwnersRefresh.Every);
        await RoundAsync();
        var kept = _store.Of(Key);
        _files = new MemoryFiles(("README.md", "x"));
        _estate.Clock.Advance(CodeOwnersRefresh.Every);
        await RoundAsync();

        Assert.NotNull(kept!.Owners);
        Assert.Null(_store.Of(Key)!.Owners);
        Assert.Null(_store.Of(Key)!.File);
    }

    private async Task RoundAsync()
    {
        foreach (var (repository, component) in Refresh.Due())
        {
            await Refresh.RefreshAsync(repository, component, CancellationToken.None);
        }
    }
}
