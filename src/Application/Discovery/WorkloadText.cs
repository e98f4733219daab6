using System.Security.Cryptography;
using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>Reads names off workloads. What a cluster says is outside input: nothing is taken over that an entity could not hold.</summary>
internal static class WorkloadText
{
    private const int NameMaxLength = 63;
    private const int HashLength = 8;

    private static readonly string[] PublicRegistries = ["docker.io", "index.docker.io", "registry.hub.docker.com", "quay.io", "registry.k8s.io", "k8s.gcr.io", "gcr.io", "mcr.microsoft.com", "public.ecr.aws", "docker.elastic.co", "registry.access.redhat.com"];

    /// <summary>A label or annotation of the workload, or a label of its pods.</summary>
    public static string? Of(WorkloadEntry entry, string key)
        => (entry.Workload.Annotations?.GetValueOrDefault(key) ?? entry.Workload.Labels?.GetValueOrDefault(key) ?? entry.TemplateLabels?.GetValueOrDefault(key)) is { Length: > 0 and <= 253 } text ? text : null;

    /// <summary>A name that an entity may have; a long one is cut and told apart by a hash.</summary>
    public static string EntityName(string name)
    {
        var clean = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]).Trim('-', '_', '.');
        return clean.Length > NameMaxLength ? Hashed(clean, name) : FieldFormat.IsObjectName(clean) ? clean : "workload";
    }

    /// <summary>A name that only one workload gets.</summary>
    public static string UniqueName(string from) => Hashed(EntityName(from), from);

    /// <summary>Registry of an image repository: its first part when that is a host; Docker Hub otherwise.</summary>
    public static string RegistryOf(string repository)
        => repository.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && (repository[..slash].Contains('.', StringComparison.Ordinal) || repository[..slash].Contains(':', StringComparison.Ordinal)) ? repository[..slash] : "docker.io";

    public static bool IsPublic(string registry) => PublicRegistries.Contains(registry, StringComparer.OrdinalIgnoreCase);

    /// <summary>The last two parts of an image's path: on most registries owner and repository.</summary>
    public static string? SlugOfImage(string repository)
    {
        var parts = repository.Split('/').Skip(RegistryOf(repository) == "docker.io" && !repository.StartsWith("docker.io/", StringComparison.Ordinal) ? 0 : 1).ToList();
        return parts.Count >= 2 ? $"{parts[^2]}/{parts[^1]}" : null;
    }

    /// <summary>owner/repository out of a slug or an address such as url:https://github.com/owner/repo/tree/main/.</summary>
    public static string? Slug(string text)
    {
        var rest = text.StartsWith("url:", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        if (Uri.TryCreate(rest, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ssh" or "git")
        {
            rest = url!.AbsolutePath;
        }

        var parts = rest.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length >= 2 ? $"{parts[0]}/{(parts[1].EndsWith(".git", StringComparison.Ordinal) ? parts[1][..^4] : parts[1])}" : null;
    }

    private static string Hashed(string clean, string of)
        => $"{clean[..Math.Min(clean.Length, NameMaxLength - HashLength - 1)].TrimEnd('-', '_', '.')}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))[..HashLength]}";

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> words)
        => words.Count <= 1 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}";
}
