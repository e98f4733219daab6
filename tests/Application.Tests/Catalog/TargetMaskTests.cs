using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

public sealed class TargetMaskTests
{
    [Theory]
    [InlineData("https://bot:SECRET@host/x.git", "https://host/x.git")]
    [InlineData("https://SECRET@host:8443/x.git", "https://host:8443/x.git")]
    [InlineData("https://bot:SEC@RET@host/x.git", "https://host/x.git")]
    [InlineData("https://bot:SEC/RET@host/x.git", "https://host/x.git")]
    [InlineData("bot:SECRET@host/x.git", "host/x.git")]
    [InlineData("https://host:8443/a@b.yaml", "https://host:8443/a@b.yaml")]
    [InlineData("https://host/a@b.yaml", "https://host/a@b.yaml")]
    [InlineData("git@host:org/repo.git", "git@host:org/repo.git")]
    [InlineData("/srv/git/repo.git", "/srv/git/repo.git")]
    public void User_information_is_taken_out_of_an_address(string target, string shown) => Assert.Equal(shown, TargetMask.Mask(target));

    [Fact]
    public void The_trail_names_a_refused_location_without_its_secret()
        => Assert.Equal("https://host/x.git", new RegisterLocation("git", "https://bot:SECRET@host/x.git").AuditSubject);
}
