using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Web.Features.Lifecycle;

/// <summary>Says that a service is being decommissioned, or was, with the way back; nothing otherwise.</summary>
[ViewComponent(Name = "Decommission")]
public sealed class DecommissionViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string reference)
    {
        var origin = await mediator.Send(new GetServiceLineage(reference), HttpContext.RequestAborted);
        return origin.Match<IViewComponentResult>(found => found.Decommission is null ? Content("") : View("/Features/Lifecycle/_Decommission.cshtml", found), _ => Content(""));
    }
}
