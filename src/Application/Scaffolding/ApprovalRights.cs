using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Who may answer a policy's question.</summary>
internal sealed class ApprovalRights(IAccess access)
{
    /// <summary>Why the actor may not answer, or null.</summary>
    public string? Refusal(ScaffoldRun run, ScaffoldApproval approval, Actor actor)
        => approval.FourEyes && run.CreatedBy == actor.Ref ? $"{approval.Policy} asks for a second pair of eyes: whoever started the run cannot approve it."
            : Decide(actor, approval.Approvers.Split(',', StringSplitOptions.RemoveEmptyEntries)) is { Allowed: false } refused ? refused.Reason : null;

    /// <param name="actor">Who wants to answer.</param>
    /// <param name="approvers">Refs that the policy names; empty: whoever has scaffold.approve.</param>
    public Decision Decide(Actor actor, IEnumerable<string> approvers)
    {
        var named = approvers.ToList();
        if (named.Count == 0)
        {
            return access.Decide(actor, new(Permissions.ScaffoldApprove));
        }

        if (actor.Scopes is { } scopes && !scopes.Contains(Permissions.ScaffoldApprove, StringComparer.Ordinal))
        {
            return new(false, $"The token {actor.Ref} lacks the scope '{Permissions.ScaffoldApprove}'.");
        }

        return actor.Role == Role.Admin || named.Exists(n => actor.Groups.Contains(n, StringComparer.OrdinalIgnoreCase) || string.Equals(actor.UserRef, n, StringComparison.OrdinalIgnoreCase))
            ? new(true, $"{actor.DisplayName} is one of {string.Join(", ", named)}.")
            : new(false, $"Only {string.Join(" or ", named)} may answer this; {actor.DisplayName} is not one of them.");
    }
}
