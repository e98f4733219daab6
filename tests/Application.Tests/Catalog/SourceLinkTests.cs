using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

public sealed class SourceLinkTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("https://github.com/acme/shop//svc/catalog-info.yaml", null, "https://github.com/acme/shop/edit/HEAD/svc/catalog-info.yaml", "https://github.com/acme/shop/blob/" + Commit + "/svc/catalog-info.yaml#L7")]
    [InlineData("https://github.com/acme/shop.git//catalog-info.yaml", "https://github.com/acme/shop.git?ref=release/2//catalog-info.yaml", "https://github.com/acme/shop/edit/release/2/catalog-info.yaml", "https://github.com/acme/shop/blob/" + Commit + "/catalog-info.yaml#L7")]
    [InlineData("https://github.com/acme/shop/blob/main/catalog-info.yaml", null, "https://github.com/acme/shop/edit/main/catalog-info.yaml", "https://github.com/acme/shop/blob/" + Commit + "/catalog-info.yaml#L7")]
    [InlineData("https://raw.githubusercontent.com/acme/shop/main/a/b.yaml", null, "https://github.com/acme/shop/edit/main/a/b.yaml", "https://github.com/acme/shop/blob/" + Commit + "/a/b.yaml#L7")]
    [InlineData("git@github.com:acme/shop.git//a b.yaml", null, "https://github.com/acme/shop/edit/HEAD/a%20b.yaml", "https://github.com/acme/shop/blob/" + Commit + "/a%20b.yaml#L7")]
    [InlineData("https://gitlab.acme.test/g/sub/shop//a.yaml", "https://gitlab.acme.test/g/sub/shop/-/tree/dev/", "https://gitlab.acme.test/g/sub/shop/-/edit/dev/a.yaml", "https://gitlab.acme.test/g/sub/shop/-/blob/" + Commit + "/a.yaml#L7")]
    [InlineData("https://bitbucket.org/acme/shop//a.yaml", null, "https://bitbucket.org/acme/shop/src/HEAD/a.yaml?mode=edit", "https://bitbucket.org/acme/shop/src/" + Commit + "/a.yaml#lines-7")]
    [InlineData("ssh://git@codeberg.org/acme/shop.git//a.yaml", "ssh://git@codeberg.org/acme/shop.git?ref=main", "https://codeberg.org/acme/shop/_edit/main/a.yaml", "https://codeberg.org/acme/shop/src/commit/" + Commit + "/a.yaml#L7")]
    [InlineData("https://git.acme.test/shop//a.yaml", null, null, null)]
    [InlineData("https://files.acme.test/a.yaml", null, null, "https://files.acme.test/a.yaml")]
    [InlineData("javascript:alert(1)//a.yaml", null, null, null)]
    public void A_descriptor_is_edited_on_its_branch_and_looked_at_as_it_was_read(string location, string? target, string? edit, string? view)
    {
        var link = SourceLink.Of(new EntitySource(location, 7, Commit, default), target);

        Assert.Equal((edit, view), (link.Edit, link.View));
    }

    [Theory]
    [InlineData("/srv/catalog/a.yaml")]
    [InlineData("file:///srv/catalog//a.yaml")]
    public void A_file_of_this_machine_is_a_path_and_no_link(string location)
    {
        var link = SourceLink.Of(new EntitySource(location, 1, null, default), null);

        Assert.True(link is { IsLocal: true, Edit: null, View: null });
        Assert.Equal(location, link.Path);
    }

    [Fact]
    public void What_is_no_commit_never_gets_into_an_address()
        => Assert.Equal("https://github.com/acme/shop/blob/HEAD/a.yaml#L1", SourceLink.Of(new EntitySource("https://github.com/acme/shop//a.yaml", 0, "../../evil", default), null).View);
}
