namespace Portal.Application.Common;

/// <summary>Whether the database answers. While it does not, pages show the last state and changes are refused.</summary>
public interface IDatabaseHealth
{
    /// <summary>Since when it has not answered; null while it does.</summary>
    DateTimeOffset? DownSince { get; }

    /// <summary>Asks it now.</summary>
    /// <returns>Whether it answers.</returns>
    Task<bool> ProbeAsync(CancellationToken ct);
}
