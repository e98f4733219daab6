using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Onboarding;

namespace Portal.Web.Features.Onboarding;

/// <summary>Where a newcomer begins.</summary>
[Route("start")]
public sealed class StartController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new GetStart(), ct)).ToPage(this);
}
