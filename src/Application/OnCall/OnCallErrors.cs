using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

internal static class OnCallErrors
{
    public static NotFound NoRota(string name) => new("oncall.no_rota", $"There is no rota '{name}'. /oncall lists those there are.");

    public static NotFound NoOverride(Guid id) => new("oncall.no_override", $"There is no override {id}; perhaps somebody took it back. Open the rota again.");

    public static NotFound NoSwap(Guid id) => new("oncall.no_swap", $"There is no swap {id}. Open the rota again.");

    public static NotFound NoFeed(Guid id) => new("oncall.no_feed", $"There is no calendar address {id} of yours. /oncall/feeds lists yours.");

    public static NotFound NotInCatalog(string subject) => new("oncall.unknown_subject", $"{subject} is not in the catalog, so nobody is on call for it. Teams are named as namespace/name or group:namespace/name.");

    public static Conflict NameTaken(string name, string owner) => new("oncall.name_taken", $"{owner} has a rota {name} already, and names of rotas are unique. Choose another name.");

    public static Conflict InDescriptor(string name, string entity) => new("oncall.in_descriptor", $"Rota {name} is declared in the descriptor of {entity}. Change spec.onCall there; overrides and swaps are made here.");

    public static Conflict Changed(string name) => new("oncall.changed", $"Somebody else changed {name} meanwhile. Open it again and repeat.");

    public static Conflict SwapDecided(SwapState state) => new("oncall.swap_decided", $"The swap is {state.ToString().ToLowerInvariant()} already. Propose a new one.");

    public static Invalid Of(IReadOnlyList<RotaFault> faults) => new(faults.GroupBy(f => f.Field, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(f => f.Message).ToArray(), StringComparer.Ordinal));
}

/// <summary>Who may change a rota: members of the team or service it belongs to, and platform engineers.</summary>
internal static class OnCallAccess
{
    public static Demand DemandOf(string owner) => owner.StartsWith("group:", StringComparison.OrdinalIgnoreCase) ? new(Permissions.OnCallEdit, Group: owner) : new(Permissions.OnCallEdit, Entity: owner);

    public static Forbidden? Refusal(IAccess access, Actor actor, string owner)
        => access.Decide(actor, DemandOf(owner)) is { Allowed: false } refused ? new Forbidden("access.denied", refused.Reason) : null;
}
