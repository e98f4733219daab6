using System.Buffers;
using System.Runtime.InteropServices;
using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Packages;
using Portal.Application.Versions;

namespace Portal.Application.Ownership;

/// <summary>An entity a key leads to.</summary>
/// <param name="Why">What the key is of it, in words: "the title", "annotation portal.dev/packages".</param>
internal readonly record struct Lead(EntityRef Ref, string Why);

/// <summary>From what people paste to entities; built once per catalog generation.</summary>
internal sealed class ClueIndex
{
    private const int MostInHome = 5;

    public const string Aliases = "portal.dev/aliases";
    public const string PackagesAnnotation = "portal.dev/packages";
    public const string PagerService = "pagerduty.com/service-id";
    public const string PagerKey = "pagerduty.com/integration-key";

    private static readonly SearchValues<char> ListSeparators = SearchValues.Create(", \t\r\n");

    private ClueIndex()
    {
    }

    /// <summary>Names, titles and aliases. Refs are looked up in the graph.</summary>
    public Leads Names { get; } = new();

    /// <summary>The same, for what is misspelt.</summary>
    public Spellings Spellings { get; } = new();

    /// <summary>Repositories as host/owner/name.</summary>
    public Leads Repositories { get; } = new();

    /// <summary>Repositories by their name alone.</summary>
    public Leads RepositoryNames { get; } = new();

    /// <summary>Addresses of dashboards, runbooks, chats, without scheme and trailing slash.</summary>
    public Leads Urls { get; } = new();

    /// <summary>Package names and the beginnings of namespaces.</summary>
    public Leads Packages { get; } = new();

    /// <summary>Ids and keys of a paging tool.</summary>
    public Leads Pagers { get; } = new();

    /// <summary>Labels as key=value that an entity's selector asks for.</summary>
    public Leads Labels { get; } = new();

    /// <summary>Channels of AsyncAPI definitions that are written out.</summary>
    public Leads Topics { get; } = new();

    /// <summary>Paths of OpenAPI definitions, each by itself and behind its servers' paths.</summary>
    public ApiPaths Paths { get; } = new();

    /// <summary>Channels with parameters; dots count as slashes.</summary>
    public ApiPaths Channels { get; } = new();

    /// <summary>Teams and people of CODEOWNERS files.</summary>
    public required HandleIndex Handles { get; init; }

    public static ClueIndex Of(CatalogGraph graph, ApiOffers? offers = null, OwnPackages? packages = null)
    {
        var index = new ClueIndex { Handles = new(graph) };
        foreach (var entity in graph.Entities)
        {
            if (entity.Ref.Kind != "location")
            {
                index.Add(entity);
                index.AddOffer(entity, offers?.Of(entity));
            }
        }

        foreach (var (entity, names) in packages?.All ?? new Dictionary<string, IReadOnlyList<OwnPackage>>())
        {
            if (EntityRef.TryParse(entity, out var reference) && graph.Find(reference) is not null)
            {
                foreach (var name in names)
                {
                    index.AddPackage(name.Name, reference, name.Manifest);
                }
            }
        }

        index.AddHomes(graph);
        foreach (var name in index.Names.Keys)
        {
            index.Spellings.Add(name);
        }

        return index;
    }

    /// <summary>host/owner/repository of anything that addresses a Git repository; null when it is no such address.</summary>
    public static string? RepositoryOf(string text)
        => RepositoryName.Parse(text.StartsWith("url:", StringComparison.OrdinalIgnoreCase) ? text[4..] : text.Contains("://", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal) ? text : "https://" + text) is { } name && name.Host.Contains('.', StringComparison.Ordinal)
            ? name.Key : null;

    /// <summary>An address without scheme and trailing slash.</summary>
    public static string? AddressOf(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return scheme is < 1 or > 12 ? null : text[(scheme + 3)..].TrimEnd('/');
    }

    private void Add(CatalogEntity entity)
    {
        Names.Add(entity.Ref.Name, entity.Ref, "the name");
        if (entity.Title is { Length: > 0 } title)
        {
            Names.Add(title, entity.Ref, "the title");
        }

        if (entity.ProfileName is { Length: > 0 } profile)
        {
            Names.Add(profile, entity.Ref, "the display name");
        }

        foreach (var (key, value) in entity.Annotations)
        {
            switch (key)
            {
                case Aliases:
                    foreach (var alias in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    {
                        Names.Add(alias, entity.Ref, $"an alias (annotation {Aliases})");
                    }

                    break;
                case KeptAnnotations.KubernetesId:
                    Names.Add(value, entity.Ref, "annotation backstage.io/kubernetes-id");
                    break;
                case PagerService or PagerKey:
                    Pagers.Add(value, entity.Ref, key == PagerService ? $"annotation {PagerService}" : $"annotation {PagerKey}");
                    break;
                case PackagesAnnotation:
                    foreach (var package in Listed(value))
                    {
                        AddPackage(package, entity.Ref, $"annotation {PackagesAnnotation}");
                    }

                    break;
                case ServiceMatcher.SelectorAnnotation:
                    foreach (var term in value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(t => t.Contains('=', StringComparison.Ordinal) && !t.Contains("!=", StringComparison.Ordinal)))
                    {
                        Labels.Add(term.Replace("==", "=", StringComparison.Ordinal), entity.Ref, $"asked for by the selector {value}");
                    }

                    break;
                case "portal.dev/host":
                    Urls.Add(value.TrimEnd('/'), entity.Ref, "annotation portal.dev/host");
                    break;
                case EntityRepositories.Slug:
                    AddRepository($"github.com/{value.Trim()}", entity, $"annotation {EntityRepositories.Slug}");
                    break;
                case "backstage.io/source-location" or "portal.dev/repository":
                    AddRepository(value, entity, key == "portal.dev/repository" ? "annotation portal.dev/repository" : "annotation backstage.io/source-location");
                    break;
                default:
                    if (key.StartsWith("portal.dev/", StringComparison.Ordinal) || key.EndsWith("/dashboard-url", StringComparison.Ordinal) || key.EndsWith("/runbook-url", StringComparison.Ordinal))
                    {
                        AddUrl(value, entity.Ref, $"annotation {key}");
                    }

                    break;
            }
        }

        foreach (var link in entity.Links)
        {
            AddUrl(link.Url, entity.Ref, link.Title is { Length: > 0 } words ? $"link '{words}'" : "a link");
        }
    }

    private void AddOffer(CatalogEntity entity, ApiOffer? offer)
    {
        if (offer is null)
        {
            return;
        }

        List<string> bases = [.. offer.Servers.Select(s => AddressOf(s) is { } address ? address.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? address[slash..] : "" : s.StartsWith('/') ? s.TrimEnd('/') : "").Where(b => b.Length > 1 && !b.Contains('{', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        foreach (var server in offer.Servers.Where(s => !offer.IsAsync && !s.Contains('{', StringComparison.Ordinal)))
        {
            AddUrl(server, entity.Ref, "a server of the definition");
        }

        foreach (var (verb, address) in offer.Operations)
        {
            if (offer.IsAsync)
            {
                if (address.Contains('{', StringComparison.Ordinal))
                {
                    Channels.Add(address.Replace('.', '/'), verb, entity.Ref);
                }
                else
                {
                    Topics.Add(address, entity.Ref, "a channel");
                }
            }
            else if (address.StartsWith('/'))
            {
                Paths.Add(address, verb, entity.Ref);
                bases.ForEach(b => Paths.Add(b + address, verb, entity.Ref));
            }
        }
    }

    private void AddRepository(string address, CatalogEntity entity, string why)
    {
        if (RepositoryOf(address) is { } repository)
        {
            Repositories.Add(repository, entity.Ref, why);
            RepositoryNames.Add(repository[(repository.LastIndexOf('/') + 1)..], entity.Ref, why);
            Packages.Add(repository, entity.Ref, why); // the path of a Go module
        }
    }

    /// <summary>The repository that a component's descriptor lies in, where the component names none itself. One that holds the descriptors of many is a catalog and no component's code.</summary>
    private void AddHomes(CatalogGraph graph)
    {
        foreach (var home in graph.Entities.Where(e => e.Ref.Kind == "component" && e.Sources.Count > 0 && RepositoryName.OfLabel(e.Sources[0].Location) is not null)
            .GroupBy(e => RepositoryName.KeyOf(RepositoryName.OfLabel(e.Sources[0].Location)!), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() <= MostInHome))
        {
            foreach (var component in home.Where(c => EntityRepositories.Of(c).First() == home.Key))
            {
                Repositories.Add(home.Key, component.Ref, "the place of the descriptor");
                RepositoryNames.Add(NameOf(home.Key), component.Ref, "the place of the descriptor");
            }
        }
    }

    /// <summary>The last part of a repository's key; one of this machine ends with .git.</summary>
    public static string NameOf(string repository)
    {
        var name = repository[(repository.LastIndexOf('/') + 1)..];
        return name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }

    private void AddPackage(string name, EntityRef entity, string why)
    {
        Packages.Add(name, entity, why);
        if (name.Contains('-', StringComparison.Ordinal))
        {
            Packages.Add(name.Replace('-', '_'), entity, why); // as Python imports it
        }
    }

    private void AddUrl(string url, EntityRef entity, string why)
    {
        if (AddressOf(url) is { } address)
        {
            Urls.Add(address, entity, why);
            if (address.AsSpan().IndexOfAny('?', '#') is > 0 and var end)
            {
                Urls.Add(address[..end].TrimEnd('/'), entity, why);
            }
        }
    }

    private static List<string> Listed(string text)
    {
        List<string> words = [];
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(ListSeparators);
            var word = (end < 0 ? rest : rest[..end]).TrimEnd("*").TrimEnd('.');
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!word.IsEmpty)
            {
                words.Add(word.ToString());
            }
        }

        return words;
    }

    /// <summary>Entities by key, upper and lower case alike.</summary>
    internal sealed class Leads
    {
        private readonly Dictionary<string, Lead[]> _of = new(StringComparer.OrdinalIgnoreCase);

        public IEnumerable<string> Keys => _of.Keys;

        public IReadOnlyList<Lead> this[string key] => _of.TryGetValue(key, out var leads) ? leads : [];

        public void Add(string key, EntityRef reference, string why)
        {
            ref var leads = ref CollectionsMarshal.GetValueRefOrAddDefault(_of, key, out var exists);
            if (!exists)
            {
                leads = [new(reference, why)];
            }
            else if (!Array.Exists(leads!, l => l.Ref == reference))
            {
                leads = [.. leads!, new(reference, why)];
            }
        }
    }
}

/// <summary>Keeps the index of the newest snapshot.</summary>
internal sealed class ClueIndexes(ApiOffers offers, OwnPackages packages)
{
    private readonly Lock _gate = new();
    private Made? _latest;

    public ClueIndex For(CatalogGraph graph)
    {
        var version = packages.Version;
        if (Volatile.Read(ref _latest) is { } latest && latest.Generation == graph.Generation && latest.Packages == version)
        {
            return latest.Index;
        }

        // While one makes it anew the others read the one before: it knows nothing of the newest change, and nobody waits.
        var isMine = _gate.TryEnter();
        if (!isMine && _latest is { } before)
        {
            return before.Index;
        }

        if (!isMine)
        {
            _gate.Enter();
        }

        try
        {
            if (_latest?.Generation != graph.Generation || _latest.Packages != version)
            {
                Volatile.Write(ref _latest, new(graph.Generation, version, ClueIndex.Of(graph, offers, packages)));
            }

            return _latest!.Index;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private sealed record Made(long Generation, long Packages, ClueIndex Index);
}
