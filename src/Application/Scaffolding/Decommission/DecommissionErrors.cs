using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Decommission;

internal static class DecommissionErrors
{
    public static Conflict Blocked(string entity, IEnumerable<string> blockers)
        => new("decommission.blocked", $"{entity} is still needed. {string.Join(" ", blockers)} A platform engineer can override this, with the reason.");

    public static Forbidden OverrideDenied(string reason) => new("access.denied", $"Only a platform engineer may decommission a service that is still needed. {reason}");

    public static Conflict Already(string entity) => new("decommission.already", $"{entity} is being decommissioned already, or was and has not been restored.");

    public static NotFound NotRetired(string entity) => new("decommission.none", $"{entity} was not decommissioned here, or was restored.");

    public static Conflict NotNow(string entity, string status) => new("decommission.running", $"The decommission of {entity} is {status}. Cancel its run first, or wait until it has ended.");
}
