using Portal.Application.Packages;

namespace Portal.ApplicationTests.Packages;

public sealed class VersionConditionTests
{
    [Theory]
    [InlineData("<2.15", "2.14.1", Met.Yes)]
    [InlineData("<2.15", "2.15.0-rc1", Met.Yes)]
    [InlineData("<2.15", "2.15.0", Met.No)]
    [InlineData("< 2.15", "2.2", Met.Yes)]
    [InlineData(">=1.2 <2", "1.2", Met.Yes)]
    [InlineData(">=1.2, <2", "2", Met.No)]
    [InlineData(">=1.2<2", "1.9", Met.Yes)]
    [InlineData("<1.2 || >=2 <2.5", "2.4", Met.Yes)]
    [InlineData("<1.2 || >=2 <2.5", "1.3", Met.No)]
    [InlineData("1.0", "1", Met.Yes)]
    [InlineData("!=1.0", "1.0.0", Met.No)]
    [InlineData("1.2.*", "1.2.9", Met.Yes)]
    [InlineData("1.2.*", "1.2", Met.Yes)]
    [InlineData("1.2.*", "1.20", Met.No)]
    [InlineData("*", "anything", Met.Yes)]
    [InlineData("", "", Met.Yes)]
    [InlineData("<2.15", "${log4j.version}", Met.Unknown)]
    [InlineData("<2.15", "", Met.Unknown)]
    public void A_condition_is_met_or_not_or_cannot_be_told(string condition, string version, Met expected)
        => Assert.Equal(expected, VersionCondition.Parse(condition, out _)!.Test(Ecosystems.Maven, version));

    [Theory]
    [InlineData("<")]
    [InlineData("below 2 please !")]
    [InlineData("<2.*")]
    [InlineData("1.*.2")]
    [InlineData("<1 ||")]
    [InlineData("below 2")]
    [InlineData("^1.2")]
    public void What_is_no_condition_is_told_how_to_write_one(string text)
    {
        Assert.Null(VersionCondition.Parse(text, out var problem));
        Assert.Contains("<2.15", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_the_ecosystem_cannot_order_is_refused_and_named()
        => Assert.Contains("'banana'", VersionCondition.Parse("<banana", out _)!.ProblemIn(Ecosystems.NuGet)!.Message, StringComparison.Ordinal);
}
