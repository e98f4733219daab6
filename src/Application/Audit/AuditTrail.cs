using System.Text.Json;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Audit;

internal sealed class AuditTrail(IPortalDb db, IPortalDbFactory databases, ICurrentUser user, TimeProvider clock) : IAuditTrail
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private string _action = "unnamed";
    private string _subject = "";
    private AuditRow? _recorded;

    public void Begin(string action, string subject) => (_action, _subject, _recorded) = (action, subject, null);

    public void Record(object? before, object? after, string? subject = null, string? reason = null)
    {
        _recorded = Row("succeeded", reason, subject);
        _recorded.Before = Serialise(before);
        _recorded.After = Serialise(after);
        db.Set<AuditRow>().Add(_recorded);
    }

    public async Task CompleteAsync(Failure? failure, CancellationToken ct)
    {
        // Id is given by the database: a row with one was saved together with the handler's change.
        if (_recorded is { Id: > 0 } && failure is null)
        {
            return;
        }

        var row = Row(Outcome(failure), failure is null ? _recorded?.Reason : Shorten(failure.Message, 2000), _recorded?.Subject);
        if (failure is null)
        {
            (row.Before, row.After) = (_recorded?.Before, _recorded?.After);
        }

        // A unit of work of its own: the handler's may hold changes that were given up.
        await using var own = databases.Create();
        own.Set<AuditRow>().Add(row);
        await own.SaveAsync(ct);
    }

    private static string Outcome(Failure? failure) => failure switch
    {
        null => "succeeded",
        Forbidden or Unauthenticated => "refused",
        _ => "failed",
    };

    private static string? Serialise(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Json);

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length];

    private AuditRow Row(string outcome, string? reason, string? subject) => new()
    {
        At = clock.GetUtcNow(),
        Actor = Shorten(user.Actor?.Ref ?? "anonymous", AuditRow.TextMaxLength),
        ActorName = Shorten(user.Actor?.DisplayName ?? "Anonymous", AuditRow.TextMaxLength),
        Action = _action,
        Subject = Shorten(subject ?? _subject, AuditRow.TextMaxLength),
        Outcome = outcome,
        Reason = reason,
    };
}
