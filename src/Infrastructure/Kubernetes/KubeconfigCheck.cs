using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>
/// Looks at a kubeconfig that somebody pasted. It runs in the portal's process, so it may neither start a program (exec) nor read files of the portal's machine.
/// </summary>
internal static class KubeconfigCheck
{
    private static readonly string[] FilesOfUser = ["client-certificate", "client-key", "tokenFile"];

    /// <returns>Null, or what is wrong and how to mend it.</returns>
    public static string? Of(string kubeconfig, string? context)
    {
        Dictionary<string, object?>? root;
        try
        {
            root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>>(kubeconfig);
        }
        catch (YamlException ex)
        {
            return $"It is no valid YAML at line {ex.Start.Line}, column {ex.Start.Column}: {ex.InnerException?.Message ?? ex.Message}";
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
        }

        if (Bodies(root, "clusters", "cluster").Any(c => c.ContainsKey("certificate-authority")))
        {
            return "certificate-authority names a file of the portal's machine. Put the certificate into certificate-authority-data: kubectl config view --raw --flatten writes it so.";
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

    private static IEnumerable<Dictionary<object, object?>> Bodies(Dictionary<string, object?>? root, string list, string body)
        => (root?.GetValueOrDefault(list) as List<object?> ?? []).OfType<Dictionary<object, object?>>().Select(i => i.GetValueOrDefault(body)).OfType<Dictionary<object, object?>>();
}
