using Portal.Application.Packages;

namespace Portal.ApplicationTests.Packages;

/// <summary>The orders that the ecosystems' own documents print, oldest first.</summary>
public sealed class VersionOrderTests
{
    [Theory]
    // learn.microsoft.com, "Package versioning", pre-release versions
    [InlineData("nuget", "1.0.0-alpha 1.0.0-alpha.2 1.0.0-alpha.10 1.0.0-beta 1.0.0-open 1.0.0-rc 1.0.0-zzz 1.0.0 1.0.0.1 1.0.1 1.1 2.0")]
    // semver.org, section 11
    [InlineData("npm", "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1")]
    [InlineData("cargo", "0.9.9 0.10.0 1.0.0-rc.1 1.0.0")]
    // go.dev/ref/mod, "Versions" and "Pseudo-versions"
    [InlineData("golang", "v0.0.0-20191109021931-daa7c04131f5 v0.0.0 v1.2.3-pre v1.2.3 v1.2.4-0.20191109021931-daa7c04131f5 v1.2.4 v2.0.0+incompatible v8.0.5-pre v8.0.5")]
    // PEP 440, "Summary of permitted suffixes and relative ordering"
    [InlineData("pypi", "1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1 1!0.1")]
    // maven.apache.org, "Version Order Specification"
    [InlineData("maven", "1-alpha-1 1-beta 1-milestone-2 1-rc1 1-snapshot 1 1-sp 1-foo2 1-foo10 1-1 1.1 1.2.9 1.10")]
    [InlineData("maven", "2.0-rc2 2.0 2.14.1 2.15.0-rc1 2.15.0 2.15.1")]
    // Debian policy 5.6.12
    [InlineData("deb", "1.0~~ 1.0~~a 1.0~ 1.0 1.0-1 1.0-1ubuntu1 1.0-2 1.0a 1:0.1")]
    public void Versions_are_ordered_as_their_ecosystem_orders_them(string ecosystem, string oldestFirst)
    {
        var versions = oldestFirst.Split(' ');
        for (var i = 0; i < versions.Length; i++)
        {
            for (var j = 0; j < versions.Length; j++)
            {
                var order = VersionOrder.Read(ecosystem, versions[i])!.CompareWith(VersionOrder.Read(ecosystem, versions[j])!);
                Assert.True(Math.Sign(order) == Math.Sign(i.CompareTo(j)), $"{versions[i]} against {versions[j]} is {order}");
            }
        }
    }

    [Theory]
    [InlineData("nuget", "1.0", "1.0.0.0")]
    [InlineData("nuget", "1.0.0-RC", "1.0.0-rc")]
    [InlineData("nuget", "1.0.1+build", "1.0.1+other")]
    [InlineData("npm", "v1.2.3", "1.2.3+build.5")]
    [InlineData("pypi", "1.1", "1.1.0")]
    [InlineData("pypi", "1.1.RC1", "v1.1rc1")]
    [InlineData("pypi", "1.0-1", "1.0.post1")]
    [InlineData("pypi", "1.0-alpha", "1.0a0")]
    [InlineData("maven", "1.ga", "1-0")]
    [InlineData("maven", "1.0", "1")]
    [InlineData("maven", "1-a1", "1-alpha-1")]
    [InlineData("maven", "1-cr2", "1-RC2")]
    [InlineData("maven", "1.0-final", "1.0.0")]
    [InlineData("deb", "1.0", "0:1.00")]
    public void Spellings_of_one_version_are_one_version(string ecosystem, string left, string right)
        => Assert.Equal(0, VersionOrder.Read(ecosystem, left)!.CompareWith(VersionOrder.Read(ecosystem, right)!));

    [Theory]
    [InlineData("npm", "^1.2.0")]
    [InlineData("npm", "latest")]
    [InlineData("npm", "git+https://example.test/a.git")]
    [InlineData("nuget", "[1.0,2.0)")]
    [InlineData("nuget", "1.*")]
    [InlineData("nuget", "$(Version)")]
    [InlineData("pypi", ">=2")]
    [InlineData("maven", "${revision}")]
    [InlineData("maven", "[1.0,2.0)")]
    [InlineData("maven", "LATEST")]
    [InlineData("deb", "")]
    public void A_wish_is_no_version(string ecosystem, string text) => Assert.Null(VersionOrder.Read(ecosystem, text));

    [Fact]
    public void Numbers_longer_than_any_integer_are_compared()
        => Assert.True(VersionOrder.Read("pypi", "1.99999999999999999999999998")!.CompareWith(VersionOrder.Read("pypi", "1.99999999999999999999999999")!) < 0);
}
