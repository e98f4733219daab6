using System.Diagnostics;
using Portal.Application.Deployments;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>A namespace of its own on the cluster that PORTAL_TEST_KUBECONFIG names; skipped where it names none. See eng/real-cluster.sh.</summary>
public abstract class RealCluster : IAsyncLifetime
{
    protected const int Patience = 240;

    protected static string? Kubeconfig { get; } = Setting("PORTAL_TEST_KUBECONFIG");

    protected string Namespace { get; } = $"portal-test-{Guid.NewGuid().ToString("N")[..8]}";

    private protected static ClusterOptions Options => new() { Name = "real", Environment = "test", Kubeconfig = Kubeconfig };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Kubeconfig is not null, "PORTAL_TEST_KUBECONFIG names no cluster (eng/real-cluster.sh up)");
        await KubectlAsync($"create namespace {Namespace}");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Kubeconfig is not null)
        {
            await KubectlAsync($"delete namespace {Namespace} --wait=false");
        }

        GC.SuppressFinalize(this);
    }

    protected static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private protected Deployment? Mine(FollowedCluster watcher, string name = "web", string kind = "Deployment")
        => watcher.Pictures.Deployments.FirstOrDefault(d => d.Name == name && d.Namespace == Namespace && d.Kind == kind);

    protected Task<string> ApplyAsync(string manifest) => KubectlAsync("apply -f -", manifest);

    protected Task<string> ApplyWebAsync(string version, int replicas) => ApplyAsync($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, namespace: "{{Namespace}}" }
        spec:
          replicas: {{replicas}}
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [ { name: web, image: "registry.test/web:{{version}}" } ] }
        """);

    protected static Task<string> KubectlAsync(string arguments, string? input = null, bool mayFail = false)
        => RunAsync("kubectl", ["--kubeconfig", Kubeconfig!, .. arguments.Split(' ')], input, mayFail);

    protected static async Task<string> RunAsync(string program, string[] arguments, string? input = null, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(mayFail || process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
