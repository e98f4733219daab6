using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Deployments.Logs;

/// <summary>The newest lines that a container has written, read from its cluster now; tokens, passwords and keys that can be recognised are masked.</summary>
/// <param name="Container">The pod's main one where it is left out.</param>
/// <param name="Previous">Of the run before the last restart.</param>
public sealed record ReadPodLog(string Cluster, string Namespace, string Pod, string? Container = null, bool Previous = false, int Lines = ReadPodLog.DefaultLines) : IQuery<PodLog>
{
    public const int DefaultLines = 200;
    public const int MostLines = 5000;

    public Demand Demand => new(Permissions.DeploymentsLogs);
}

/// <param name="At">When it was read.</param>
public sealed record PodLog(string Container, bool Previous, IReadOnlyList<string> Lines, DateTimeOffset At);

internal sealed class ReadPodLogValidator : AbstractValidator<ReadPodLog>
{
    public ReadPodLogValidator()
        => RuleFor(q => q.Lines).InclusiveBetween(1, ReadPodLog.MostLines).OverridePropertyName("lines").WithMessage($"Between 1 and {ReadPodLog.MostLines} lines.");
}

internal sealed class ReadPodLogHandler(PodLogReader reader, IPodLogs logs, TimeProvider clock) : IQueryHandler<ReadPodLog, PodLog>
{
    public async Task<Result<PodLog>> Handle(ReadPodLog request, CancellationToken cancellationToken)
    {
        var admitted = await reader.AdmitAsync(request.Cluster, request.Namespace, request.Pod, request.Container);
        if (admitted.Failure is { } failure)
        {
            return failure;
        }

        var read = await logs.TailAsync(admitted.Value, request.Previous, request.Lines, cancellationToken);
        return read.Match<Result<PodLog>>(lines => new PodLog(admitted.Value.Container, request.Previous, Shown(lines), clock.GetUtcNow()), unreadable => unreadable);
    }

    private static List<string> Shown(IReadOnlyList<string> lines)
    {
        MaskedLines masked = new();
        return [.. lines.Select(l => masked.Next(LogText.Clean(l)))];
    }
}
