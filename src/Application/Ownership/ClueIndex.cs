using Portal.Application.Catalog;

namespace Portal.Application.Ownership;

/// <summary>From what people paste to entities; built once per catalog snapshot.</summary>
internal sealed class ClueIndex
{
    private static readonly string[] Named = ["component", "api", "resource", "system", "domain", "group", "user"];

    private ClueIndex(long generation) => Generation = generation;

    public long Generation { get; }

    /// <summary>Names, titles and refs in lower case.</summary>
    public Dictionary<string, List<(EntityRef Ref, string Why)>> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Repositories as host/owner/name in lower case.</summary>
    public Dictionary<string, List<(EntityRef Ref, string Why)>> Repositories { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Links (dashboards, runbooks, chats) without scheme and trailing slash.</summary>
    public Dictionary<string, List<(EntityRef Ref, string Why)>> Urls { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static ClueIndex Of(CatalogGraph graph)
    {
        var index = new ClueIndex(graph.Generation);
        foreach (var entity in graph.Entities)
        {
            if (!Named.Contains(entity.Ref.Kind, StringComparer.Ordinal))
            {
                continue;
            }

            Add(index.Names, entity.Ref.Name, entity.Ref, $"the name of {entity.Ref}");
            Add(index.Names, entity.Ref.ToString(), entity.Ref, $"the ref {entity.Ref}");
            Add(index.Names, $"{entity.Ref.Namespace}/{entity.Ref.Name}", entity.Ref, $"namespace and name of {entity.Ref}");
            if (entity.Title is { Length: > 0 } title)
            {
                Add(index.Names, title, entity.Ref, $"the title of {entity.Ref}");
            }

            if (entity.Annotations.TryGetValue("backstage.io/kubernetes-id", out var id))
            {
                Add(index.Names, id, entity.Ref, $"annotation backstage.io/kubernetes-id of {entity.Ref}");
            }

            IndexAddresses(index, entity);
        }

        return index;
    }

    /// <summary>host/owner/repository of anything that addresses a Git repository; null when it is no such address.</summary>
    public static string? RepositoryOf(string text)
    {
        var rest = text.Trim();
        if (rest.StartsWith("url:", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[4..];
        }

        if (rest.StartsWith("git@", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[4..].Replace(':', '/'); // git@github.com:owner/name.git
        }
        else if (rest.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0)
        {
            rest = rest[(scheme + 3)..];
            var at = rest.IndexOf('@', StringComparison.Ordinal);
            if (at >= 0 && at < rest.IndexOf('/', StringComparison.Ordinal))
            {
                rest = rest[(at + 1)..]; // user information
            }
        }

        var parts = rest.Split('/', '?', '#');
        if (parts.Length < 3 || !parts[0].Contains('.', StringComparison.Ordinal) || parts[1].Length == 0 || parts[2].Length == 0)
        {
            return null;
        }

        var name = parts[2].EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? parts[2][..^4] : parts[2];
        return $"{parts[0]}/{parts[1]}/{name}".ToLowerInvariant();
    }

    /// <summary>An address without scheme, query and trailing slash.</summary>
    public static string? AddressOf(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? null : text[(scheme + 3)..].Split('?', '#')[0].TrimEnd('/');
    }

    private static void IndexAddresses(ClueIndex index, CatalogEntity entity)
    {
        if (entity.Annotations.TryGetValue("github.com/project-slug", out var slug))
        {
            Add(index.Repositories, $"github.com/{slug}", entity.Ref, $"annotation github.com/project-slug of {entity.Ref}");
        }

        foreach (var key in (string[])["backstage.io/source-location", "portal.dev/repository"])
        {
            if (entity.Annotations.TryGetValue(key, out var address) && RepositoryOf(address) is { } repository)
            {
                Add(index.Repositories, repository, entity.Ref, $"annotation {key} of {entity.Ref}");
            }
        }

        foreach (var (key, value) in entity.Annotations.Where(a => a.Key.StartsWith("portal.dev/", StringComparison.Ordinal)))
        {
            if (AddressOf(value) is { } address)
            {
                Add(index.Urls, address, entity.Ref, $"annotation {key} of {entity.Ref}");
            }
        }

        foreach (var link in entity.Links)
        {
            if (AddressOf(link.Url) is { } address)
            {
                Add(index.Urls, address, entity.Ref, $"link '{link.Title ?? link.Url}' of {entity.Ref}");
            }
        }
    }

    private static void Add(Dictionary<string, List<(EntityRef, string)>> index, string key, EntityRef reference, string why)
    {
        if (!index.TryGetValue(key, out var list))
        {
            index[key] = list = [];
        }

        if (!list.Exists(e => e.Item1 == reference))
        {
            list.Add((reference, why));
        }
    }
}

/// <summary>Keeps the index of the newest snapshot.</summary>
internal sealed class ClueIndexes
{
    private ClueIndex? _latest;

    public ClueIndex For(CatalogGraph graph)
    {
        var latest = _latest;
        if (latest is null || latest.Generation != graph.Generation)
        {
            _latest = latest = ClueIndex.Of(graph); // two requests may build it twice; the result is the same
        }

        return latest;
    }
}
