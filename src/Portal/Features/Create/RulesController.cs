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
}

/// <summary>The same over the API.</summary>
[ApiController]
[Route("api/v1/scaffold-rules")]
public sealed class RulesApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(CancellationToken ct) => (await mediator.Send(new GetScaffoldRules(), ct)).ToJson();
}
