using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Onboarding;

namespace Portal.Web.Features.Docs;

/// <summary>Markdown of the organisation and of the portal.</summary>
[Route("docs")]
public sealed class DocsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListDocuments(), ct)).ToPage(this);

    [HttpGet("{**slug}")]
    public async Task<IActionResult> Show(string slug, CancellationToken ct)
        => (await mediator.Send(new GetDocument(slug), ct)).ToPage(this, "Show");
}
