using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Testing;

namespace Portal.WebTests.Discovery;

/// <summary>A portal that follows a small cluster with two workloads that nobody declares: the StatefulSet shop/ledger, labelled for the team alpha, and the DaemonSet ops/agent.</summary>
public sealed class DiscoveryHost : IAsyncDisposable
{
    public const string Ledger = "shop/StatefulSet/ledger";

    private const string Services = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: orders}
        spec: {type: service, lifecycle: production, owner: alpha, dependsOn: [resource:orders-db]}
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: cart, annotations: {backstage.io/kubernetes-id: cart}}
        spec: {type: service, lifecycle: production, owner: beta}
        """;

    public PortalHost Host { get; } = new();

    public TinyCluster Tiny { get; private set; } = null!;

    public IDeploymentPictures Pictures => Host.Services.GetRequiredService<IDeploymentPictures>();

    public CatalogGraph Graph => Host.Services.GetRequiredService<ICatalog>().Current;

    public CatalogEntity? Found => Graph.Find(new("component", "default", "ledger"));

    public static async Task<DiscoveryHost> StartAsync(Action<PortalHost>? configure = null)
    {
        var started = new DiscoveryHost { Tiny = await TinyCluster.StartAsync() };
        await File.WriteAllTextAsync(Path.Combine(started.Host.CatalogFolder, "services.yaml"), Services);
        started.Host.Follow(started.Tiny);
        started.Host.Set("SourceControl:LocalPath", Path.Combine(started.Host.Folder, "git"));
        configure?.Invoke(started.Host);
        await started.Host.UntilAsync(() => started.Pictures.Clusters is [{ State: ClusterState.Live }] && started.Pictures.OfService("component:default/cart").Count == 1);
        return started;
    }

    /// <summary>Until the ledger is in the catalog and its page shows where it runs.</summary>
    public Task UntilDiscoveredAsync() => Host.UntilAsync(() => Found is not null && Pictures.OfService("component:default/ledger").Count == 1);

    /// <summary>A repository on the local git server with one commit.</summary>
    public string Repository(string name)
    {
        var bare = Path.Combine(Host.Folder, "git", "demo", name + ".git");
        var work = Path.Combine(Host.Folder, "work-" + name);
        Directory.CreateDirectory(bare);
        Git(bare, "init", "--bare", "--quiet", "--initial-branch=main", ".");
        Directory.CreateDirectory(work);
        Git(work, "init", "--quiet", "--initial-branch=main", ".");
        File.WriteAllText(Path.Combine(work, "README.md"), "x\n");
        Git(work, "add", ".");
        Git(work, "commit", "--quiet", "-m", "First");
        Git(work, "push", "--quiet", bare, "main");
        return bare;
    }

    public static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", "user.name=Test", "-c", "user.email=test@example.test", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error}");
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Tiny.DisposeAsync();
    }
}
