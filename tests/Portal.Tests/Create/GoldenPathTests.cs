using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>What the golden paths make is used as its owner would use it.</summary>
public sealed class GoldenPathTests
{
    /// <summary>A description that means something to each of the languages it lands in.</summary>
    internal const string OddDescription = "a: \"b\" 'c' <d> & {e} ${{ 7*7 }} {% raw %} # \\ — é\nsecond line";

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("aspnet-service", "payout-reports")]
    [InlineData("aspnet-service", "system")] // a name that C# has taken
    [InlineData("worker-service", "worker")] // and one that would be the path's own
    public async Task A_clone_builds_without_warning_and_its_tests_pass(string template, string name)
    {
        await using CreationHost host = new();
        var clone = await CloneAsync(host, template, name);

        await Tools.RunAsync(clone, "dotnet", "build", "-nologo", "-v", "q", "-nodeReuse:false");
        var tested = await Tools.RunAsync(clone, "dotnet", "test", "--no-build", "-nologo");

        Assert.Contains("Passed!", tested, StringComparison.Ordinal);
        Assert.Equal("", await Tools.RunAsync(clone, "git", "status", "--porcelain"));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("node-service", "node")]
    [InlineData("static-site", "static")]
    public async Task A_clone_installs_from_its_lock_file_and_its_tests_pass(string template, string name)
    {
        Assert.SkipUnless(NpmServer.IsPossible, "needs Node and npm");
        await using CreationHost host = new();
        var clone = await CloneAsync(host, template, name);

        await Tools.RunAsync(clone, "npm", "ci", "--no-audit", "--no-fund");
        await Tools.RunAsync(clone, "npm", "run", "check", "--if-present");
        var tested = await Tools.RunAsync(clone, "npm", "test");

        Assert.Matches(@"(?m)^\S+ pass [1-9]\d*$", tested);
        Assert.Equal("", await Tools.RunAsync(clone, "git", "status", "--porcelain"));
    }

    private static async Task<string> CloneAsync(CreationHost host, string template, string name)
    {
        using var api = host.ApiClient();
        var values = CreationHost.Golden(name);
        values["description"] = OddDescription;
        var run = await CreationHost.StartAsync(api, template, values);
        await CreationHost.UntilAsync(api, run["id"]!.ToString(), "succeeded");
        return await host.CloneAsync(name);
    }
}
