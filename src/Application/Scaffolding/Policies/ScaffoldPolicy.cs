namespace Portal.Application.Scaffolding;

/// <summary>What a policy does to a run that it fits.</summary>
public enum PolicyEffect
{
    /// <summary>Said in the preview; the run begins.</summary>
    Warn,

    /// <summary>The run waits until somebody approves it.</summary>
    Approve,

    /// <summary>The run is refused.</summary>
    Deny,
}

/// <summary>A rule about creation, as data: section Scaffolding:Policies. Asked before the first side effect.</summary>
public sealed class ScaffoldPolicy
{
    /// <summary>For people, and unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>Refs of the templates it is about; empty: all.</summary>
    public IList<string> Templates { get; set; } = [];

    /// <summary>
    /// An expression in the template language that says whether it fits: <c>${{ parameters.namespace == 'production' }}</c>. It reads parameters,
    /// user (ref, entity, groups, role), template (ref, name, type, owner, tags, version), effects (title, target) and files (path to text);
    /// empty: it always fits.
    /// </summary>
    public string When { get; set; } = "";

    public PolicyEffect Effect { get; set; } = PolicyEffect.Approve;

    /// <summary>Refs of groups and users who may approve; empty: whoever has the permission scaffold.approve.</summary>
    public IList<string> Approvers { get; set; } = [];

    /// <summary>True: whoever starts a run cannot approve it, even as an approver.</summary>
    public bool FourEyes { get; set; }

    /// <summary>Why, and what to do; shown to whoever creates and to whoever approves.</summary>
    public string Message { get; set; } = "";
}

/// <summary>How much may be made: section Scaffolding:Quotas. 0 is no limit. Cleaned and cancelled runs do not count, nor do dry runs.</summary>
public sealed class ScaffoldQuotas
{
    /// <summary>Runs of one person, or one service token, that have not ended.</summary>
    public int OpenRunsPerPerson { get; set; }

    /// <summary>Runs for one team that have not ended.</summary>
    public int OpenRunsPerTeam { get; set; }

    /// <summary>Runs for one team begun in the last 24 hours.</summary>
    public int RunsPerTeamPerDay { get; set; }

    /// <summary>Runs for one team that succeeded, ever.</summary>
    public int CreatedPerTeam { get; set; }
}

/// <summary>The rules in force; a change of the settings is seen without a restart.</summary>
public interface IScaffoldRules
{
    IReadOnlyList<ScaffoldPolicy> Policies { get; }

    ScaffoldQuotas Quotas { get; }
}

/// <summary>One thing that was checked before anything is made.</summary>
/// <param name="Name">What was checked: Name, Repository, Quota, or the policy's name.</param>
/// <param name="Outcome">ok, warn, approval or blocked.</param>
/// <param name="Message">What was found, and what to do.</param>
public sealed record RunCheck(string Name, string Outcome, string Message)
{
    public const string Ok = "ok";
    public const string Warn = "warn";
    public const string Approval = "approval";
    public const string Blocked = "blocked";
}
