using System.Net;
using System.Text;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Portal.Testing;

namespace Portal.WebTests.Packages;

public sealed class PackagesPagesTests(PackagesHost host) : IClassFixture<PackagesHost>
{
    private const string Sbom = """{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"component":{"bom-ref":"r","name":"alpha","version":"1.0"}},"components":[{"bom-ref":"a","name":"<b>trap</b>","version":"1.0.0","purl":"pkg:npm/%3Cb%3Etrap%3C%2Fb%3E@1.0.0"},{"bom-ref":"b","name":"deep","version":"0.9.0","purl":"pkg:npm/deep@0.9.0"}],"dependencies":[{"ref":"r","dependsOn":["a"]},{"ref":"a","dependsOn":["b"]}]}""";

    [Fact]
    public async Task The_owner_uploads_a_file_and_the_question_finds_it_with_its_way()
    {
        var ada = await host.SignInAsync("ada");

        var uploaded = await UploadAsync(ada, Sbom);
        var service = await ada.OpenAsync("/packages/service/default/alpha-api");
        var answer = await ada.OpenAsync("/packages?name=deep&version=%3C1");

        Assert.Equal(HttpStatusCode.Found, uploaded.StatusCode);
        Assert.Equal(2, service.Document.QuerySelectorAll("[data-testid=service-package]").Length);
        var row = Assert.Single(answer.Document.QuerySelectorAll("[data-testid=package-user]"));
        Assert.Contains("<b>trap</b> 1.0.0", Words(row.QuerySelector("[data-label=Through]")!), StringComparison.Ordinal);
        Assert.Contains("Alpha", row.QuerySelector("[data-label=Owner]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("not running", row.QuerySelector("[data-label=Live]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("<1", answer.Document.QuerySelector<IHtmlInputElement>("#version")!.Value);
    }

    [Fact]
    public async Task A_file_that_is_no_SBOM_is_refused_beside_its_field()
    {
        var page = await UploadAsync(await host.SignInAsync("ada"), "{\n \"bomFormat\": 1");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("line 2", page.Document.QuerySelector("[data-valmsg-for=sbom]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_own_the_service_is_offered_no_upload_and_refused_one()
    {
        var ben = await host.SignInAsync("ben");

        var page = await ben.OpenAsync("/packages/service/default/alpha-api");
        var refused = await UploadAsync(ben, Sbom);

        Assert.Null(page.Document.QuerySelector("#upload"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_wrong_condition_is_explained_beside_its_field_and_kept()
    {
        var page = await (await host.SignInAsync("vic")).OpenAsync("/packages?name=deep&version=below+2");

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains("<2.15", page.Document.QuerySelector("[data-valmsg-for=version]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("below 2", page.Document.QuerySelector<IHtmlInputElement>("#version")!.Value);
    }

    [Fact]
    public async Task Without_a_question_the_page_tells_what_is_known_and_of_whom_nothing_is()
    {
        var page = await (await host.SignInAsync("vic")).OpenAsync("/packages");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.NotNull(page.Document.QuerySelector("#without"));
        Assert.Equal("page", page.Document.QuerySelector(".rail a[href='/packages']")!.GetAttribute("aria-current"));
    }

    [Fact]
    public async Task An_unknown_service_is_a_page_that_says_so()
    {
        var page = await (await host.SignInAsync("vic")).OpenAsync("/packages/service/default/nobody");

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("component:default/nobody", page.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task<Page> UploadAsync(PageClient browser, string sbom)
    {
        const string Url = "/packages/service/default/alpha-api";
        var form = await browser.OpenAsync("/packages");
        var token = (form.Document.QuerySelector<IHtmlInputElement>("[name=__RequestVerificationToken]"))!.Value;
        using var content = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(sbom)), "File", "bom.json" } };
        using var response = await browser.Http.PostAsync(new Uri(Url, UriKind.Relative), content);
        var html = await response.Content.ReadAsStringAsync();
        var document = await BrowsingContext.New(Configuration.Default).OpenAsync(r => r.Content(html));
        return new(response.StatusCode, response.Headers.Location?.OriginalString, document, html);
    }
}
