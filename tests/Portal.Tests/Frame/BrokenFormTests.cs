using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Portal.Testing;

namespace Portal.WebTests.Frame;

/// <summary>Whatever is posted to a page's form is the sender's mistake, never a bug of the portal.</summary>
public sealed class BrokenFormTests(PortalHost host) : IClassFixture<PortalHost>
{
    public static MatrixTheoryData<string, string, bool> Garbage { get; } = new(
        [
            "/create/default/aspnet-service", "/admin/tokens", "/admin/locations", "/clusters/somewhere", "/who-owns", "/theme", "/sign-in",
            "/runs/none/cancel", "/admin/tokens/0199d1f2-0000-7000-8000-000000000000/revoke", "/admin/locations/none/refresh",
        ],
        ["broken multipart", "multipart without boundary", "3000 fields", "5 MB value", "json"],
        [true, false]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task A_form_that_cannot_be_read_is_refused_in_words(string path, string kind, bool tokenInHeader)
    {
        var page = await host.SignInAsync("pat");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = Body(kind) };
        if (tokenInHeader)
        {
            var form = await page.OpenAsync("/admin/tokens");
            request.Headers.Add("RequestVerificationToken", form.Document.QuerySelector<IHtmlInputElement>("[name=__RequestVerificationToken]")!.Value);
        }

        using var response = await page.Http.SendAsync(request, Ct);

        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType, $"{response.StatusCode}: {text}");
        Assert.Contains("<p class=\"wrap\">The form ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/create/default/aspnet-service")]
    [InlineData("/admin/tokens")]
    [InlineData("/admin/locations")]
    [InlineData("/clusters/somewhere")]
    public async Task Nothing_at_all_is_refused_in_words(string path)
    {
        using var api = host.ApiClient();

        using var response = await api.PostAsync(new Uri(path, UriKind.Relative), null, Ct);

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Contains("<main", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private static ByteArrayContent Body(string kind) => kind switch
    {
        "broken multipart" => Typed("--x\r\nnonsense", "multipart/form-data; boundary=x"),
        "multipart without boundary" => Typed("--x\r\n\r\n--x--", "multipart/form-data"),
        "3000 fields" => Typed(string.Join('&', Enumerable.Range(0, 3000).Select(i => $"f{i}=1")), "application/x-www-form-urlencoded"),
        "5 MB value" => Typed("name=" + new string('a', 5_000_000), "application/x-www-form-urlencoded"),
        _ => Typed("{\"name\":\"a\"}", "application/json"),
    };

    private static ByteArrayContent Typed(string text, string contentType)
        => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } };
}
