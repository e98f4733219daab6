using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Releases;

/// <summary>Containers that were killed for memory or ended with an error, newest first, long after their pods have gone. Filters as in <see cref="ListReleases"/>.</summary>
/// <param name="Reason">OOMKilled, Error, ...</param>
public sealed record ListCrashes(
    string? Service = null,
    string? Team = null,
    string? Cluster = null,
    string? Environment = null,
    string? Reason = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    int Limit = 50,
    string? Cursor = null) : IQuery<CrashPage>
{
    public Demand Demand => new(Permissions.DeploymentsRead);
}

public sealed record CrashPage(IReadOnlyList<CrashRow> Items, string? NextCursor);

/// <summary>One end of a container.</summary>
public sealed record CrashRow(
    long Id,
    string? Service,
    string? Owner,
    string Cluster,
    string Environment,
    string Namespace,
    string Kind,
    string Workload,
    string Pod,
    string Container,
    string Version,
    string Image,
    int ExitCode,
    string Reason,
    string Words,
    string? Message,
    string? MemoryLimit,
    DateTimeOffset? StartedAt,
    DateTimeOffset FinishedAt,
    int RestartCount,
    string? Node,
    CrashLogState LogState,
    string? LogNote,
    string? Log);

internal sealed class ListCrashesValidator : AbstractValidator<ListCrashes>
{
    public ListCrashesValidator() => RuleFor(q => q.Cursor).Must(c => string.IsNullOrEmpty(c) || ReleaseCursor.Read(c) is not null).WithMessage(ReleaseCursor.Wrong);
}

internal sealed class ListCrashesHandler(IPortalDb db) : IQueryHandler<ListCrashes, CrashPage>
{
    // Each may carry 16 KiB of log.
    public const int MostRows = 200;

    public async Task<Result<CrashPage>> Handle(ListCrashes request, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Limit, 1, MostRows);
        var rows = await Query(db, request, limit + 1).ToListAsync(cancellationToken);
        return new CrashPage([.. rows.Take(limit)], rows.Count > limit ? ReleaseCursor.Write(rows[limit - 1].FinishedAt, rows[limit - 1].Id) : null);
    }

    internal static IQueryable<CrashRow> Query(IPortalDb db, ListCrashes request, int take)
    {
        var rows = Filter(db, request);
        return rows.OrderByDescending(e => e.FinishedAt).ThenByDescending(e => e.Id).Take(take).Select(e => new CrashRow(
            e.Id, e.Service, e.Owner, e.Cluster, e.Environment, e.Namespace, e.Kind, e.Workload, e.Pod, e.Container, e.Version, e.Image, e.ExitCode, e.Reason, e.Words, e.Message, e.MemoryLimit, e.StartedAt,
            e.FinishedAt, e.RestartCount, e.Node, e.LogState, e.LogNote, e.Log));
    }

    internal static IQueryable<ContainerEnd> Filter(IPortalDb db, ListCrashes request)
    {
        var rows = db.Set<ContainerEnd>().AsNoTracking();
        if (ListReleasesHandler.RefOf(request.Service, "component") is { } service)
        {
            rows = rows.Where(e => e.Service == service);
        }

        if (ListReleasesHandler.RefOf(request.Team, "group") is { } owner)
        {
            rows = rows.Where(e => e.Owner == owner);
        }

        rows = string.IsNullOrEmpty(request.Cluster) ? rows : rows.Where(e => e.Cluster == request.Cluster);
        rows = string.IsNullOrEmpty(request.Environment) ? rows : rows.Where(e => e.Environment == request.Environment);
        rows = string.IsNullOrEmpty(request.Reason) ? rows : rows.Where(e => e.Reason == request.Reason);
        if (request.From is { } from)
        {
            rows = rows.Where(e => e.FinishedAt >= from);
        }

        if (request.To is { } to)
        {
            rows = rows.Where(e => e.FinishedAt < to);
        }

        if (ReleaseCursor.Read(request.Cursor) is { } cursor)
        {
            var (at, id) = cursor;
            rows = rows.Where(e => e.FinishedAt < at || (e.FinishedAt == at && e.Id < id));
        }

        return rows;
    }
}
