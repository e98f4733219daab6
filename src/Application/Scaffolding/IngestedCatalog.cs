using System.Text.RegularExpressions;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>Registers what a run has made as a location of the catalog.</summary>
internal sealed partial class IngestedCatalog(ICatalogIngest ingest) : IScaffoldCatalog
{
    private const string Origin = "system:scaffolder";

    public async Task<Result<IReadOnlyList<string>>> RegisterAsync(string location, CancellationToken ct)
    {
        var (type, target) = Target(location);
        var registered = await ingest.RegisterAsync(type, target, Origin, ct);
        if (registered.Failure is { } failure)
        {
            return failure;
        }

        return registered.Value.Refs.Count > 0
            ? Result<IReadOnlyList<string>>.Of(registered.Value.Refs)
            : new Conflict("scaffold.not_in_catalog", $"The catalog cannot read {location}: {Reason(registered.Value.Location)}");
    }

    public async Task<Result<Done>> UnregisterAsync(string location, CancellationToken ct)
    {
        var (type, target) = Target(location);
        if (ingest.Locations.FirstOrDefault(l => l.Type == type && l.Target == target) is not { } known)
        {
            return Done.Value;
        }

        return (await ingest.RemoveAsync(known.Id, ct)).Match<Result<Done>>(_ => Done.Value, failure => failure is NotFound ? Done.Value : failure);
    }

    /// <summary>A bare repository on this machine has no web page: its "blob" address is ours and becomes git's.</summary>
    private static (string Type, string Target) Target(string location)
        => LocalBlob().Match(location) is { Success: true } local
            ? ("git", $"{local.Groups["repo"].Value}?ref={local.Groups["ref"].Value}//{local.Groups["path"].Value}")
            : location.Contains("/blob/", StringComparison.Ordinal) || location.Contains("/tree/", StringComparison.Ordinal) ? ("git", location) : ("url", location);

    private static string Reason(LocationStatus status)
        => status.Errors.Count == 0 ? "it holds no entity." : string.Join(" ", status.Errors.Take(3).Select(e => $"{e.Message}{(e.Line > 0 ? $" (line {e.Line})" : "")} {e.Fix}".Trim()));

    [GeneratedRegex(@"^(?<repo>file://[^?#]+?\.git)/blob/(?<ref>[^/]+)/(?<path>[^?#]+)\z", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex LocalBlob();
}
