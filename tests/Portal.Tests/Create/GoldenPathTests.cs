using System.Diagnostics;
using System.Text.Json.Nodes;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>What the golden path makes is used as its owner would use it.</summary>
public sealed class GoldenPathTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("payout-reports")]
    [InlineData("system")] // a name that C# has taken
    public async Task A_clone_builds_without_warning_and_its_tests_pass(string name)
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        var run = await CreationHost.StartAsync(api, "aspnet-service", CreationHost.Golden(name));
        await CreationHost.UntilAsync(api, run["id"]!.ToString(), "succeeded");
        var clone = Path.Combine(host.Folder, "clone");

        await CommandAsync(host.Folder, "git", "clone", "--quiet", new Uri(Path.Combine(host.GitServer, "demo", name + ".git")).AbsoluteUri, clone);
        await CommandAsync(clone, "dotnet", "build", "-nologo", "-v", "q", "-nodeReuse:false");
        var tested = await CommandAsync(clone, "dotnet", "test", "--no-build", "-nologo");

        Assert.Contains("Passed!", tested, StringComparison.Ordinal);
        Assert.Equal("", await CommandAsync(clone, "git", "status", "--porcelain"));
    }

    [Fact]
    public async Task Answers_with_quotes_colons_and_markup_stay_answers()
    {
        await using CreationHost host = new();
        using var api = host.ApiClient();
        var values = CreationHost.Golden("odd-words");
        values["description"] = "a: \"b\" 'c' <d> & {e} ${{ 7*7 }} {% raw %} # \\ — é\nsecond line";

        var (status, preview) = await CreationHost.PostAsync(api, "aspnet-service", values, dryRun: true);

        Assert.True(status == 200, preview.ToJsonString());
        var files = preview["files"]!.AsArray().ToDictionary(f => f!["path"]!.ToString(), f => f!["content"]!.ToString());
        Assert.Contains("${{ 7*7 }}", files["README.md"], StringComparison.Ordinal); // an answer is text, not template
        var described = files["catalog-info.yaml"].Split('\n').Single(l => l.StartsWith("  description:", StringComparison.Ordinal))["  description: ".Length..];
        Assert.Equal(values["description"]!.ToString(), JsonNode.Parse(described)!.ToString());
    }

    private static async Task<string> CommandAsync(string folder, string command, params string[] arguments)
    {
        ProcessStartInfo info = new(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("DOTNET_HOST", StringComparison.Ordinal)).ToList())
        {
            info.Environment.Remove(name);
        }

        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)}: {output} {await error}");
        return output;
    }
}
