using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Deployments;

/// <summary>What runs where; every filter is in the URL.</summary>
[Route("deployments")]
[RefuseUnbound]
public sealed class DeploymentsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] GetDeploymentMatrix filter, CancellationToken ct)
        => (await mediator.Send(filter, ct)).Match(matrix => View(new DeploymentsPage(filter, matrix)), failure => failure.ToPage(this));

    /// <summary>One service: environments, problems, pods. The kind is a component unless said otherwise.</summary>
    [HttpGet("{namespace}/{name}")]
    public async Task<IActionResult> Show(string @namespace, string name, string? kind, CancellationToken ct)
        => (await mediator.Send(new GetServiceDeployments(@namespace, name, kind ?? "component"), ct)).ToPage(this);
}

/// <summary>What the page shows.</summary>
public sealed record DeploymentsPage(GetDeploymentMatrix Filter, DeploymentMatrix Matrix)
{
    /// <summary>The page of one service's deployments.</summary>
    public static string ServiceUrl(string service)
        => Application.Catalog.EntityRef.TryParse(service, out var r) ? $"/deployments/{Uri.EscapeDataString(r.Namespace)}/{Uri.EscapeDataString(r.Name)}{(r.Kind == "component" ? "" : $"?kind={r.Kind}")}" : "/deployments";

    /// <summary>This page with some filters changed; "" takes one away.</summary>
    public string Url(string? state = null, string? problem = null, int page = 1)
    {
        List<(string Name, string? Value)> query =
        [
            ("q", Filter.Q), ("team", Filter.Team), ("system", Filter.System), ("service", Filter.Service), ("cluster", Filter.Cluster), ("environment", Filter.Environment),
            ("state", state ?? Filter.State), ("problem", problem ?? Filter.Problem), ("page", page > 1 ? page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null),
        ];
        var text = string.Join('&', query.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return text.Length == 0 ? "/deployments" : "/deployments?" + text;
    }
}
