using System.Text.Json;

namespace Portal.Application.OnCall;

/// <summary>A service that nobody can be called for.</summary>
/// <param name="Why">The way from the service to nobody, in words.</param>
public sealed record UnreachableService(string Service, string Name, string? Owner, string Why);

/// <summary>A stretch of the next four weeks without anybody on call.</summary>
public sealed record RotaGap(string Rota, string Owner, DateTimeOffset From, DateTimeOffset Until);

/// <summary>What a check found.</summary>
public sealed record LivenessFindings(IReadOnlyList<UnreachableService> Unreachable, IReadOnlyList<RotaGap> Gaps);

/// <summary>The last check of whether everybody can be reached.</summary>
public sealed record LivenessReport(Guid Id, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string RequestedBy, int Services, IReadOnlyList<UnreachableService> Unreachable, IReadOnlyList<RotaGap> Gaps)
{
    internal static LivenessReport Of(OnCallCheck row)
    {
        var findings = JsonSerializer.Deserialize<LivenessFindings>(row.FindingsJson, OnCallJson.Options) ?? new([], []);
        return new(row.Id, row.StartedAt, row.FinishedAt, row.RequestedBy, row.Services, findings.Unreachable, findings.Gaps);
    }
}
