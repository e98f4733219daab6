using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Catalog;
using Portal.Application.Manifests;

namespace Portal.Web.Features.Deployments;

/// <summary>What git says against what runs: one service, and all that differ.</summary>
[Route("deployments")]
[RefuseUnbound]
public sealed class ManifestDriftController(IMediator mediator) : Controller
{
    [HttpGet("drift")]
    public async Task<IActionResult> Index(string? team, string? state, int page, CancellationToken ct)
    {
        var query = new ListManifestDrift(team, string.IsNullOrEmpty(state) ? "differs" : state.ToLowerInvariant(), page < 1 ? 1 : page);
        return (await mediator.Send(query, ct)).Match(list => View("DriftList", new ManifestDriftListPage(query, list)), failure => failure.ToPage(this));
    }

    /// <param name="asked">A look was just asked for: its commit may be newer than the one that is shown.</param>
    [HttpGet("{namespace}/{name}/drift")]
    public async Task<IActionResult> Show(string @namespace, string name, bool asked, CancellationToken ct)
        => (await mediator.Send(new GetManifestDrift(@namespace, name), ct)).Match(drift => View("Drift", new ManifestDriftPage(drift, asked)), failure => failure.ToPage(this));

    [HttpPost("{namespace}/{name}/drift/check")]
    public async Task<IActionResult> Check(string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new CheckManifests(@namespace, name), ct)).Match(_ => RedirectToAction(nameof(Show), new { @namespace, name, asked = true }), failure => failure.ToPage(this));
}

/// <summary>What the page of one service shows.</summary>
public sealed record ManifestDriftPage(ManifestDrift Drift, bool IsAsked);

/// <summary>What the list shows.</summary>
public sealed record ManifestDriftListPage(ListManifestDrift Query, ManifestDriftList List)
{
    public static IReadOnlyList<(string Value, DriftState? State)> States { get; } = [("differs", DriftState.Differs), ("instep", DriftState.InStep), ("cannottell", DriftState.CannotTell), ("all", null)];

    public string Url(string? state = null, int page = 1) => QueryHelpers.AddQueryString("/deployments/drift", new Dictionary<string, string?>
    {
        ["team"] = Query.Team,
        ["state"] = (state ?? Query.State) is "differs" ? null : state ?? Query.State,
        ["page"] = page > 1 ? page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
    }.Where(p => !string.IsNullOrEmpty(p.Value)));
}

/// <summary>Words and looks of a comparison, the same on every page.</summary>
public static class ManifestDriftWords
{
    public static string Url(string service) => EntityRef.TryParse(service, out var r) ? $"/deployments/{Uri.EscapeDataString(r.Namespace)}/{Uri.EscapeDataString(r.Name)}/drift" : "/deployments/drift";

    /// <summary>State whose icon and colour stand for it.</summary>
    public static string Look(DriftState state) => state switch
    {
        DriftState.InStep => "healthy",
        DriftState.Differs => "drifting",
        _ => "unknown",
    };

    public static string Of(DriftState state) => state switch
    {
        DriftState.InStep => "in step with git",
        DriftState.Differs => "differs from git",
        _ => "cannot be told",
    };

    /// <summary>"3 fields differ", "1 workload is missing, 2 fields differ".</summary>
    public static string Count(IReadOnlyCollection<DriftItem> items)
    {
        var (fields, missing, extra) = (items.Count(i => i.Difference == DriftKind.Field), items.Count(i => i.Difference == DriftKind.MissingInCluster), items.Count(i => i.Difference == DriftKind.NotInGit));
        return string.Join(", ", new[]
        {
            fields == 0 ? null : fields == 1 ? "1 field differs" : $"{fields} fields differ",
            missing == 0 ? null : missing == 1 ? "1 object is missing" : $"{missing} objects are missing",
            extra == 0 ? null : extra == 1 ? "1 workload is not in git" : $"{extra} workloads are not in git",
        }.OfType<string>());
    }
}
