using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>What steps of templates can do, as the code says it.</summary>
[Route("create/actions")]
public sealed class ActionsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] string? q, CancellationToken ct)
        => (await mediator.Send(new ListActions(q), ct)).Match(guide => View("Actions", new ActionsView(guide, q ?? "")), failure => failure.ToPage(this));
}

/// <summary>The guide and the text it is narrowed by.</summary>
public sealed record ActionsView(ActionGuide Guide, string Text);
