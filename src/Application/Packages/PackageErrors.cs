using Portal.Application.Common;

namespace Portal.Application.Packages;

/// <summary>What can go wrong with packages.</summary>
public static class PackageErrors
{
    public static NotFound NoService(string reference) => new("packages.no_service", $"There is no {reference} in the catalog, and nothing is stored for it. Check namespace and name; an SBOM is uploaded for a component that has a descriptor.");

    public static NotFound NoSet(string id, string reference) => new("packages.no_set", $"{reference} has no package set {id}. The list of its sets shows the ids.");

    public static Conflict IsManifests(string reference) => new("packages.set_from_manifests", $"This set is read from the manifests beside the descriptor of {reference} and would come back at the next look. Remove the manifests, or name others in the annotation portal.dev/manifests.");

    public static Conflict Busy(string reference) => new("packages.busy", $"Another upload for {reference} kept being faster. Send it again.");

    public static Invalid TooMany(string text, int most) => Invalid.Field("name", $"More than {most} packages begin with '{text}'. Write more of the name.");

    public static Invalid Unreadable(string message, string fix) => Invalid.Field("sbom", $"{message} {fix}");
}
