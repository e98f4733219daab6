using Portal.Application.Deployments;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

public sealed class VersionTests
{
    [Theory]
    [InlineData("nginx", "nginx", null, null)]
    [InlineData("nginx:1.27", "nginx", "1.27", null)]
    [InlineData("localhost:5000/a/b", "localhost:5000/a/b", null, null)]
    [InlineData("localhost:5000/a/b:2", "localhost:5000/a/b", "2", null)]
    [InlineData("r.test/a@sha256:00ff", "r.test/a", null, "sha256:00ff")]
    [InlineData("r.test/a:1.0@sha256:00ff", "r.test/a", "1.0", "sha256:00ff")]
    [InlineData("", "", null, null)]
    [InlineData(":", "", "", null)]
    public void An_image_is_taken_apart(string text, string repository, string? tag, string? digest)
        => Assert.Equal(new ImageName(repository, tag, digest), ImageName.Parse(text));

    [Theory]
    [InlineData("docker-pullable://r.test/a@sha256:ab", "sha256:ab")]
    [InlineData("sha256:ab", "sha256:ab")]
    [InlineData("r.test/a:1.0", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_running_digest_is_read_from_every_form_of_image_id(string? id, string? digest) => Assert.Equal(digest, ImageName.DigestOf(id));

    [Fact]
    public void The_version_label_of_the_pods_says_more_than_the_tag()
        => Assert.Equal("2.0.0", Read(Deployment(labels: new() { [ImageName.VersionLabel] = "2.0.0" })).Version);

    [Theory]
    [InlineData("r.test/a:1.4.2", "1.4.2")]
    [InlineData("r.test/a:latest", "latest")]
    [InlineData("r.test/a", "unknown")]
    [InlineData("r.test/a@sha256:0123456789abcdef0123", "0123456789ab")]
    public void Without_a_label_the_tag_or_the_start_of_the_digest_is_the_version(string image, string version)
        => Assert.Equal(version, Read(Deployment(image: image)).Version);

    [Fact]
    public void The_age_of_a_version_is_that_of_its_revision()
        => Assert.Equal(Now.AddDays(-2), Read(Deployment(), [Pod(hash: "bbb")], [ReplicaSet("aaa", 1, "r:1", Now.AddDays(-9)), ReplicaSet("bbb", 2, "r:2", Now.AddDays(-2))]).VersionSince);

    [Fact]
    public void After_a_rollback_the_age_is_that_of_the_pods_and_not_of_the_revived_revision()
        => Assert.Equal(Now.AddHours(-2), Read(Deployment(), [Pod(hash: "aaa")], [ReplicaSet("aaa", 3, "r:1", Now.AddDays(-9), history: "1"), ReplicaSet("bbb", 2, "r:2", Now.AddDays(-2))]).VersionSince);

    [Theory]
    [InlineData("1.10.0", "1.9.9", 1)]
    [InlineData("v2.0", "2.0.0", 0)]
    [InlineData("1.2.3-rc.1", "1.2.3", 0)]
    [InlineData("2024-09-hotfix", "1.0.0", 0)]
    [InlineData("main", "1.0.0", 0)]
    [InlineData("99999999999999999999.1", "1.0", 0)]
    public void Versions_are_compared_number_by_number_or_not_at_all(string a, string b, int sign) => Assert.Equal(sign, Math.Sign(VersionSkew.Compare(a, b)));

    [Fact]
    public void Only_a_lag_of_half_an_hour_in_production_or_an_older_staging_counts()
    {
        Deployment Row(string cluster, string environment, string version, int minutes)
            => Read(Deployment(image: $"r.test/a:{version}")) with { Cluster = cluster, Environment = environment, VersionSince = Now.AddMinutes(-minutes) };
        var (fresh, old, staging) = (Row("prod-eu", "production", "2.0.0", 10), Row("prod-us", "production", "1.9.0", 5000), Row("staging", "staging", "2.1.0", 60));

        Assert.Empty(VersionSkew.Of([fresh, old, staging], Now));
        var skew = VersionSkew.Of([fresh with { VersionSince = Now.AddMinutes(-31) }, old, staging], Now);
        Assert.Same(old, Assert.Single(skew).Key);
    }
}
