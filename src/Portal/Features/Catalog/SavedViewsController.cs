using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>Saves, renames and deletes views of the list from its page.</summary>
[Route("catalog/views")]
[FormPosts]
public sealed class SavedViewsController(IMediator mediator) : Controller
{
    [HttpPost]
    public async Task<IActionResult> Save([FromForm] string? name, [FromForm] string? query, [FromForm] string? team, CancellationToken ct)
        => (await mediator.Send(new SaveView(name ?? "", query ?? "", string.IsNullOrEmpty(team) ? null : team), ct)).Match(List, failure => failure.ToPage(this));

    [HttpPost("{id:guid}/rename")]
    public async Task<IActionResult> Rename(Guid id, [FromForm] string? name, CancellationToken ct)
        => (await mediator.Send(new RenameView(id, name ?? ""), ct)).Match(List, failure => failure.ToPage(this));

    [HttpPost("{id:guid}/delete")]
    public async Task<IActionResult> Delete(Guid id, CancellationToken ct)
        => (await mediator.Send(new DeleteView(id), ct)).Match(_ => LocalRedirect("/catalog"), failure => failure.ToPage(this));

    private LocalRedirectResult List(SavedViewRow view) => LocalRedirect("/catalog?" + view.Query);
}

/// <summary>Saved views over the API.</summary>
[ApiController]
[Route("api/v1/views")]
public sealed class SavedViewsApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListSavedViews(), ct)).ToJson();

    [HttpPost]
    public async Task<IActionResult> Save(SaveView command, CancellationToken ct) => (await mediator.Send(command, ct)).ToJson();

    [HttpPatch("{id:guid}")]
    public async Task<IActionResult> Rename(Guid id, NewName body, CancellationToken ct) => (await mediator.Send(new RenameView(id, body.Name ?? ""), ct)).ToJson();

    [HttpDelete("{id:guid}")]
    public async Task<IActionResult> Delete(Guid id, CancellationToken ct)
        => (await mediator.Send(new DeleteView(id), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());
}

/// <summary>What a rename sends.</summary>
public sealed record NewName(string? Name);
