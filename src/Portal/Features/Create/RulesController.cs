using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>The rules about creation, as the settings have them.</summary>
[Route("create/rules")]
public sealed class RulesController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new GetScaffoldRules(), ct)).Match(rules => View("Rules", rules), failure => failure.ToPage(this));

    /// <summary>The same as JSON.</summary>
    [HttpGet("/api/v1/scaffold-rules")]
    public async Task<IActionResult> Json(CancellationToken ct) => (await mediator.Send(new GetScaffoldRules(), ct)).ToJson();
}
