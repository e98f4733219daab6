using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog.Definitions;

namespace Portal.Web.Features.Catalog;

/// <summary>The definition of an API as its text.</summary>
[ApiController]
[Route("api/v1/entities/{kind}/{namespace}/{name}/definition")]
public sealed class DefinitionApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Get(string kind, string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetDefinitionText($"{kind}:{@namespace}/{name}"), ct)).Match<IActionResult>(text => Content(text.Text, text.MediaType + "; charset=utf-8"), failure => failure.ToProblem());
}
