namespace Portal.Application.OnCall;

/// <summary>Who is called for a team or service, now and next.</summary>
/// <param name="Subject">Full ref of what was asked for.</param>
/// <param name="Team">Full ref of the team that answers, or null when nobody owns it.</param>
/// <param name="Rota">Name of the rota that counts; also one that is only named and not known here; null when there is none.</param>
/// <param name="TimeZone">IANA id of the rota's wall clock.</param>
/// <param name="Now">Null when nobody can be found.</param>
/// <param name="Next">Who follows; null without a rota, or when it holds nobody else within its horizon.</param>
/// <param name="Escalation">Who is called after how many minutes without an answer.</param>
/// <param name="Gaps">Stretches of the next four weeks in which the rota has nobody.</param>
/// <param name="Source">Where the answer was read, and what was passed over on the way, in words.</param>
/// <param name="AsOf">When the database was last read; null: only descriptors are known so far.</param>
public sealed record OnCallAnswer(
    string Subject, string? Team, string? TeamName, string? Rota, string? RotaTitle, string? TimeZone, OnCallTurn? Now, OnCallTurn? Next,
    IReadOnlyList<EscalationLine> Escalation, IReadOnlyList<OnCallGap> Gaps, string Source, DateTimeOffset? AsOf)
{
    /// <summary>How the answer was found: rota, person, owner, lead; null when it was not.</summary>
    public string? Way { get; init; }
}

/// <summary>A person's stretch on call.</summary>
/// <param name="Person">Full ref.</param>
/// <param name="Since">Null when it began before the horizon of the rota, or the person does not come from a rota.</param>
/// <param name="Until">Null when no end is in sight.</param>
/// <param name="Contacts">Ways to reach the person, quickest first.</param>
public sealed record OnCallTurn(string Person, string Name, DateTimeOffset? Since, DateTimeOffset? Until, IReadOnlyList<OnCallContact> Contacts);

/// <param name="Kind">mail, chat or phone.</param>
public sealed record OnCallContact(string Kind, string Label, string Url);

/// <param name="Kind">rota, person, team, lead, parent.</param>
/// <param name="Person">Who that is now; null when it is nobody.</param>
/// <param name="Team">The team meant, where one is.</param>
/// <param name="Rota">The rota meant, where one is.</param>
public sealed record EscalationLine(int AfterMinutes, string Kind, string? Person, string? Name, string? Team, string? Rota, IReadOnlyList<OnCallContact> Contacts);

/// <summary>Nobody is on call.</summary>
public sealed record OnCallGap(DateTimeOffset From, DateTimeOffset To);
