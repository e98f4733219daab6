using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Scaffolding;

/// <summary>The formats of JSON Schema, by the cases that implementations disagree on.</summary>
public sealed class SchemaFormatTests
{
    [Theory]
    [InlineData("date", "2026-02-28", "2026-02-30", "2026-2-3", "26-02-03", "2026-02-03T00:00:00Z")]
    [InlineData("date", "2024-02-29", "2023-02-29", "2026-13-01", "০২")]
    [InlineData("date-time", "2026-03-31T09:30:00Z", "2026-03-31T09:30:00", "2026-03-31", "2026-03-31T25:00:00Z", "2026-03-31T09:30Z")]
    [InlineData("date-time", "2026-03-31t09:30:00.123+01:00", "2026-03-31T09:30:00+24:00", "1998-12-31T22:59:60Z")]
    [InlineData("date-time", "1998-12-31T23:59:60Z", "1998-12-31T23:58:60Z", "31/03/2026 09:30")]
    [InlineData("date-time", "1998-12-31T15:59:60.123-08:00")]
    [InlineData("time", "09:30:00Z", "9:30:00Z", "24:00:00Z", "09:60:00Z", "09:30", "09:30:00+25:00")]
    [InlineData("time", "09:30:00", "093000", "00:00:60", "noon")]
    [InlineData("duration", "P4Y", "PT", "P", "4Y", "P2D1Y", "P1YT", "P1D2H")]
    [InlineData("duration", "PT1H30M", "PT1D", "P1.5D", "PT1H5S")]
    [InlineData("duration", "P2W", "P1Y2W", "P৩Y")]
    [InlineData("email", "joe.bloggs@example.com", "2962", ".joe@example.com", "joe.@example.com", "a..b@example.com", "joe@", "@example.com", "joe@invalid=domain.com")]
    [InlineData("email", "\"joe bloggs\"@example.com", "joe bloggs@example.com", "joe@127.0.0.256]")]
    [InlineData("email", "joe@[127.0.0.1]", "joe@[127.0.0.300]")]
    [InlineData("idn-email", "実例@実例.example", "2962", "실례.example")]
    [InlineData("hostname", "api.example.com", "-a.example", "a-.example", "a..example", "a_b.example", "", "a.example.", ".", "a b")]
    [InlineData("hostname", "123", "012345678901234567890123456789012345678901234567890123456789abcd.example")]
    [InlineData("idn-hostname", "bücher.example", "-a", "")]
    [InlineData("ipv4", "10.0.0.1", "256.0.0.1", "10.0.0", "10.0.0.0.1", "010.0.0.1", "10.0.0.1/8", "0x7f.0.0.1", "1২.0.0.1", "2130706433")]
    [InlineData("ipv6", "::1", "12345::", "1:2:3:4:5:6:7:8:9", "fe80::a%eth1", "::ffff:1.2.3", "1.2.3.4", "a:b", "::1/64")]
    [InlineData("ipv6", "2001:db8::ff00:42:8329", "1::2::3", ":2:3:4:5:6:7:8")]
    [InlineData("uri", "https://example.com:8080/a?b=c#d", "/abc", "example.com", "http:// a.example", "//a", "http://a b", "https://[::1", "https://a:port/", ":// x", "bar,\\x")]
    [InlineData("uri", "urn:oasis:names:specification:docbook:dtd:xml:4.1.2", "a#b#c", "https://a/%zz", "https://a/<b>", "https://a/ü")]
    [InlineData("uri-reference", "/abc?x#y", "\\\\WINDOWS\\share", "a b", "#frag\\ment")]
    [InlineData("iri", "https://ƒøø.example/?∂=π", "/abc", "a b")]
    [InlineData("uri-template", "https://example.com/{id}/{?a,b*}", "https://example.com/{id", "{id}}", "a b")]
    [InlineData("uuid", "2EB8AA08-aa98-11ea-B4Aa-73B441D16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}", "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g")]
    [InlineData("regex", "([abc])+\\s+$", "^(abc]", "a{2,1}", "\\Z", "*a")]
    [InlineData("json-pointer", "/a~1b/~0c/0", "a/b", "/a~", "/a~2", "#/a")]
    [InlineData("json-pointer", "", "#")]
    [InlineData("relative-json-pointer", "1/name", "-1/a", "/a", "01/a", "0##", "")]
    [InlineData("relative-json-pointer", "0#")]
    [InlineData("color", "#3447b8", "blue", "3447b8", "#12345", "#gggggg")]
    [InlineData("data-url", "data:text/plain;base64,SGVsbG8=", "text/plain", "data:text plain,x", "data:;base64 x")]
    [InlineData("json", "{\"a\":[1]}", "{a:1}", "")]
    [InlineData("entity-ref", "component:default/orders", "", ":x")]
    [InlineData("nobody-knows-it", "anything")]
    public void A_format_takes_what_its_rfc_takes_and_nothing_else(string format, string good, params string[] bad)
    {
        Assert.Null(SchemaFormats.Problem(format, good));
        Assert.All(bad, text => Assert.True(SchemaFormats.Problem(format, text) is { } said && said.StartsWith("must be ", StringComparison.Ordinal), $"{format} takes {text}"));
    }

    [Fact]
    public void A_format_says_nothing_about_what_is_no_text()
        => Assert.Empty(SchemaValidation.Check(JsonNode.Parse("""{"format":"email"}""")!.AsObject(), JsonNode.Parse("12")));
}
