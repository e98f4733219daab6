using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>
/// From the form to running pods: what a golden path makes is accepted by a real API server, rolls out, and is shown by the portal
/// without any further step. Needs the cluster that PORTAL_TEST_KUBECONFIG names (eng/real-cluster.sh up).
/// </summary>
public sealed class GoldenPathRolloutTests(GoldenPathRolloutTests.Host host) : IClassFixture<GoldenPathRolloutTests.Host>
{
    private const int Patience = 240;

    private static readonly string? Kubeconfig = Environment.GetEnvironmentVariable("PORTAL_TEST_KUBECONFIG") is { Length: > 0 } file ? file : null;

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("aspnet-service")]
    [InlineData("node-service")]
    [InlineData("worker-service")]
    [InlineData("static-site")]
    public async Task It_rolls_out_and_the_portal_shows_it_live(string template)
    {
        Assert.SkipUnless(Kubeconfig is not null, "PORTAL_TEST_KUBECONFIG names no cluster (eng/real-cluster.sh up)");
        var name = $"{template}-{Guid.NewGuid().ToString("N")[..8]}";
        using var api = host.ApiClient();
        var values = CreationHost.Golden(name);
        values["kubernetes"] = "before-1.23"; // the cluster of the tests is 1.20
        var run = await CreationHost.StartAsync(api, template, values);
        await CreationHost.UntilAsync(api, run["id"]!.ToString(), TimeSpan.FromMinutes(3), "succeeded");
        var clone = await host.CloneAsync(name);

        try
        {
            await DeployAsync(clone, "0.1.7");
            var pictures = host.Services.GetRequiredService<IDeploymentPictures>();
            await host.UntilAsync(() => pictures.OfService($"component:default/{name}") is [{ Desired: 2, Ready: 2, Updated: 2 }], Patience);

            var answer = (await api.GetFromJsonAsync<JsonObject>($"/api/v1/services/default/{name}/deployments", TestContext.Current.CancellationToken))!;
            var item = Assert.Single(answer["items"]!.AsArray())!;
            Assert.Equal(($"component:default/{name}", "real", "production", name, "Deployment"), (item["service"]!.ToString(), item["cluster"]!.ToString(), item["environment"]!.ToString(), item["namespace"]!.ToString(), item["kind"]!.ToString()));
            Assert.Equal(("0.1.7", 2, 2, "complete"), (item["version"]!.ToString(), (int)item["desired"]!, (int)item["ready"]!, item["rollout"]!.ToString()));
            Assert.Equal(("annotation", "certain"), (item["match"]!["rule"]!.ToString(), item["match"]!["confidence"]!.ToString()));
        }
        finally
        {
            await KubectlAsync(clone, "delete", "namespace", name, "--wait=false", "--ignore-not-found");
        }
    }

    /// <summary>As the workflow "deploy" does, with one look before: both environments are valid to the API server.</summary>
    private static async Task DeployAsync(string clone, string version)
    {
        await KubectlAsync(clone, "apply", "-f", "deploy/base/namespace.yaml");
        foreach (var environment in new[] { "staging", "production" })
        {
            var file = Path.Combine(clone, "deploy", "overlays", environment, "kustomization.yaml");
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(file, lines.SelectMany(l => l.StartsWith("    newName:", StringComparison.Ordinal) ? new[] { l, $"    newTag: {version}" } : [l]), TestContext.Current.CancellationToken);
            var accepted = await KubectlAsync(clone, "apply", "--dry-run=server", "-k", $"deploy/overlays/{environment}");
            Assert.Contains("deployment.apps/", accepted, StringComparison.Ordinal);
        }

        await KubectlAsync(clone, "apply", "-k", "deploy/overlays/production");
    }

    private static Task<string> KubectlAsync(string folder, params string[] arguments) => Tools.RunAsync(folder, "kubectl", ["--kubeconfig", Kubeconfig!, .. arguments]);

    /// <summary>One portal for all of them, which follows the cluster.</summary>
    public sealed class Host : CreationHost
    {
        public Host()
        {
            Set("Clusters:0:Name", "real");
            Set("Clusters:0:Environment", "production");
            Set("Clusters:0:Kubeconfig", Kubeconfig);
        }
    }
}
