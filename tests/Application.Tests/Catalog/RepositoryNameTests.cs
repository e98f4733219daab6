using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

public sealed class RepositoryNameTests
{
    [Theory]
    [InlineData("https://github.com/Acme/Shop")]
    [InlineData("https://github.com/acme/shop.git")]
    [InlineData("https://token@github.com/acme/shop/blob/main/catalog-info.yaml")]
    [InlineData("https://github.com/acme/shop//services/a.yaml")]
    [InlineData("https://github.com/acme/shop?ref=main")]
    [InlineData("ssh://git@github.com/acme/shop.git")]
    [InlineData("git@github.com:acme/shop.git")]
    public void Every_form_of_an_address_has_the_same_key(string address) => Assert.Equal("github.com/acme/shop", RepositoryName.KeyOf(address));

    [Theory]
    [InlineData("https://github.com/acme")]
    [InlineData("file:///srv/git/shop.git")]
    [InlineData("/srv/git/shop.git")]
    [InlineData("")]
    public void What_has_no_owner_is_its_own_key(string address)
    {
        Assert.Null(RepositoryName.Parse(address));
        Assert.Equal(address, RepositoryName.KeyOf(address));
    }

    [Theory]
    [InlineData("https://github.com/acme/shop//a/b.yaml", "https://github.com/acme/shop")]
    [InlineData("file:///srv/git/shop.git//a.yaml", "file:///srv/git/shop.git")]
    [InlineData("/srv/git/shop.git//a.yaml", "/srv/git/shop.git")]
    [InlineData("file:/data/catalog/a.yaml", null)]
    [InlineData("https://example.test/a.yaml", null)]
    public void The_repository_stands_before_the_two_slashes_of_a_label(string label, string? repository) => Assert.Equal(repository, RepositoryName.OfLabel(label));
}
