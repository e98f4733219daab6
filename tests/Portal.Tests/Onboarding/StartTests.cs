using System.Net;
using Portal.Testing;

namespace Portal.WebTests.Onboarding;

public sealed class StartTests : IDisposable
{
    private readonly PortalHost _host = new();

    public StartTests()
    {
        var docs = Directory.CreateDirectory(Path.Combine(_host.Folder, "docs")).FullName;
        File.WriteAllText(Path.Combine(docs, "handbook.md"), "# The handbook\n\n<script>alert(1)</script>\n\n[next](on-call.md) [bad](javascript:alert(1))\n");
        File.WriteAllText(Path.Combine(_host.Folder, "checklist.yaml"), "steps:\n  - {id: team, title: Meet your team, why: They know., link: '/catalog/group/default/{team}'}\n");
        _host.Set("Docs:Path", docs);
        _host.Set("Onboarding:Checklist", Path.Combine(_host.Folder, "checklist.yaml"));
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_newcomer_sees_team_services_people_docs_and_steps()
    {
        var page = await _host.SignInAsync("ada");

        var start = await page.OpenAsync("/start");

        Assert.Contains("Welcome, Ada", start.Document.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("alpha-api", start.Document.QuerySelector("[data-testid=team-service]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ada of Alpha", start.Document.QuerySelector("[data-testid=teammate]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/catalog/group/default/alpha", start.Document.QuerySelector("[data-testid=step] a")!.GetAttribute("href"));
        Assert.NotNull(start.Document.QuerySelector("a[href='/docs/handbook']"));
    }

    [Fact]
    public async Task A_document_is_rendered_without_its_scripts()
    {
        var page = await _host.SignInAsync("ada");

        var doc = await page.OpenAsync("/docs/handbook");

        Assert.Equal("The handbook", doc.Document.QuerySelector(".prose h1")!.TextContent);
        Assert.Empty(doc.Document.QuerySelectorAll(".prose script"));
        Assert.DoesNotContain("javascript:", doc.Html, StringComparison.Ordinal);
        Assert.NotNull(doc.Document.QuerySelector(".prose a[href='/docs/on-call']"));
    }

    [Theory]
    [InlineData("/docs/../secrets")]
    [InlineData("/docs/%2e%2e%2fchecklist")]
    [InlineData("/docs/nothing-here")]
    public async Task Only_pages_below_the_folder_are_served(string url)
    {
        var page = await _host.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.NotFound, (await page.OpenAsync(url)).StatusCode);
    }
}
