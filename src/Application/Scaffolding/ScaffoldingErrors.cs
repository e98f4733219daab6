using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

internal static class ScaffoldingErrors
{
    public static NotFound NoTemplate(string reference)
        => new("scaffold.template_not_found", $"There is no template {reference}. GET /api/v1/templates lists them.");

    public static Conflict SourceMoved(string moved)
        => new("scaffold.source_moved", $"{moved} since the preview, so nothing was made. Preview again: it shows what would be made now.");

    public static NotFound NoRun(string id) => new("scaffold.run_not_found", $"There is no run {id}.");

    public static Conflict WrongState(string verb, string status, string fit)
        => new("scaffold.run_state", $"A run that is {status} cannot be {verb}. {fit}");
}
