using Portal.Application.Packages;

namespace Portal.ApplicationTests.Packages;

public sealed class PackageUrlTests
{
    [Theory]
    [InlineData("pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?packaging=sources", "maven", "org.apache.xmlgraphics:batik-anim", "1.9.1")]
    [InlineData("pkg:npm/%40angular/animation@12.3.1", "npm", "@angular/animation", "12.3.1")]
    [InlineData("pkg:npm/@angular/animation", "npm", "@angular/animation", null)]
    [InlineData("pkg:golang/github.com/gorilla/context@234fd47e07d1004f0aed9c#api", "golang", "github.com/gorilla/context", "234fd47e07d1004f0aed9c")]
    [InlineData("PKG:NuGet/EnterpriseLibrary.Common@6.0.1304", "nuget", "EnterpriseLibrary.Common", "6.0.1304")]
    [InlineData("pkg:pypi/django@1.11.1", "pypi", "django", "1.11.1")]
    [InlineData("pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie", "deb", "curl", "7.50.3-1")]
    public void The_examples_of_its_specification_are_read(string text, string ecosystem, string name, string? version)
    {
        Assert.True(PackageUrl.TryParse(text, out var purl));
        Assert.Equal(new PackageUrl(ecosystem, name, version), purl);
    }

    [Theory]
    [InlineData("lodash")]
    [InlineData("pkg:")]
    [InlineData("pkg:npm")]
    [InlineData("pkg:npm/")]
    [InlineData("pkg:n%20m/a")]
    public void What_is_none_is_not_read_as_one(string text) => Assert.False(PackageUrl.TryParse(text, out _));

    [Theory]
    [InlineData("npm", "@angular/animation", "12.3.1", "pkg:npm/%40angular/animation@12.3.1")]
    [InlineData("maven", "org.apache:batik", null, "pkg:maven/org.apache/batik")]
    public void It_is_written_as_it_is_read(string ecosystem, string name, string? version, string text) => Assert.Equal(text, new PackageUrl(ecosystem, name, version).ToString());

    [Theory]
    [InlineData("pypi", "Zope.Interface", "zope_interface", true)]
    [InlineData("nuget", "Newtonsoft.Json", "newtonsoft.json", true)]
    [InlineData("npm", "lodash.get", "lodash-get", false)]
    public void Names_are_the_same_as_their_registry_says(string ecosystem, string left, string right, bool same)
        => Assert.Equal(same, Ecosystems.Key(ecosystem, left) == Ecosystems.Key(ecosystem, right));
}
