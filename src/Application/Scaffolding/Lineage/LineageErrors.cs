using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

internal static class LineageErrors
{
    public static NotFound NoLineage(string entity)
        => new("lineage.unknown", $"The portal does not know what {entity} was made from: no run of it, and no {RepositoryRecord.FileName} in a repository that its annotation portal.dev/template leads to.");

    public static NotFound NoTemplate(string template) => new("lineage.template_gone", $"The portal does not offer {template} any more, so there is no newer version. Put the template back into the folder that Scaffolding:TemplatesPath names.");

    public static Conflict Current(string entity, string? version) => new("lineage.current", $"{entity} has the newest version{(version is null ? "" : $" {version}")} of its template already.");

    public static Conflict NotKept(LineageEntry entry)
        => new("lineage.base_unknown", $"{entry.Entity} was made from {LineageView.Words(entry.Version)} of {entry.Template}, and the portal has not kept that version: without it nobody can tell the template's changes from the service's own. Start a run of the new version beside it and compare by hand, then set version and hash in {RepositoryRecord.FileName}.");

    public static Conflict TargetGone(string hash) => new("lineage.target_unknown", $"The new version of the template ({hash[..Math.Min(12, hash.Length)]}) is not kept any more. Ask for the upgrade again.");

    public static Conflict Changing(string template) => new("lineage.template_changing", $"{template} is being changed on disk right now. Try again in a few seconds.");

    public static Conflict NothingPublished(string template) => new("lineage.nothing_published", $"No step of {template} publishes a repository with these answers, so there is nothing to compare.");

    public static Conflict Elsewhere(string repository) => new("lineage.repository_elsewhere", $"{repository} is not among the repositories that this portal may change.");
}
