using Portal.Web;

namespace Portal.WebTests.Frame;

public sealed class SafeUrlTests
{
    [Theory]
    [InlineData("https://example.test/x", true)]
    [InlineData("mailto:a@example.test", true)]
    [InlineData("/docs/handbook", true)]
    [InlineData("/", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("JaVaScRiPt:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("relative", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_web_mail_and_own_addresses_become_links(string? url, bool safe) => Assert.Equal(safe ? url : null, SafeUrl.Of(url));
}
