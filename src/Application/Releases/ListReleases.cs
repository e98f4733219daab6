using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Releases;

/// <summary>Releases, newest first. Every filter may be left out; several must all hold.</summary>
/// <param name="Service">Ref or name of the service.</param>
/// <param name="Team">Ref or name of the group that owned it at the time.</param>
/// <param name="Outcome">progressing, succeeded, failed, superseded, rolledback or unknown.</param>
/// <param name="From">Began at this moment or later.</param>
/// <param name="To">Began before this moment.</param>
/// <param name="Cursor">nextCursor of the page before.</param>
public sealed record ListReleases(
    string? Service = null,
    string? Team = null,
    string? Cluster = null,
    string? Environment = null,
    string? Outcome = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    int Limit = 50,
    string? Cursor = null) : IQuery<ReleasePage>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

/// <param name="NextCursor">Null on the last page.</param>
public sealed record ReleasePage(IReadOnlyList<ReleaseRow> Items, string? NextCursor);

/// <summary>A release as lists show it.</summary>
public sealed record ReleaseRow(
    long Id,
    string? Service,
    string? Owner,
    string Cluster,
    string Environment,
    string? Region,
    string Namespace,
    string Kind,
    string Workload,
    long Revision,
    string? RevisionHash,
    string Version,
    string Image,
    string? Digest,
    long? PreviousId,
    string? PreviousVersion,
    string? PreviousImage,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? FailedAt,
    ReleaseOutcome Outcome,
    string? OutcomeReason,
    ReleaseTrigger Trigger,
    ReleaseOrigin Origin,
    string? ChangeCause,
    string? Deployer,
    string? Commit);

internal sealed class ListReleasesValidator : AbstractValidator<ListReleases>
{
    public ListReleasesValidator()
    {
        RuleFor(q => q.Outcome).Must(o => string.IsNullOrEmpty(o) || Enum.TryParse<ReleaseOutcome>(o, ignoreCase: true, out _)).WithMessage("Outcome is progressing, succeeded, failed, superseded, rolledback or unknown.");
        RuleFor(q => q.Cursor).Must(c => string.IsNullOrEmpty(c) || ReleaseCursor.Read(c) is not null).WithMessage(ReleaseCursor.Wrong);
    }
}

internal sealed class ListReleasesHandler(IPortalDb db) : IQueryHandler<ListReleases, ReleasePage>
{
    public const int MostRows = 500;

    public async Task<Result<ReleasePage>> Handle(ListReleases request, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Limit, 1, MostRows);
        var rows = await Query(db, request, limit + 1).ToListAsync(cancellationToken);
        return new ReleasePage([.. rows.Take(limit)], rows.Count > limit ? ReleaseCursor.Write(rows[limit - 1].StartedAt, rows[limit - 1].Id) : null);
    }

    internal static IQueryable<ReleaseRow> Query(IPortalDb db, ListReleases request, int take)
    {
        var rows = Filter(db.Set<Release>().AsNoTracking(), request.Service, request.Team, request.Cluster, request.Environment);
        if (Enum.TryParse<ReleaseOutcome>(request.Outcome, ignoreCase: true, out var outcome))
        {
            rows = rows.Where(r => r.Outcome == outcome);
        }

        if (request.From is { } from)
        {
            rows = rows.Where(r => r.StartedAt >= from);
        }

        if (request.To is { } to)
        {
            rows = rows.Where(r => r.StartedAt < to);
        }

        if (ReleaseCursor.Read(request.Cursor) is { } cursor)
        {
            var (at, id) = cursor;
            rows = rows.Where(r => r.StartedAt < at || (r.StartedAt == at && r.Id < id));
        }

        return rows.OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id).Take(take).Select(ToRow);
    }

    internal static IQueryable<Release> Filter(IQueryable<Release> rows, string? service, string? team, string? cluster, string? environment)
    {
        if (RefOf(service, "component") is { } serviceRef)
        {
            rows = rows.Where(r => r.Service == serviceRef);
        }

        if (RefOf(team, "group") is { } owner)
        {
            rows = rows.Where(r => r.Owner == owner);
        }

        rows = string.IsNullOrEmpty(cluster) ? rows : rows.Where(r => r.Cluster == cluster);
        return string.IsNullOrEmpty(environment) ? rows : rows.Where(r => r.Environment == environment);
    }

    /// <summary>A full ref from a ref or a name; what is none finds nothing.</summary>
    internal static string? RefOf(string? text, string kind)
        => string.IsNullOrWhiteSpace(text) ? null : EntityRef.TryParse(text.Trim(), kind, EntityRef.DefaultNamespace, out var reference) ? reference.ToString() : text.Trim();

    internal static System.Linq.Expressions.Expression<Func<Release, ReleaseRow>> ToRow => r => new ReleaseRow(
        r.Id, r.Service, r.Owner, r.Cluster, r.Environment, r.Region, r.Namespace, r.Kind, r.Workload, r.Sequence, r.RevisionHash, r.Version, r.Image, r.Digest, r.PreviousId, r.PreviousVersion,
        r.PreviousImage, r.StartedAt, r.FinishedAt, r.FailedAt, r.Outcome, r.OutcomeReason, r.Trigger, r.Origin, r.ChangeCause, r.Deployer, r.Commit);
}
