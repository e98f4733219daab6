using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portal.WebTests.Create;

namespace Portal.WebTests.Lifecycle;

/// <summary>A portal with one template that can be given new versions, and helpers for the repositories that it makes.</summary>
public sealed class FleetHost : IAsyncDisposable
{
    private const string Steps = """
          parameters:
            required: [name, owner, repoUrl]
            properties:
              name: {type: string, title: Name}
              owner: {type: string, title: Owner, ui:field: OwnerPicker}
              repoUrl: {type: string, title: Repository, ui:field: RepoUrlPicker}
              password: {type: string, title: Password, ui:field: Secret}
        PARAMETERS
          steps:
            - {id: fetch, action: 'fetch:template', input: {url: ./skeleton, values: {name: '${{ parameters.name }}', owner: '${{ parameters.owner }}', region: '${{ parameters.region }}'}}}
            - {id: publish, action: 'publish:local-git', input: {repoUrl: '${{ parameters.repoUrl }}'}}
            - {id: register, action: 'catalog:register', input: {repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}'}}
        """;

    public FleetHost(CreationHost? host = null)
    {
        Host = host ?? new();
        Templates = Directory.CreateDirectory(Path.Combine(Host.Folder, "templates")).FullName;
        Host.Set("Scaffolding:TemplatesPath", Templates);
        Version("1.0.0", ("README.md", "# ${{ values.name }}\n\nOne.\n\nTwo.\n\nThree.\n"), ("run.sh", "echo 1\n"), ("old.txt", "old\n"), ("kept.txt", "kept\n"));
    }

    public CreationHost Host { get; }

    public string Templates { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Writes the template anew: the skeleton holds these files and a descriptor.</summary>
    public void Version(string version, params (string Path, string Text)[] files) => Version(version, "", files);

    public void Version(string version, string parameters, params (string Path, string Text)[] files)
    {
        var folder = Path.Combine(Templates, "svc");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Write(Path.Combine(folder, "template.yaml"), $"apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {{name: svc, title: Service, annotations: {{portal.dev/version: '{version}'}}}}\nspec:\n  type: service\n{Steps.Replace("PARAMETERS\n", parameters, StringComparison.Ordinal)}");
        Write(Path.Combine(folder, "skeleton", "catalog-info.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: ${{ values.name }}}\nspec: {type: service, lifecycle: experimental, owner: '${{ values.owner }}'}\n");
        foreach (var (path, text) in files)
        {
            Write(Path.Combine(folder, "skeleton", path), text);
        }
    }

    /// <summary>Waits until the portal offers a version; it looks at the folder every two seconds.</summary>
    public static async Task OfferedAsync(HttpClient api, string version)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(100));
        for (var started = TimeProvider.System.GetTimestamp(); (await api.GetFromJsonAsync<JsonObject>("/api/v1/templates/default/svc", Ct))!["version"]!.ToString() != version; await pause.WaitForNextTickAsync(Ct))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        }
    }

    public async Task<JsonObject> MakeAsync(HttpClient api, string name)
    {
        var run = await CreationHost.StartAsync(api, "svc", new() { ["name"] = name, ["owner"] = "group:default/alpha", ["repoUrl"] = $"local?owner=demo&repo={name}", ["password"] = "hunter2" });
        run = await CreationHost.UntilAsync(api, run["id"]!.ToString(), "succeeded", "failed");
        Assert.True(run["status"]!.ToString() == "succeeded", run.ToJsonString());
        return run;
    }

    public string PathOf(string repository) => Path.Combine(Host.GitServer, "demo", repository + ".git");

    /// <summary>Commits to the default branch as a developer does; a null text deletes.</summary>
    public async Task PushAsync(string repository, params (string Path, string? Text)[] files)
    {
        var clone = Path.Combine(Host.Folder, $"clone-{Guid.NewGuid():N}");
        await GitAsync(Host.Folder, "clone", "--quiet", PathOf(repository), clone);
        foreach (var (path, text) in files)
        {
            if (text is null)
            {
                File.Delete(Path.Combine(clone, path));
            }
            else
            {
                Write(Path.Combine(clone, path), text);
            }
        }

        await GitAsync(clone, "add", "-A");
        await GitAsync(clone, "-c", "user.name=Dev", "-c", "user.email=dev@example.test", "commit", "--quiet", "-m", "Change");
        await GitAsync(clone, "push", "--quiet", "origin", "HEAD");
    }

    /// <summary>Merges a branch into main as a developer does.</summary>
    public async Task MergeAsync(string repository, string branch)
    {
        var clone = Path.Combine(Host.Folder, $"clone-{Guid.NewGuid():N}");
        await GitAsync(Host.Folder, "clone", "--quiet", PathOf(repository), clone);
        await GitAsync(clone, "-c", "user.name=Dev", "-c", "user.email=dev@example.test", "merge", "--quiet", "--no-ff", "-m", "Merge", $"origin/{branch}");
        await GitAsync(clone, "push", "--quiet", "origin", "HEAD");
    }

    public Task<string> ShowAsync(string repository, string branch, string path) => GitAsync(PathOf(repository), "show", $"{branch}:{path}");

    public static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        var (code, output, error) = await TryGitAsync(folder, arguments);
        Assert.True(code == 0, $"git {string.Join(' ', arguments)}: {error}");
        return output;
    }

    public static async Task<(int Code, string Output, string Error)> TryGitAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo info = new("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = Process.Start(info)!;
        var error = git.StandardError.ReadToEndAsync(Ct);
        var output = await git.StandardOutput.ReadToEndAsync(Ct);
        await git.WaitForExitAsync(Ct);
        return (git.ExitCode, output, await error);
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
