using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>
/// Reads what a template names by a web address. The address only chooses a repository on a host that the portal is connected to: no address of a template is ever connected to, so there is nothing
/// to redirect and nothing inside the network to reach. Every read is of the commit that the run has settled on.
/// </summary>
internal sealed partial class RemoteFolders(IEnumerable<IRemoteSource> sources, IOptions<ScaffoldingOptions> options, TimeProvider clock)
{
    private const int PatientAttempts = 5;

    private readonly IReadOnlyList<IRemoteSource> _sources = [.. sources];

    /// <summary>Whether the text is a web address; else it is a path beside the template.</summary>
    public static bool Is(string url) => url.Contains("://", StringComparison.Ordinal);

    /// <returns>The file at the address, or all files of the folder, paths relative to it; a file that is read itself has its own name.</returns>
    public async Task<Result<IReadOnlyList<RemoteFile>>> ReadAsync(string url, SourcePins pins, CancellationToken ct)
    {
        var settings = options.Value.Remote;
        if (Parse(url, out var problem) is not { } place)
        {
            return new Conflict("scaffold.url_invalid", $"url {Bare(url)}: {problem}");
        }

        if (_sources.FirstOrDefault(s => s.Serves(place)) is not { } source)
        {
            var hosts = _sources.SelectMany(s => s.Hosts).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            return new Conflict("scaffold.url_host", $"url {Bare(url)}: the portal is not connected to {place.Host}{(hosts.Count == 0 ? "" : $"; it reads repositories on {string.Join(" and ", hosts)}")}. Copy the folder beside the template, or mirror the repository there (SourceControl:Mirrors).");
        }

        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var read = await ReadAsync(source, place, settings, pins, either.Token);
            return read.Failure is { } failure ? failure with { Message = $"url {Bare(url)}: {failure.Message}" } : read;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new Unavailable("scaffold.url_slow", $"url {Bare(url)}: {place.Host} did not send the files within {settings.Timeout.TotalSeconds:0} s. Try again later, or raise Scaffolding:Remote:Timeout.");
        }
    }

    /// <summary>A host that does not answer is asked again, each time later.</summary>
    public ActionOutcome Outcome(Failure failure, ActionContext context)
        => failure is Unavailable && !context.DryRun && context.Attempt < PatientAttempts ? new ActionOutcome(null, failure, clock.GetUtcNow().AddSeconds(5 * Math.Pow(3, context.Attempt - 1))) : failure;

    private static async Task<Result<IReadOnlyList<RemoteFile>>> ReadAsync(IRemoteSource source, RemotePlace place, RemoteOptions settings, SourcePins pins, CancellationToken ct)
    {
        var commit = pins.Of(place);
        if (commit is null)
        {
            var found = await source.CommitAsync(place, settings.Lists(place.Repository), ct);
            if (found.Failure is { } unknown)
            {
                return unknown;
            }

            commit = found.Value;
            await pins.KeepAsync(place, commit, ct);
        }

        return await source.ReadAsync(place, commit, new(settings.MaxFiles, settings.MaxMegabytes * 1024L * 1024), ct);
    }

    /// <summary>Reads https://host/owner/repository, alone or with /tree/BRANCH/path or /blob/BRANCH/path behind it.</summary>
    internal static RemotePlace? Parse(string url, out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            problem = "this is no web address of a repository. Write https://host/owner/repository/tree/branch/folder, or a path beside the template, for instance ./skeleton.";
        }
        else if (uri.UserInfo.Length > 0)
        {
            problem = "an address with a user or token in it is refused: templates are read by many. Take it out; the portal reads with its own credentials.";
        }
        else if (WebForm().Match(uri.GetComponents(UriComponents.Path, UriFormat.UriEscaped)) is not { Success: true } match || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            problem = $"this names no folder of a repository. Write https://{uri.Authority}/owner/repository/tree/branch/folder.";
        }
        else
        {
            var reference = match.Groups["ref"].Success ? Uri.UnescapeDataString(match.Groups["ref"].Value) : null;
            var path = Uri.UnescapeDataString(match.Groups["path"].Value).Trim('/');
            if (path.Split('/').Any(p => p is "." or ".." || (path.Length > 0 && p.Length == 0)) || path.Any(c => char.IsControl(c) || c == '\\'))
            {
                problem = "the path leaves the repository, or has empty parts.";
            }
            else if (reference is not null && (!ReferenceForm().IsMatch(reference) || reference.Contains("..", StringComparison.Ordinal)))
            {
                problem = "a branch or tag holds letters, digits and . _ / - only. Write a slash in it as %2F.";
            }
            else
            {
                return new(uri.Authority.ToLowerInvariant(), match.Groups["owner"].Value, match.Groups["repo"].Value, reference, path);
            }
        }

        return null;
    }

    private static string Bare(string url) => Portal.Application.Catalog.TargetMask.Mask(url);

    [GeneratedRegex(@"^(?<owner>[A-Za-z0-9_][A-Za-z0-9._-]*)/(?<repo>[A-Za-z0-9_.][A-Za-z0-9._-]*?)(\.git)?(/(-/)?(tree|blob|raw)/(?<ref>[^/]+)(/(?<path>.*))?)?/?\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WebForm();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._/-]*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ReferenceForm();
}
