using System.Text.RegularExpressions;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>Registers what a run has made as a location of the catalog.</summary>
internal sealed partial class IngestedCatalog(ICatalogIngest ingest, IDescriptorCopies copies) : IScaffoldCatalog
{
    private const string Origin = "system:scaffolder";
    private const string File = "file";

    public async Task<Result<CatalogRegistration>> RegisterAsync(string location, string? descriptor, CancellationToken ct)
    {
        var (type, target) = Target(location);
        var registered = await ingest.RegisterAsync(type, target, Origin, ct);
        if (registered.Failure is { } failure)
        {
            return failure;
        }

        if (registered.Value.Refs.Count > 0)
        {
            return new CatalogRegistration(registered.Value.Refs);
        }

        var why = $"The catalog cannot read {location}: {Reason(registered.Value.Location)}";
        return descriptor is null ? new Conflict("scaffold.not_in_catalog", why) : await RegisterCopyAsync(location, descriptor, registered.Value.Location, why, ct);
    }

    public bool Knows(string location) => Locations(location).Any();

    public async Task<Result<Done>> UnregisterAsync(string location, CancellationToken ct)
    {
        foreach (var known in Locations(location).ToList())
        {
            if ((await ingest.RemoveAsync(known.Id, Origin, ct)).Failure is { } failure and not NotFound)
            {
                return failure;
            }
        }

        copies.Delete(location);
        return Done.Value;
    }

    private IEnumerable<LocationStatus> Locations(string location)
    {
        var (type, target) = Target(location);
        return ingest.Locations.Where(l => (l.Type == type && l.Target == target) || (l.Type == File && l.Target == copies.PathOf(location)));
    }

    /// <summary>The repository is made, so its owner must be findable, even while the catalog may not read the repository.</summary>
    private async Task<Result<CatalogRegistration>> RegisterCopyAsync(string location, string descriptor, LocationStatus unreadable, string why, CancellationToken ct)
    {
        await copies.SaveAsync(location, descriptor, ct);
        await ingest.RemoveAsync(unreadable.Id, Origin, ct); // two sources of one name would be a conflict
        var registered = await ingest.RegisterAsync(File, copies.PathOf(location), Origin, ct);
        if (registered.Failure is { } failure)
        {
            return failure;
        }

        return registered.Value.Refs.Count > 0
            ? new CatalogRegistration(registered.Value.Refs, $"{why} The catalog keeps the descriptor as this run published it. Let the portal read the repository and register its address to follow changes.")
            : new Conflict("scaffold.not_in_catalog", $"The descriptor is not valid: {Reason(registered.Value.Location)}");
    }

    /// <summary>A bare repository on this machine has no web page: its "blob" address is ours and becomes git's.</summary>
    private static (string Type, string Target) Target(string location)
        => LocalBlob().Match(location) is { Success: true } local
            ? ("git", $"{local.Groups["repo"].Value}?ref={local.Groups["ref"].Value}//{local.Groups["path"].Value}")
            : location.Contains("/blob/", StringComparison.Ordinal) || location.Contains("/tree/", StringComparison.Ordinal) ? ("git", location) : ("url", location);

    private static string Reason(LocationStatus status)
        => status.Errors.Count == 0 ? "it holds no entity." : string.Join(" ", status.Errors.Take(3).Select(e => $"{e.Message.TrimEnd('.')}{(e.Line > 0 ? $" (line {e.Line})" : "")}. {e.Fix}".Trim()));

    [GeneratedRegex(@"^(?<repo>file://[^?#]+?\.git)/blob/(?<ref>[^/]+)/(?<path>[^?#]+)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex LocalBlob();
}
