using Portal.Application.Versions;

namespace Portal.ApplicationTests.Versions;

public sealed class NewestVersionsTests
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Versions_are_ordered_as_the_specification_orders_them() // Semantic Versioning 2.0.0, section 11
    {
        string[] order = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2", "1.10.0", "2.0.0", "2026.11", "2026.11.3.1"];

        for (var i = 1; i < order.Length; i++)
        {
            Assert.True(SemanticVersion.Parse(order[i - 1])! < SemanticVersion.Parse("v" + order[i])!, $"{order[i - 1]} < {order[i]}");
            Assert.False(SemanticVersion.Parse(order[i])! < SemanticVersion.Parse(order[i - 1])!);
        }

        Assert.Equal(SemanticVersion.Parse("1.0.0+build.1"), SemanticVersion.Parse("v1.0.0+other"));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("1")]
    [InlineData("1.x.0")]
    [InlineData("1.2.3-")]
    [InlineData("9999999999999999999999.1.1")]
    [InlineData("")]
    public void What_is_no_version_is_none(string text) => Assert.Null(SemanticVersion.Parse(text));

    [Theory]
    [InlineData("v1.2.3", "", "1.2.3")]
    [InlineData("release-1.2.3", "", "1.2.3")]
    [InlineData("releases/v1.2.3-rc.1", "", "1.2.3-rc.1")]
    [InlineData("orders-v1.2.3", "orders", "1.2.3")]
    [InlineData("orders-api-1.2.3", "orders-api", "1.2.3")]
    [InlineData("services/orders/v1.2.3", "orders", "1.2.3")]
    [InlineData("@shop/orders@1.2.3", "orders", "1.2.3")]
    [InlineData("Orders_1.2", "orders", "1.2")]
    public void A_tag_is_taken_apart(string tag, string part, string version)
    {
        var parsed = SemanticVersion.OfTag(tag, out var found);

        Assert.Equal((part, version), (found, parsed?.Text));
    }

    [Fact]
    public void A_late_fix_of_an_old_line_is_not_the_newest()
        => Assert.Equal("2.1.0", Only(Of([Release("v2.1.0", 1), Release("v1.9.7", 5)], ["v3.0.0"])).Version);

    [Fact]
    public void Drafts_and_prereleases_are_not_declared()
        => Assert.Equal(("1.0.0", "release"), Both(Of([Release("v1.0.0", 1), Release("v2.0.0", 2, draft: true), Release("v2.0.0-rc.1", 2, pre: true)], ["v2.0.0-rc.1"])));

    [Fact]
    public void Without_releases_the_highest_stable_tag_counts_and_a_prerelease_only_where_there_is_nothing_else()
    {
        Assert.Equal(("1.10.0", "tag"), Both(Of([], ["v1.9.0", "v1.10.0", "v2.0.0-beta.1", "nightly"])));
        Assert.Equal(("2.0.0-beta.2", "tag"), Both(Of([], ["v2.0.0-beta.1", "v2.0.0-beta.2"])));
        Assert.Empty(Of([], ["nightly"]));
    }

    [Fact]
    public void Releases_without_numbers_go_by_their_date()
        => Assert.Equal("Winter", Only(Of([Release("Autumn", 1), Release("Winter", 2)], [])).Version);

    [Fact]
    public void Parts_of_a_repository_have_their_own()
    {
        var found = Of([Release("orders-v1.2.0", 1), Release("cart-v3.0.0", 1)], ["v9.0.0", "orders-v1.3.0"]);

        Assert.Equal(["=9.0.0", "cart=3.0.0", "orders=1.2.0"], found.Select(f => $"{f.Part}={f.Version}"));
    }

    private static ReleaseInfo Release(string tag, int day, bool draft = false, bool pre = false) => new(tag, draft, pre, Day.AddDays(day), null);

    private static IReadOnlyList<RepositoryVersion> Of(ReleaseInfo[] releases, string[] tags) => NewestVersions.Of("github.com/acme/shop", releases, tags, _ => null, Day);

    private static RepositoryVersion Only(IReadOnlyList<RepositoryVersion> found) => Assert.Single(found);

    private static (string Version, string Source) Both(IReadOnlyList<RepositoryVersion> found) => (Only(found).Version, Only(found).Source);
}
