using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>Golden paths over the API.</summary>
[ApiController]
[Route("api/v1/templates")]
public sealed class TemplatesApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListTemplates(), ct)).ToJson();

    [HttpGet("{namespace}/{name}")]
    public async Task<IActionResult> Show(string @namespace, string name, CancellationToken ct)
        => (await mediator.Send(new GetTemplate(@namespace, name), ct)).Match(
            form => Ok(new { form.Template.Ref, form.Template.Title, form.Template.Description, form.Template.Type, form.Template.Owner, form.Template.Version, form.Template.Tags, form.Template.Produces, form.Parameters, Steps = form.Steps.Select(s => new { s.Id, s.Name, s.Action }), form.Problems }),
            failure => failure.ToProblem());
}
