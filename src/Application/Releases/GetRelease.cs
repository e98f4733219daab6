using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Releases;

/// <summary>One release of a service: what differs from the one before, field by field, and the commits between the two versions.</summary>
public sealed record GetRelease(string Namespace, string Name, long Id, string Kind = "component") : IQuery<ReleaseDetail>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="Differences">Null when there is no release before it to compare with.</param>
/// <param name="DifferencesNote">Why there is nothing to show, in words; null when there is.</param>
/// <param name="Commits">Null when they cannot be told; then the note says why.</param>
public sealed record ReleaseDetail(ReleaseRow Release, ReleaseRow? Previous, IReadOnlyList<FieldDifference>? Differences, string? DifferencesNote, CommitRange? Commits, string? CommitsNote);

/// <summary>One field of the two templates.</summary>
/// <param name="Before">Null: it was not there.</param>
/// <param name="After">Null: it is gone.</param>
public sealed record FieldDifference(string Field, string? Before, string? After);

internal sealed class GetReleaseHandler(IPortalDb db, ICatalog catalog, ICommitRanges commits) : IQueryHandler<GetRelease, ReleaseDetail>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Result<ReleaseDetail>> Handle(GetRelease request, CancellationToken cancellationToken)
    {
        var service = new EntityRef(request.Kind, request.Namespace, request.Name);
        var text = service.ToString();
        if (await Find(db, request.Id).FirstOrDefaultAsync(cancellationToken) is not { } row || row.Service != text)
        {
            return new NotFound("releases.unknown", $"{text} has no release {request.Id}. GET /api/v1/services/{request.Namespace}/{request.Name}/releases lists them.");
        }

        var previous = row.PreviousId is { } id ? await Find(db, id).FirstOrDefaultAsync(cancellationToken) : null;
        var differences = previous is null ? null : FieldDifferences.Between(await Template(db, previous.Id).FirstAsync(cancellationToken), await Template(db, row.Id).FirstAsync(cancellationToken));
        var (range, note) = await CommitsAsync(service, row, previous, cancellationToken);
        return new ReleaseDetail(row, previous, differences, NoteOf(row, differences), range, note);
    }

    internal static IQueryable<ReleaseRow> Find(IPortalDb db, long id) => db.Set<Release>().AsNoTracking().Where(r => r.Id == id).Select(ListReleasesHandler.ToRow);

    internal static IQueryable<string> Template(IPortalDb db, long id)
        => db.Set<Release>().AsNoTracking().Where(r => r.Id == id).Join(db.Set<ReleaseTemplate>().AsNoTracking(), r => r.TemplateId, t => t.Id, (r, t) => t.Text);

    private static string? NoteOf(ReleaseRow row, IReadOnlyList<FieldDifference>? differences) => differences switch
    {
        null => "It is the first release of this workload that the portal knows.",
        { Count: > 0 } => null,
        _ when row.Trigger == ReleaseTrigger.Restart => "It is a restart: the template is the same.",
        _ => "Nothing that the portal keeps differs. Values of environment variables and words of commands are not kept, nor are fields such as tolerations.",
    };

    private async Task<(CommitRange? Range, string? Note)> CommitsAsync(EntityRef service, ReleaseRow row, ReleaseRow? previous, CancellationToken ct)
    {
        if (previous is null)
        {
            return (null, "There is no release before it to compare with.");
        }

        if (previous.Version == row.Version && previous.Commit == row.Commit)
        {
            return (null, $"Both releases are version {row.Version}.");
        }

        if (catalog.Current.Find(service) is not { } entity)
        {
            return (null, $"The catalog has no {service} now, so its source repository is not known.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            var answer = await commits.BetweenAsync(entity, new(previous.Version, previous.Commit), new(row.Version, row.Commit), limit.Token);
            return answer.Match<(CommitRange?, string?)>(range => (range, null), failure => (null, failure.Message));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, $"The repository did not answer within {Patience.TotalSeconds:0} s. Load the page again later.");
        }
    }
}

/// <summary>Compares two templates as the ledger keeps them. Pure.</summary>
internal static class FieldDifferences
{
    /// <returns>In the order of the newer template; what is gone stands at the end.</returns>
    public static IReadOnlyList<FieldDifference> Between(string before, string after)
    {
        var old = Lines(before);
        var present = Lines(after);
        return
        [
            .. present.Where(l => old.GetValueOrDefault(l.Key) != l.Value).Select(l => new FieldDifference(l.Key, old.GetValueOrDefault(l.Key), l.Value)),
            .. old.Where(l => !present.ContainsKey(l.Key)).Select(l => new FieldDifference(l.Key, l.Value, null)),
        ];
    }

    private static Dictionary<string, string> Lines(string text)
    {
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            lines[tab < 0 ? line : line[..tab]] = tab < 0 ? "" : line[(tab + 1)..];
        }

        return lines;
    }
}
