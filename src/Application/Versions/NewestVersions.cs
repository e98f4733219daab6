namespace Portal.Application.Versions;

/// <summary>A release as a forge tells it.</summary>
/// <param name="Url">Its page, if there is one.</param>
public sealed record ReleaseInfo(string Tag, bool IsDraft, bool IsPrerelease, DateTimeOffset? PublishedAt, string? Url);

/// <summary>
/// Which release or tag is the declared version. The highest version wins, so that a late fix of an old line does not: among releases that are neither draft nor prerelease,
/// otherwise among tags, where a stable one wins over any prerelease. Parts of one repository (orders-v1.2.3) each have their own.
/// </summary>
public static class NewestVersions
{
    private const int MostParts = 200;

    /// <param name="tagUrl">Page of a tag; null where there is none.</param>
    public static IReadOnlyList<RepositoryVersion> Of(string repository, IEnumerable<ReleaseInfo> releases, IEnumerable<string> tags, Func<string, string?> tagUrl, DateTimeOffset seenAt)
    {
        Dictionary<string, (SemanticVersion? Version, RepositoryVersion Row)> best = new(StringComparer.Ordinal);
        List<ReleaseInfo> nameless = [];
        foreach (var release in releases.Where(r => !r.IsDraft && !r.IsPrerelease))
        {
            if (SemanticVersion.OfTag(release.Tag, out var part) is { } version)
            {
                Offer(part, version, "release", release.Url ?? tagUrl(release.Tag), release.PublishedAt);
            }
            else
            {
                nameless.Add(release);
            }
        }

        // Names without an order: the last one published.
        if (!best.ContainsKey("") && nameless.MaxBy(r => r.PublishedAt) is { } newest)
        {
            best[""] = (null, Row("", "release", newest.Tag, newest.Url ?? tagUrl(newest.Tag), newest.PublishedAt));
        }

        var released = best.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            if (SemanticVersion.OfTag(tag, out var part) is { } version && !released.Contains(part))
            {
                Offer(part, version, "tag", tagUrl(tag), null);
            }
        }

        return [.. best.OrderBy(b => b.Key, StringComparer.Ordinal).Take(MostParts).Select(b => b.Value.Row)];

        void Offer(string part, SemanticVersion version, string source, string? url, DateTimeOffset? at)
        {
            if (part.Length <= RepositoryVersion.PartMaxLength && (!best.TryGetValue(part, out var known) || IsBetter(version, known.Version!)))
            {
                best[part] = (version, Row(part, source, version.Text, url, at));
            }
        }

        RepositoryVersion Row(string part, string source, string version, string? url, DateTimeOffset? at) => new()
        {
            Repository = repository,
            Part = part,
            Source = source,
            Version = version.Length <= RepositoryVersion.VersionMaxLength ? version : version[..RepositoryVersion.VersionMaxLength],
            Url = url is { Length: <= RepositoryVersion.UrlMaxLength } ? url : null,
            At = at,
            SeenAt = seenAt,
        };
    }

    private static bool IsBetter(SemanticVersion version, SemanticVersion known)
        => version.IsPrerelease == known.IsPrerelease ? version > known : known.IsPrerelease;
}
