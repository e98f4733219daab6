using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>The likely reason of a difference in words, from what is in memory.</summary>
internal static class DriftReasons
{
    private const string Restore = "Apply git again, or write the change to git.";

    public static string Likely(string path, string? git, string? live, WorkloadEntry? entry, GitManifests manifests, ServiceManifests of)
    {
        if (path == WorkloadFields.Replicas)
        {
            return $"Replicas set by hand, by kubectl scale or from this portal. {Restore}";
        }

        if (IsNewer(manifests, entry?.Row.VersionSince))
        {
            return $"Git is newer than the last release: {of.ShortCommit} has not been rolled out.";
        }

        return (git, live) switch
        {
            (null, _) => $"Set in the cluster only: by hand, or by a tool that does not write to git. {Restore}",
            (_, null) => $"Taken away in the cluster, or never applied. {Restore}",
            _ when path.EndsWith(".image", StringComparison.Ordinal) => $"Another image was rolled out than git has: by hand, or by a pipeline that does not write back to git. {Restore}",
            _ => $"Changed by hand after the last rollout from git, or by a tool that does not write to git. {Restore}",
        };
    }

    public static bool IsNewer(GitManifests manifests, DateTimeOffset? releasedAt) => manifests.ChangedAt is { } changed && releasedAt is { } released && changed > released;
}
