using System.Text.RegularExpressions;
using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Deployments;

/// <summary>The list of codes, the code that makes them, the fixtures and the user documentation say the same.</summary>
public sealed partial class ProblemCodeTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void The_documentation_explains_every_code_and_no_other()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(Root, "docs", "user", "deployments.md"))).Select(m => m.Groups["code"].Value).Where(c => c is not "Code").ToList();

        Assert.Equal(ProblemCodes.All.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_that_the_sources_write_is_listed()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src", "Application", "Deployments"), "*.cs").Where(f => Path.GetFileName(f) is var n && (n.EndsWith("Findings.cs", StringComparison.Ordinal) || n.EndsWith("Problems.cs", StringComparison.Ordinal) || n is "VersionSkew.cs"));
        var written = sources.SelectMany(f => Written().Matches(File.ReadAllText(f))).Select(m => m.Groups["code"].Value).Distinct().ToList();

        Assert.True(written.Count >= 20, string.Join(", ", written));
        Assert.Empty(written.Except(ProblemCodes.All));
    }

    [Fact]
    public void Every_code_of_a_fixture_is_listed()
    {
        var codes = Directory.EnumerateFiles(Path.Combine(Root, "tests", "Application.Tests", "Deployments", "Fixtures"), "expected.json", SearchOption.AllDirectories)
            .SelectMany(f => Expected().Matches(File.ReadAllText(f))).Select(m => m.Groups["code"].Value).Distinct().ToList();

        Assert.NotEmpty(codes);
        Assert.Empty(codes.Except(ProblemCodes.All));
    }

    [GeneratedRegex(@"^\| (?<code>[A-Z][\w:]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("new\\((init \\? )?\"(?<code>[A-Z][A-Za-z]+)\", [^)]*(Severity|\\(pods|=>)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    [GeneratedRegex("\"code\": \"(?<code>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expected();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the checkout: Portal.sln was not found above them.");
        }

        return folder.FullName;
    }
}
