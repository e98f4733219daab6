using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Onboarding;

/// <summary>What is not known is not called well.</summary>
public sealed class HomeTests : IDisposable
{
    private readonly PortalHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Before_a_cluster_has_told_anything_nothing_is_called_well_or_absent()
    {
        _host.Set("Clusters:0:Name", "dark");
        _host.Set("Clusters:0:Environment", "production");
        _host.Set("Clusters:0:Kubeconfig", "/nowhere/kubeconfig");
        var page = await _host.SignInAsync("ada");

        var home = (await page.OpenAsync("/")).Document.QuerySelector("main")!.TextContent;
        var start = (await page.OpenAsync("/start")).Document.QuerySelector("main")!.TextContent;

        Assert.Contains("alpha-api", home, StringComparison.Ordinal);
        Assert.Contains("No cluster has told anything yet", home, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing of yours is in trouble", home, StringComparison.Ordinal);
        Assert.All([home, start], text => Assert.DoesNotContain(HeardClusters.NotDeployed, text, StringComparison.Ordinal));
    }
}
