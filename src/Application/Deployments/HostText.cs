using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Application.Deployments;

/// <summary>
/// Finds hosts in configuration values. Values may be secrets, so a text counts as a host only where its form (a URL, a Kubernetes DNS name) or the name of its
/// variable says that it is one; what is not sure is dropped, and user names, passwords, paths and queries never leave this class.
/// </summary>
/// <remarks>Source: RFC 3986 section 3.2 for authorities; Kubernetes documentation, "DNS for Services and Pods".</remarks>
public static partial class HostText
{
    private const int MaxLength = 8192;
    private const int MaxHosts = 32;

    private static readonly HashSet<string> HostWords = new(StringComparer.Ordinal)
    {
        "host", "hosts", "hostname", "addr", "addrs", "address", "addresses", "server", "servers", "endpoint", "endpoints", "broker", "brokers",
        "upstream", "upstreams", "backend", "dns", "authority", "bootstrap", "origin", "seeds", "nodes", "contactpoints",
    };

    // A word in them is an address only with its port: usually they hold URLs.
    private static readonly HashSet<string> UrlWords = new(StringComparer.Ordinal) { "url", "urls", "uri", "uris" };

    private static readonly HashSet<string> SecretWords = new(StringComparer.Ordinal)
    {
        "password", "passwd", "passphrase", "pass", "pwd", "secret", "secrets", "token", "tokens", "credential", "credentials", "apikey", "key", "keys", "auth", "cookie", "salt", "signature", "cert", "private",
    };

    private static readonly HashSet<string> HostKeys = new(StringComparer.OrdinalIgnoreCase)
    {
        "server", "data source", "datasource", "host", "hostname", "address", "addr", "network address", "endpoint", "hosts", "bootstrap.servers", "contact points",
    };

    /// <summary>Hosts in the value of a variable or flag.</summary>
    /// <param name="name">Of the variable; decides whether a bare word may be a host.</param>
    public static IReadOnlyList<(string Host, int? Port)> Of(string name, string value)
    {
        if (value.Length is 0 or > MaxLength)
        {
            return [];
        }

        List<(string, int?)> found = [];
        if (value.Contains("://", StringComparison.Ordinal))
        {
            AddUrls(value, found);
            return found;
        }

        var words = Words(name);
        var namesSecret = words.Any(SecretWords.Contains);
        if (LooksLikeConnection(value))
        {
            AddConnection(value, found);
        }
        else if (!namesSecret)
        {
            var namesHost = words.Count > 0 && (HostWords.Contains(words[^1]) || (words.Count > 1 && words[^1] is "list" or "name" or "internal" or "external" && HostWords.Contains(words[^2])));
            foreach (var part in value.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (Bare(part, namesHost, words.Count > 0 && UrlWords.Contains(words[^1])) is { } host && found.Count < MaxHosts)
                {
                    found.Add(host);
                }
            }
        }

        return found;
    }

    /// <summary>Hosts in a command line: flags with values, and URLs anywhere.</summary>
    public static IReadOnlyList<(string Host, int? Port)> OfWords(IReadOnlyList<string> words)
    {
        List<(string, int?)> found = [];
        for (var i = 0; i < words.Count && found.Count < MaxHosts; i++)
        {
            var word = words[i];
            if (word.Length > MaxLength)
            {
                continue;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (word.StartsWith('-') && equals > 0)
            {
                found.AddRange(Of(word[..equals], word[(equals + 1)..]));
            }
            else if (word.StartsWith('-') && i + 1 < words.Count && !words[i + 1].StartsWith('-'))
            {
                found.AddRange(Of(word, words[++i]));
            }
            else
            {
                AddUrls(word, found);
            }
        }

        return [.. found.Distinct().Take(MaxHosts)];
    }

    private static void AddUrls(string text, List<(string, int?)> found)
    {
        foreach (Match url in Url().Matches(text))
        {
            // jdbc:postgresql://a,b/x and mongodb://a:1,b:2/x name several.
            var authority = url.Groups["authority"].Value;
            var rest = url.Groups["rest"].Value;
            var at = authority.LastIndexOf('@');
            if (at < 0 && rest.Contains('@', StringComparison.Ordinal) && authority.Contains(':', StringComparison.Ordinal))
            {
                continue; // a password with a slash in it: what stands before the @ is no host
            }

            foreach (var part in authority[(at + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (HostAndPort(part) is { } host && found.Count < MaxHosts)
                {
                    found.Add(host);
                }
            }
        }
    }

    /// <summary>Key=value pairs with a key that names a server: ADO.NET, libpq, Kafka and Redis connection strings.</summary>
    private static bool LooksLikeConnection(string value) => Pairs(value).Any(p => HostKeys.Contains(p.Key));

    private static void AddConnection(string value, List<(string, int?)> found)
    {
        var pairs = Pairs(value).ToList();
        int? port = pairs.Find(p => p.Key.Equals("port", StringComparison.OrdinalIgnoreCase)) is { Value: { } text } && PortOf(text) is { } written ? written : null;
        foreach (var pair in pairs.Where(p => HostKeys.Contains(p.Key)))
        {
            var server = pair.Value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? pair.Value[4..] : pair.Value;
            var comma = server.IndexOf(',', StringComparison.Ordinal);
            var parts = comma > 0 && PortOf(server[(comma + 1)..]) is not null ? [$"{server[..comma]}:{server[(comma + 1)..]}"] : server.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            foreach (var part in parts)
            {
                if (HostAndPort(part) is var (host, own) && found.Count < MaxHosts)
                {
                    found.Add((host, own ?? port));
                }
            }
        }
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string value)
    {
        var separator = value.Contains(';', StringComparison.Ordinal) ? ';' : ' ';
        foreach (var part in value.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
            {
                yield return (part[..equals].Trim(), part[(equals + 1)..].Trim().Trim('"', '\''));
            }
        }
    }

    /// <summary>A word without scheme. Sure are cluster-internal names; others only where the variable's name says host.</summary>
    private static (string Host, int? Port)? Bare(string text, bool namesHost, bool namesUrl)
    {
        var word = text.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? text[..slash] : text;
        if (HostAndPort(word) is not var (host, port))
        {
            return null;
        }

        var isInternal = host.EndsWith(".svc", StringComparison.Ordinal) || host.Contains(".svc.", StringComparison.Ordinal) || host.EndsWith(".internal", StringComparison.Ordinal);
        return isInternal || ((namesHost || (namesUrl && port is not null)) && !IsFileName(host)) ? (host, port) : null;
    }

    private static bool IsFileName(string host)
        => host.LastIndexOf('.') is var dot and > 0 && host[(dot + 1)..] is "json" or "yaml" or "yml" or "xml" or "toml" or "ini" or "conf" or "pem" or "crt" or "sock" or "properties";

    private static (string Host, int? Port)? HostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        int? port = null;
        if (colon >= 0)
        {
            if (PortOf(text[(colon + 1)..]) is not { } written)
            {
                return null;
            }

            (text, port) = (text[..colon], written);
        }

        var host = text.TrimEnd('.').ToLowerInvariant();
        return host.Length is > 0 and <= 253 && Host().IsMatch(host) && !IsLocal(host) ? (host, port) : null;
    }

    private static bool IsLocal(string host)
        => host is "localhost" or "true" or "false" or "none" or "null" or "disabled" or "enabled" || host.EndsWith(".localhost", StringComparison.Ordinal)
            || host.Split('.') is var labels && labels.All(l => l.All(char.IsAsciiDigit)); // numbers and IP addresses name nothing in a catalog

    private static int? PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    /// <summary>ORDERS_DB-Host, ordersDbHost, --orders-db-host -> orders, db, host.</summary>
    private static List<string> Words(string name)
        => [.. NameWord().Matches(name.Length <= 200 ? name : name[..200]).Select(m => m.Value.ToLowerInvariant())];

    [GeneratedRegex(@"[a-zA-Z][a-zA-Z0-9+.:-]*://(?<authority>[^\s/?#""'<>\\]+)(?<rest>[^\s""'<>]*)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Url();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Host();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.None, 2000)]
    private static partial Regex NameWord();
}
