namespace Portal.Application.Deployments;

/// <summary>A container image reference taken apart.</summary>
/// <param name="Repository">Registry and path, without tag and digest.</param>
/// <param name="Tag">Null where none is written.</param>
/// <param name="Digest">For instance sha256:0123..., or null.</param>
/// <remarks>Source: distribution reference grammar, <c>name [":" tag] ["@" digest]</c>; a colon before the last slash belongs to the registry's port.</remarks>
public readonly record struct ImageName(string Repository, string? Tag, string? Digest)
{
    public const string VersionLabel = "app.kubernetes.io/version";
    private const int ShortDigest = 12;

    public static ImageName Parse(string text)
    {
        string? digest = null;
        var rest = text;
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            (rest, digest) = (rest[..at], rest[(at + 1)..]);
        }

        var colon = rest.LastIndexOf(':');
        return colon > rest.LastIndexOf('/') ? new(rest[..colon], rest[(colon + 1)..], digest) : new(rest, null, digest);
    }

    /// <summary>Digest of what really runs, from a container status' imageID: docker-pullable://repo@sha256:..., repo@sha256:... or sha256:...</summary>
    public static string? DigestOf(string? imageId)
    {
        if (string.IsNullOrEmpty(imageId))
        {
            return null;
        }

        var at = imageId.LastIndexOf('@');
        var digest = at >= 0 ? imageId[(at + 1)..] : imageId;
        return digest.StartsWith("sha256:", StringComparison.Ordinal) || digest.StartsWith("sha512:", StringComparison.Ordinal) ? digest : null;
    }

    /// <summary>The version people speak of: the version label of the pod template, else the tag, else the workload's label, else the start of the digest.</summary>
    public static string VersionOf(PodTemplate template, ObservedMeta workload, ImageName image)
    {
        if (template.Metadata.Labels?.GetValueOrDefault(VersionLabel) is { Length: > 0 } label)
        {
            return label;
        }

        if (image.Tag is { Length: > 0 } tag && tag != "latest")
        {
            return tag;
        }

        return workload.Labels?.GetValueOrDefault(VersionLabel) is { Length: > 0 } own ? own : image.Tag ?? Short(image.Digest) ?? "unknown";
    }

    /// <summary>The container that is the service, not its sidecar: the annotated default, the one named like the workload, or the first.</summary>
    public static ObservedContainer MainContainer(PodTemplate template, string workloadName)
    {
        var containers = template.Spec.Containers ?? [];
        var named = template.Metadata.Annotations?.GetValueOrDefault(KeptAnnotations.DefaultContainer) ?? workloadName;
        return containers.FirstOrDefault(c => c.Name == named) ?? (containers is [var first, ..] ? first : new ObservedContainer());
    }

    private static string? Short(string? digest)
    {
        var hex = digest?[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return hex is null || hex.Length <= ShortDigest ? hex : hex[..ShortDigest];
    }
}
