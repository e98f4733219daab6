using Portal.Application.Incidents;

namespace Portal.ApplicationTests.Incidents;

public sealed class TemplateChangeTests
{
    private const string Before = "app: image\tregistry.test/app:1\nlabel version\t1\napp: env MODE\tvalue\napp: envFrom 1\tconfigMap settings\napp: limits.memory\t512Mi\napp: requests.cpu\t100m\napp: readiness probe\thttp /ready on 80\napp: args\thash 1\nvolume data\temptyDir\nannotation checksum/config\ta\n";

    [Theory]
    [InlineData("registry.test/app:1", "registry.test/app:2", ChangedParts.Image)]
    [InlineData("512Mi", "96Mi", ChangedParts.Limits)]
    [InlineData("100m", "8", ChangedParts.Requests)]
    [InlineData("/ready on", "/healthz on", ChangedParts.Probes)]
    [InlineData("hash 1", "hash 2", ChangedParts.Command)]
    [InlineData("configMap settings", "configMap other", ChangedParts.Configuration)]
    [InlineData("checksum/config\ta", "checksum/config\tb", ChangedParts.Configuration)]
    [InlineData("env MODE\tvalue", "env MODE\tsecret key", ChangedParts.Secrets)]
    [InlineData("env MODE", "env OTHER", ChangedParts.Environment)]
    [InlineData("emptyDir", "claim data", ChangedParts.Volumes)]
    [InlineData("label version\t1", "label version\t2", ChangedParts.Labels)]
    public void Each_field_belongs_to_a_part(string old, string present, ChangedParts part)
        => Assert.Equal(part, TemplateChange.Between(Before, Before.Replace(old, present, StringComparison.Ordinal)).Parts);

    [Fact]
    public void What_pods_run_with_stands_before_labels()
    {
        var (_, differences) = TemplateChange.Between(Before, Before.Replace("version\t1", "version\t2", StringComparison.Ordinal).Replace("512Mi", "96Mi", StringComparison.Ordinal));

        Assert.Equal("app: limits.memory 512Mi to 96Mi", TemplateChange.Main(differences));
        Assert.Equal("app: limits.memory", differences[0].Field);
    }
}
