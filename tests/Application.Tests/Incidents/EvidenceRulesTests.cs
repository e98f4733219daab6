using Portal.Application.Incidents;

namespace Portal.ApplicationTests.Incidents;

public sealed class EvidenceRulesTests
{
    [Theory]
    [InlineData(ChangedParts.Image, "ImagePullBackOff", Fit.Named)]
    [InlineData(ChangedParts.Limits, "ImagePullBackOff", Fit.Against)]
    [InlineData(ChangedParts.Limits, "OOMKilled", Fit.Named)]
    [InlineData(ChangedParts.Image, "OOMKilled", Fit.Possible)]
    [InlineData(ChangedParts.Secrets, "CreateContainerConfigError", Fit.Named)]
    [InlineData(ChangedParts.Probes, "NotReady", Fit.Named)]
    [InlineData(ChangedParts.Requests, "Unschedulable", Fit.Named)]
    [InlineData(ChangedParts.Image, "NodeNotReady", Fit.Against)]
    public void A_rollout_fits_what_its_parts_can_make(ChangedParts parts, string code, Fit fit)
        => Assert.Equal(fit, EvidenceRules.Of(new SeenChange(DateTimeOffset.UnixEpoch, ChangeKind.Rollout, "") { Key = "k", Parts = parts }, code));

    [Theory]
    [InlineData(3, 0, "ScaledToZero", Fit.Named)]
    [InlineData(3, 6, "Unschedulable", Fit.Named)]
    [InlineData(6, 3, "Unschedulable", Fit.Against)]
    [InlineData(3, 2, "ImagePullBackOff", Fit.Against)]
    public void Scaling_fits_what_more_or_fewer_pods_can_make(int from, int to, string code, Fit fit)
        => Assert.Equal(fit, EvidenceRules.Of(new SeenChange(DateTimeOffset.UnixEpoch, ChangeKind.Scaling, "") { Key = "k", ReplicasBefore = from, ReplicasAfter = to }, code));

    [Fact]
    public void A_catalog_change_breaks_no_pod()
        => Assert.Equal(Fit.Against, EvidenceRules.Of(new SeenChange(DateTimeOffset.UnixEpoch, ChangeKind.Catalog, "") { Key = "k" }, "CrashLoopBackOff"));
}
