using System.Runtime.InteropServices;

namespace Portal.Application.OnCall;

/// <summary>A rota as it is computed: valid, names resolved.</summary>
/// <param name="Name">Unique in the portal; what portal.dev/on-call names.</param>
/// <param name="Owner">Full ref of the team or service it belongs to.</param>
/// <param name="Zone">Its wall clock.</param>
/// <param name="Layers">Lowest first: a later layer wins over an earlier one, which fills what it leaves open.</param>
/// <param name="Escalation">By time, soonest first.</param>
public sealed record RotaDefinition(string Name, string Title, string Owner, TimeZoneInfo Zone, IReadOnlyList<RotaLayer> Layers, IReadOnlyList<EscalationStep> Escalation);

/// <summary>People who take turns.</summary>
/// <param name="People">Full refs of users in the order of turns; never empty.</param>
/// <param name="Turn">How long a turn is.</param>
/// <param name="HandoverAt">Wall-clock time of a handover.</param>
/// <param name="HandoverOn">Day of a handover; null for turns that are not counted in weeks.</param>
/// <param name="Start">Day from which the layer covers, at <paramref name="HandoverAt"/>. The first person's turn begins there.</param>
/// <param name="End">Day until which it covers, at <paramref name="HandoverAt"/>; null for no end.</param>
/// <param name="Windows">Only then it covers; empty for always.</param>
public sealed record RotaLayer(
    string Name, IReadOnlyList<string> People, TurnLength Turn, TimeOnly HandoverAt, DayOfWeek? HandoverOn, DateOnly Start, DateOnly? End, IReadOnlyList<RotaWindow> Windows)
{
    /// <summary>The wall-clock moment at which turn 0 would begin: the last handover at or before the start.</summary>
    public DateTime Anchor => (HandoverOn is { } day ? Start.AddDays(-(((int)Start.DayOfWeek - (int)day + 7) % 7)) : Start).ToDateTime(HandoverAt);
}

/// <summary>What turns are counted in.</summary>
public enum TurnUnit
{
    Hours,
    Days,
    Weeks,
}

/// <param name="Count">At least 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TurnLength(TurnUnit Unit, int Count)
{
    /// <summary>On the wall clock: a day with a change of clocks still is one day.</summary>
    public TimeSpan OnTheWall => Unit switch { TurnUnit.Hours => TimeSpan.FromHours(Count), TurnUnit.Days => TimeSpan.FromDays(Count), _ => TimeSpan.FromDays(7 * Count) };

    public override string ToString() => (Unit, Count) switch
    {
        (TurnUnit.Days, 1) => "daily",
        (TurnUnit.Weeks, 1) => "weekly",
        (TurnUnit.Hours, 1) => "hourly",
        _ => $"{Count}{(Unit == TurnUnit.Hours ? 'h' : Unit == TurnUnit.Days ? 'd' : 'w')}",
    };
}

/// <summary>A stretch of every week in which a layer covers.</summary>
/// <param name="Length">On the wall clock, more than zero, at most a week.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RotaWindow(DayOfWeek Day, TimeOnly From, TimeSpan Length);

/// <summary>Whom a step of the escalation calls.</summary>
public enum EscalationTarget
{
    Rota,
    Person,
    Team,
    Lead,
    Parent,
}

/// <param name="Target">Name of the rota, ref of the person or team; null for the lead and the parent group.</param>
public sealed record EscalationStep(int AfterMinutes, EscalationTarget Kind, string? Target);

/// <summary>Somebody stands in for whoever would be on call.</summary>
/// <param name="CreatedAt">The later one wins where two overlap.</param>
public sealed record RotaOverride(Guid Id, string Rota, string Person, DateTimeOffset From, DateTimeOffset Until, string Reason, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>One person takes the turns of another in a stretch of time.</summary>
/// <param name="Giver">Whose turns they are.</param>
/// <param name="Taker">Who takes them, once accepted.</param>
public sealed record RotaSwap(Guid Id, string Rota, string Giver, string Taker, DateTimeOffset From, DateTimeOffset Until, string? Reason, string ProposedBy, DateTimeOffset ProposedAt, SwapState State, DateTimeOffset? DecidedAt)
{
    /// <summary>The one of the two who did not propose it, and so decides.</summary>
    public string Decider => string.Equals(ProposedBy, Giver, StringComparison.OrdinalIgnoreCase) ? Taker : Giver;
}

public enum SwapState
{
    Proposed,
    Accepted,
    Declined,
    Withdrawn,
}
