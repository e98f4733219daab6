using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Application.Catalog;

/// <summary>What the keyword <c>format</c> asks of a text. A format that is not known here asks for nothing, as the standard has it.</summary>
/// <remarks>Source: JSON Schema "Validation" 2020-12, section 7.3, and the RFCs it names. One deviation, made by the forms that templates are written for: a time may lack its zone.</remarks>
internal static partial class SchemaFormats
{
    /// <summary>Null when the text fits; else a sentence without its subject that says how it is written.</summary>
    public static string? Problem(string format, string text) => format switch
    {
        "date" or "alt-date" => IsDate(text) ? null : "must be a day written as year-month-day, for instance 2026-03-31.",
        "date-time" or "datetime" or "alt-datetime" => IsDateTime(text) ? null : "must be a moment with its zone, for instance 2026-03-31T09:30:00Z.",
        "time" => TimeParts().Match(text) is { Success: true } time && IsTime(time) ? null : "must be a time of day, for instance 09:30:00 or 09:30:00Z.",
        "duration" => Duration().IsMatch(text) && text is not "P" && text[^1] is not ('P' or 'T') ? null : "must be a duration, for instance P3D or PT90M.",
        "email" => IsEmail(text, ascii: true) ? null : "must be an e-mail address, for instance name@example.com.",
        "idn-email" => IsEmail(text, ascii: false) ? null : "must be an e-mail address, for instance name@example.com.",
        "hostname" => IsHost(text) ? null : "must be a host name, for instance api.example.com.",
        "idn-hostname" => IsInternationalHost(text) ? null : "must be a host name, for instance api.example.com.",
        "ipv4" => IsIpv4(text) ? null : "must be an IPv4 address, for instance 10.0.0.1.",
        "ipv6" => text.Contains(':', StringComparison.Ordinal) && Ipv6().IsMatch(text) && IPAddress.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? null : "must be an IPv6 address, for instance 2001:db8::1.",
        "uri" or "url" => IsUri(text, ascii: true) ? null : "must be an address with its scheme, for instance https://example.com/docs.",
        "iri" => IsUri(text, ascii: false) ? null : "must be an address with its scheme, for instance https://example.com/docs.",
        "uri-reference" => IsReference(text, ascii: true) ? null : "must be an address or a path, for instance https://example.com or /docs.",
        "iri-reference" => IsReference(text, ascii: false) ? null : "must be an address or a path, for instance https://example.com or /docs.",
        "uri-template" => IsUriTemplate(text) ? null : "must be an address with placeholders, for instance https://example.com/{id}.",
        "uuid" => text.Length == 36 && Guid.TryParseExact(text, "D", out _) ? null : "must be a UUID, for instance 123e4567-e89b-12d3-a456-426614174000.",
        "regex" => IsRegex(text) ? null : "must be a regular expression; brackets must be closed and a backslash must escape something.",
        "json-pointer" => Pointer().IsMatch(text) ? null : "must be a JSON pointer, for instance /spec/owner.",
        "relative-json-pointer" => RelativePointer().IsMatch(text) ? null : "must be a relative JSON pointer, for instance 1/name.",
        "json" => IsJson(text) ? null : "must be JSON.",
        "color" => Color().IsMatch(text) ? null : "must be a colour written as # and six hexadecimal digits, for instance #3447b8.",
        "data-url" => DataUrl().IsMatch(text) ? null : "must be a data URL, for instance data:text/plain;base64,SGVsbG8=.",
        "byte" => IsBase64(text) ? null : "must be base64.",
        "entity-ref" => EntityRef.TryParse(text, "component", EntityRef.DefaultNamespace, out _) ? null : "must be an entity, for instance component:default/orders.",
        _ => null,
    };

    private static bool IsDate(string text) => text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string text)
        => text.Length > 11 && text[10] is 'T' or 't' or ' ' && IsDate(text[..10]) && TimeParts().Match(text[11..]) is { Success: true } time && time.Groups["zone"].Success && IsTime(time);

    /// <summary>A leap second is one only where it is the last of its day in UTC.</summary>
    private static bool IsTime(Match time)
    {
        int Part(string name) => time.Groups[name].Success ? int.Parse(time.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var (hour, minute, second, zoneHour, zoneMinute) = (Part("h"), Part("m"), Part("s"), Part("zh"), Part("zm"));
        if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59)
        {
            return false;
        }

        var shift = ((zoneHour * 60) + zoneMinute) * (time.Groups["sign"].Value == "-" ? -1 : 1);
        return second < 60 || (((hour * 60) + minute - shift + (2 * 1440)) % 1440) == 1439;
    }

    private static bool IsEmail(string text, bool ascii)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1 || at > 64 || (ascii && !Ascii.IsValid(text)))
        {
            return false;
        }

        var (local, domain) = (text[..at], text[(at + 1)..]);
        return (QuotedLocal().IsMatch(local) || (ascii ? Local() : WideLocal()).IsMatch(local))
            && (domain is ['[', .. var literal, ']'] ? IsIpv4(literal) || (literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) && IPAddress.TryParse(literal[5..], out _)) : ascii ? IsHost(domain) : IsInternationalHost(domain));
    }

    private static bool IsHost(string text) => text.Length <= 253 && Host().IsMatch(text) && text.Split('.').All(label => label.Length <= 63);

    private static bool IsInternationalHost(string text)
    {
        try
        {
            return text.Length > 0 && IsHost(new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsIpv4(string text) => text.Split('.') is { Length: 4 } parts && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0') && int.Parse(p, CultureInfo.InvariantCulture) <= 255);

    private static bool IsUri(string text, bool ascii) => Scheme().IsMatch(text) && IsReference(text, ascii);

    private static bool IsReference(string text, bool ascii)
        => (!ascii || Ascii.IsValid(text)) && !Forbidden().IsMatch(text) && !BrokenEscape().IsMatch(text) && text.Count(c => c == '#') <= 1
            && (!Scheme().IsMatch(text) || Authority().Match(text) is not { Success: true } authority || IsAuthority(authority.Groups["authority"].Value));

    private static bool IsAuthority(string text)
    {
        var host = text[(text.LastIndexOf('@') + 1)..];
        return host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) is > 0 and var end && IPAddress.TryParse(host[1..end], out _) && Port().IsMatch(host[(end + 1)..])
            : !host.Contains('[', StringComparison.Ordinal) && (host.IndexOf(':', StringComparison.Ordinal) is var colon && (colon < 0 || Port().IsMatch(host[colon..])));
    }

    private static bool IsUriTemplate(string text) => !text.Any(c => c is ' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '|') && Templated().IsMatch(text);

    private static bool IsRegex(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
            return !text.Contains(@"\Z", StringComparison.Ordinal) && !text.Contains(@"\a", StringComparison.Ordinal); // known to .NET only
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[(text.Length * 3 / 4) + 3], out _);

    [GeneratedRegex(@"^(?<h>[0-9]{2}):(?<m>[0-9]{2}):(?<s>[0-9]{2})(\.[0-9]+)?(?<zone>[zZ]|(?<sign>[+-])(?<zh>[0-9]{2}):(?<zm>[0-9]{2}))?\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex TimeParts();

    [GeneratedRegex(@"^P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)\z", RegexOptions.None, 2000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*\z", RegexOptions.None, 2000)]
    private static partial Regex Local();

    [GeneratedRegex(@"^[^\s@.""(),:;<>\[\]\\]+(?:\.[^\s@.""(),:;<>\[\]\\]+)*\z", RegexOptions.None, 2000)]
    private static partial Regex WideLocal();

    [GeneratedRegex(@"^""(?:[^""\\\r\n]|\\.)*""\z", RegexOptions.None, 2000)]
    private static partial Regex QuotedLocal();

    [GeneratedRegex(@"^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*\z", RegexOptions.None, 2000)]
    private static partial Regex Host();

    [GeneratedRegex(@"^[0-9a-fA-F:.]+\z", RegexOptions.None, 2000)]
    private static partial Regex Ipv6();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9+.-]*:", RegexOptions.None, 2000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9+.-]*://(?<authority>[^/?#]*)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Authority();

    [GeneratedRegex(@"[\x00-\x20\x7f""<>\\^`{|}]", RegexOptions.None, 2000)]
    private static partial Regex Forbidden();

    [GeneratedRegex("%(?![0-9a-fA-F]{2})", RegexOptions.None, 2000)]
    private static partial Regex BrokenEscape();

    [GeneratedRegex(@"^(?::[0-9]*)?\z", RegexOptions.None, 2000)]
    private static partial Regex Port();

    [GeneratedRegex(@"^(?:[^{}]|\{[+#./;?&=,!@|]?[A-Za-z0-9_%.]+(?::[1-9][0-9]{0,3}|\*)?(?:,[A-Za-z0-9_%.]+(?::[1-9][0-9]{0,3}|\*)?)*\})*\z", RegexOptions.None, 2000)]
    private static partial Regex Templated();

    [GeneratedRegex("^(?:/(?:[^~/]|~0|~1)*)*\\z", RegexOptions.None, 2000)]
    private static partial Regex Pointer();

    [GeneratedRegex("^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)\\z", RegexOptions.None, 2000)]
    private static partial Regex RelativePointer();

    [GeneratedRegex(@"^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\z", RegexOptions.None, 2000)]
    private static partial Regex Color();

    [GeneratedRegex(@"^data:(?:[a-zA-Z0-9.+-]+/[a-zA-Z0-9.+-]+)?(?:;[a-zA-Z0-9-]+=[^;,\s]+)*(?:;base64)?,[^\s]*\z", RegexOptions.None, 2000)]
    private static partial Regex DataUrl();
}
