using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Logs;

/// <summary>The newest lines of a container and then each new one, until it ends or the caller leaves.</summary>
public sealed record FollowPodLog(string Cluster, string Namespace, string Pod, string? Container = null, int Lines = ReadPodLog.DefaultLines) : IQuery<FollowedPodLog>
{
    public Demand Demand => new(Permissions.DeploymentsLogs);
}

internal sealed class FollowPodLogValidator : AbstractValidator<FollowPodLog>
{
    public FollowPodLogValidator()
        => RuleFor(q => q.Lines).InclusiveBetween(1, ReadPodLog.MostLines).OverridePropertyName("lines").WithMessage($"Between 1 and {ReadPodLog.MostLines} lines.");
}

internal sealed class FollowPodLogHandler(PodLogReader reader, IPodLogs logs, LogStreams streams, ICurrentUser user) : IQueryHandler<FollowPodLog, FollowedPodLog>
{
    public async Task<Result<FollowedPodLog>> Handle(FollowPodLog request, CancellationToken cancellationToken)
    {
        var admitted = await reader.AdmitAsync(request.Cluster, request.Namespace, request.Pod, request.Container);
        if (admitted.Failure is { } failure)
        {
            return failure;
        }

        var place = streams.Open(user.Actor!.Ref);
        if (place.Failure is { } full)
        {
            return full;
        }

        var opened = false;
        try
        {
            var followed = await logs.FollowAsync(admitted.Value, request.Lines, cancellationToken);
            opened = followed.IsSuccess;
            return followed.Match<Result<FollowedPodLog>>(lines => new FollowedPodLog(admitted.Value.Container, lines, place.Value), unreadable => unreadable);
        }
        finally
        {
            if (!opened)
            {
                place.Value.Dispose();
            }
        }
    }
}
