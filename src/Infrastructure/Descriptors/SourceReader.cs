using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Opens a location by its type and reads everything it leads to.</summary>
internal sealed class SourceReader(CatalogOptions options, GitCheckouts git, IRemoteFiles remote, TimeProvider clock, IOrganizationSource? organizations = null, KubernetesSource? clusters = null, IKinds? kinds = null)
{
    private readonly DescriptorLimits _limits = DescriptorLimits.Default with { MaxFileBytes = options.MaxFileBytes };

    public static IReadOnlyList<string> Types { get; } = ["file", "directory", "git", "url", "github-org"];

    /// <param name="previous">The reading before, for files that have not changed.</param>
    /// <param name="lastGood">Location entities that a now broken file last held, by the file's label: their targets are still followed.</param>
    public async Task<SourceReading> ReadAsync(LocationTarget location, SourceReading? previous, Func<string, IEnumerable<CatalogEntity>> lastGood, CancellationToken ct)
    {
        try
        {
            // What was read by other rules is read again.
            var rules = kinds?.Current ?? KindRegistry.BuiltIn;
            var known = previous?.Kinds == rules.Fingerprint ? previous : null;
            var walk = new SourceWalk(location, options, _limits, git, remote, known, lastGood, clock.GetUtcNow(), rules);
            var reading = location.Type switch
            {
                "file" => await FileAsync(walk, location, ct),
                "directory" => await DirectoryAsync(walk, location, ct),
                "git" => await GitAsync(walk, location, ct),
                "url" => await UrlAsync(walk, location, ct),
                "github-org" when organizations is not null => await organizations.ReadAsync(location, previous, lastGood, ct),
                "github-org" => Unreachable(location, "The location needs a GitHub connection, and none is configured.", "Configure GitHub:Token or GitHub:App, or register each repository as a location of type git."),
                Discovered.LocationType when clusters is not null => clusters.Read(location),
                _ => Unreachable(location, $"The type '{location.Type}' is not known.", $"Use one of {string.Join(", ", Types)}."),
            };
            return reading with { Kinds = rules.Fingerprint };
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return Unreachable(location, ex.Message, "Check that the path exists and that the portal's account may read it.");
        }
    }

    /// <summary>Whether something here can read organisations at all.</summary>
    public bool ReadsOrganizations => organizations is not null;

    /// <summary>Why a location cannot be registered, as far as its type's adapter knows; null: it can.</summary>
    public string? Problem(string type, string target)
        => type == "github-org" ? organizations is null ? "This needs a GitHub connection, and none is configured. Configure GitHub:Token or GitHub:App, or register each repository with the type git." : organizations.Problem(target) : null;

    /// <summary>Asks the source itself at the next look, whatever is known of it.</summary>
    public void Want(LocationTarget location)
    {
        if (location.Type == "github-org")
        {
            organizations?.Want(location.Id, null);
        }
    }

    /// <summary>Whether a location reads this repository; an organisation then looks at it alone the next time.</summary>
    public bool Want(LocationTarget location, RepositoryName repository, string repositoryUrl)
    {
        if (location.Type != "github-org")
        {
            return location.Type is "git" or "url" && GitTarget.Parse(location.Target, out _) is { } target && RepositoryName.Parse(target.Repository)?.Key == repository.Key;
        }

        if (organizations?.Holds(location.Target, repositoryUrl) != true)
        {
            return false;
        }

        organizations.Want(location.Id, repositoryUrl);
        return true;
    }

    /// <summary>Whether entities of this type come and go by themselves, so that the loss of many is no reason to ask.</summary>
    public static bool ComesAndGoes(string type) => type == "kubernetes";

    /// <summary>The folder to watch for a location of this machine, or null.</summary>
    public static string? WatchFolder(LocationTarget location) => location.Type switch
    {
        "directory" => Path.GetFullPath(location.Target),
        "file" => Path.GetDirectoryName(Path.GetFullPath(location.Target)),
        _ => null,
    };

    private static SourceReading Unreachable(LocationTarget location, string message, string fix)
        => SourceReading.Unreachable(new(GitTarget.WithoutSecret(location.Target), 0, 0, message, fix));

    // A file's relative targets may climb up to the top of the working tree it lies in, and no further.
    internal static string RootOf(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                return at.FullName;
            }
        }

        return folder;
    }

    private async Task<SourceReading> FileAsync(SourceWalk walk, LocationTarget location, CancellationToken ct)
    {
        var full = Path.GetFullPath(location.Target);
        var folder = Path.GetDirectoryName(full)!;
        if (!File.Exists(full) && !Path.GetFileName(full).Contains('*', StringComparison.Ordinal))
        {
            return Unreachable(location, "The file does not exist.", Directory.Exists(full) ? "It is a folder: register it with the type directory." : "Correct the path, or remove the location.");
        }

        var top = RootOf(folder);
        var root = new LocalRoot(top, $"file:{top.TrimEnd('/')}/", null, _limits);
        await walk.StartAsync(root, Path.GetRelativePath(top, full).Replace('\\', '/'), ct);
        return walk.Finish(null);
    }

    private async Task<SourceReading> DirectoryAsync(SourceWalk walk, LocationTarget location, CancellationToken ct)
    {
        var full = Path.GetFullPath(location.Target);
        if (!Directory.Exists(full))
        {
            return Unreachable(location, "The folder does not exist.", File.Exists(full) ? "It is a file: register it with the type file." : "Correct the path, or remove the location.");
        }

        await walk.StartAsync(new LocalRoot(full, $"file:{full.TrimEnd('/')}/", null, _limits), "", ct);
        return walk.Finish(null);
    }

    private async Task<SourceReading> GitAsync(SourceWalk walk, LocationTarget location, CancellationToken ct)
    {
        if (GitTarget.Parse(location.Target, out var problem) is not { } target)
        {
            return Unreachable(location, problem!, "Write the repository's address, for instance https://host/org/repo.git//catalog-info.yaml.");
        }

        var checkout = await git.UpdateAsync(target, ct);
        if (checkout.Folder is null)
        {
            return Unreachable(location, $"git cannot read the repository: {checkout.Problem}", "Check the address, the branch and the portal's access to it.");
        }

        var root = new LocalRoot(checkout.Folder, target.Label, checkout.Commit, _limits);
        if (target.Path.Length == 0 && root.CatalogInfoFiles() is var found)
        {
            if (found.Count == 0)
            {
                return Unreachable(location, "The repository has no catalog-info.yaml.", "Add one, or name the file to read: REPOSITORY//path/to/file.yaml.");
            }

            foreach (var file in found)
            {
                await walk.StartAsync(root, file, ct);
            }
        }
        else
        {
            await walk.StartAsync(root, target.Path, ct);
        }

        return walk.Finish(checkout.Commit) with { Author = checkout.Author };
    }

    private async Task<SourceReading> UrlAsync(SourceWalk walk, LocationTarget location, CancellationToken ct)
    {
        if (!Uri.TryCreate(location.Target, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return Unreachable(location, "The target is no http or https address.", "Write the address of a descriptor file.");
        }

        if (!remote.Allows(url))
        {
            return Unreachable(location, $"The host {url.Host} is not allowed.", $"Add \"{url.Authority}\" to Catalog:AllowedHosts, or register the repository as a location of type git.");
        }

        // The address of a file as a forge shows it is a page, not the file: git reads what is behind it, and nowhere else than the type url may.
        if (GitTarget.IsWebForm(location.Target))
        {
            return await remote.MayReachAsync(url, ct)
                ? await GitAsync(walk, location, ct)
                : Unreachable(location, $"{url.Host} has only private addresses, which are refused unless Catalog:AllowPrivateAddresses is true.", "Allow private addresses, or register the repository as a location of type git.");
        }

        await walk.StartAsync(new UrlRoot(url, remote), url.AbsolutePath.TrimStart('/') + url.Query, ct);
        return walk.Finish(null);
    }
}
