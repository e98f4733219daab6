using Portal.Application.Common;

namespace Portal.Application.Audit;

/// <summary>The trail of the current unit of work.</summary>
public interface IAuditTrail
{
    /// <summary>Names what is being attempted; called by the pipeline.</summary>
    void Begin(string action, string subject);

    /// <summary>
    /// Adds the row to the handler's own unit of work, so it is saved with the change or not at all. Call before SaveAsync.
    /// </summary>
    /// <param name="before">What was there, serialised to JSON; null for nothing. Must not hold secrets.</param>
    /// <param name="after">What is there now, serialised to JSON; null for nothing. Must not hold secrets.</param>
    /// <param name="subject">The subject when it is only known now, for instance a new id.</param>
    /// <param name="reason">Why, in the caller's words, where one is asked for.</param>
    void Record(object? before, object? after, string? subject = null, string? reason = null);

    /// <summary>Writes the row on its own when the handler recorded nothing, was refused or failed; called by the pipeline.</summary>
    Task CompleteAsync(Failure? failure, CancellationToken ct);
}
