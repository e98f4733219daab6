using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Web.Features.Lifecycle;

/// <summary>The panel that says what a service was made from; nothing where the portal does not know.</summary>
[ViewComponent(Name = "Lineage")]
public sealed class LineageViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string reference)
    {
        var origin = await mediator.Send(new GetServiceLineage(reference), HttpContext.RequestAborted);
        return origin.Match<IViewComponentResult>(found => found.Template is null ? Content("") : View("/Features/Lifecycle/_Lineage.cshtml", found), _ => Content(""));
    }
}
