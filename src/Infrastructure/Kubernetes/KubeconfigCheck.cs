using System.Text;
using Portal.Infrastructure.Descriptors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>
/// Looks at a kubeconfig that somebody pasted. It runs in the portal's process, so it may neither start a program (exec) nor read files of the portal's machine.
/// </summary>
internal static class KubeconfigCheck
{
    // What kubectl writes is six deep. A reader that follows the nesting runs out of stack, and that ends the whole process.
    private const int MostNested = 32;

    private const string HowTo = "Paste what kubectl config view --raw --flatten --minify writes.";

    private static readonly string[] Lists = ["clusters", "users", "contexts"];
    private static readonly string[] FilesOfUser = ["client-certificate", "client-key", "tokenFile"];

    /// <returns>Null, or what is wrong and how to mend it.</returns>
    public static string? Of(string kubeconfig, string? context)
    {
        Dictionary<string, object?>? root;
        try
        {
            if (Misshapen(kubeconfig) is { } shape)
            {
                return shape;
            }

            root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(kubeconfig);
        }
        catch (InvalidOperationException)
        {
            // Of the scanner, at a flow list or map that is not closed; it tells no place.
            return "It is no valid YAML: a bracket, a brace or a quotation mark is not closed.";
        }
        catch (YamlException ex) when (YamlTabs.Line(kubeconfig, ex) is { } tab)
        {
            return $"It is no valid YAML at line {tab}: {YamlTabs.Words} {YamlTabs.Fix}";
        }
        catch (YamlException ex)
        {
            return $"It is no valid YAML at line {ex.Start.Line}, column {ex.Start.Column}: {ex.InnerException?.Message ?? ex.Message}";
        }

        if (Unnamed(root) is { } unnamed)
        {
            return unnamed;
        }

        foreach (var user in Bodies(root, "users", "user"))
        {
            if (user.ContainsKey("exec") || user.ContainsKey("auth-provider"))
            {
                return "It starts a program for its credentials (exec or auth-provider), and a pasted kubeconfig may not. Use the token of a service account, or name the file in the portal's settings.";
            }

            if (FilesOfUser.FirstOrDefault(user.ContainsKey) is { } file)
            {
                return $"{file} names a file of the portal's machine, and a pasted kubeconfig may not. Put the content into {(file == "tokenFile" ? "token" : file + "-data")}: kubectl config view --raw --flatten writes it so.";
            }

            if (user.GetValueOrDefault("token") is string token && token.Any(c => c is <= ' ' or >= '\u007f'))
            {
                return "The token has a blank, a line break or a character that no token has. Paste it again, in one line.";
            }
        }

        if (Bodies(root, "clusters", "cluster").Select(OfCluster).FirstOrDefault(wrong => wrong is not null) is { } unfit)
        {
            return unfit;
        }

        try
        {
            using var connection = ClusterConnection.Open(new ClusterOptions { Context = context, KubeconfigText = kubeconfig });
            return null;
        }
        catch (ClusterSetupException ex)
        {
            return ex.Message;
        }
    }

    /// <summary>What must be known before anything is built from it: a reader follows nesting, and repeats what aliases name.</summary>
    private static string? Misshapen(string kubeconfig)
    {
        var parser = new Parser(new StringReader(kubeconfig));
        var depth = 0;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias alias:
                    return $"At line {alias.Start.Line} it repeats *{alias.Value}, and a pasted kubeconfig may not use aliases. {HowTo}";
                case MappingStart or SequenceStart when depth == MostNested:
                    return $"At line {parser.Current.Start.Line} it is nested more than {MostNested} deep, which no kubeconfig is. {HowTo}";
                case Scalar or SequenceStart when depth == 0:
                    return $"It is no kubeconfig: clusters, users and contexts are expected. {HowTo}";
                case MappingStart or SequenceStart:
                    depth++;
                    break;
                case MappingEnd or SequenceEnd:
                    depth--;
                    break;
            }
        }

        return null;
    }

    private static string? Unnamed(Dictionary<string, object?>? root)
        => Lists.FirstOrDefault(list => root?.GetValueOrDefault(list) is { } there && (there is not List<object?> items || items.Exists(i => (i as Dictionary<object, object?>)?.GetValueOrDefault("name") is not string))) is { } wrong
            ? $"{wrong} must be a list of entries with a name each. {HowTo}" : null;

    private static string? OfCluster(Dictionary<object, object?> cluster)
    {
        if (cluster.ContainsKey("certificate-authority"))
        {
            return "certificate-authority names a file of the portal's machine. Put the certificate into certificate-authority-data: kubectl config view --raw --flatten writes it so.";
        }

        if (cluster.GetValueOrDefault("server") is string server && !IsAddress(server, "https", "http"))
        {
            return $"The server '{server}' is no address of an API server: it begins with https:// and a host.";
        }

        if (cluster.GetValueOrDefault("proxy-url") is string proxy && !IsAddress(proxy, "http", "https", "socks5"))
        {
            return $"The proxy-url '{proxy}' is no address of a proxy: it begins with http://, https:// or socks5:// and a host.";
        }

        return cluster.GetValueOrDefault("certificate-authority-data") is string data && !HasCertificate(data)
            ? "certificate-authority-data holds no certificate: it must be PEM (BEGIN CERTIFICATE), encoded in base64." : null;
    }

    private static bool IsAddress(string text, params ReadOnlySpan<string> schemes) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Host.Length > 0 && schemes.Contains(address.Scheme);

    private static bool HasCertificate(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64)).Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<Dictionary<object, object?>> Bodies(Dictionary<string, object?>? root, string list, string body)
        => (root?.GetValueOrDefault(list) as List<object?> ?? []).OfType<Dictionary<object, object?>>().Select(i => i.GetValueOrDefault(body)).OfType<Dictionary<object, object?>>();
}
