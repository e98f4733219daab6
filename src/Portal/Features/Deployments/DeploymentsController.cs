using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Deployments;

/// <summary>What runs where; every filter is in the URL.</summary>
[Route("deployments")]
public sealed class DeploymentsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] GetDeploymentMatrix filter, CancellationToken ct)
        => (await mediator.Send(filter, ct)).Match(matrix => View(new DeploymentsPage(filter, matrix)), failure => failure.ToPage(this));
}

/// <summary>What the page shows.</summary>
public sealed record DeploymentsPage(GetDeploymentMatrix Filter, DeploymentMatrix Matrix)
{
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
