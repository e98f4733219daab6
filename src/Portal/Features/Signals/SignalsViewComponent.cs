using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Signals;

namespace Portal.Web.Features.Signals;

/// <summary>The alerts that fire on a service; nothing when none does.</summary>
[ViewComponent(Name = "Signals")]
public sealed class SignalsViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string reference)
    {
        var list = await mediator.Send(new ListSignals(reference, "firing"), HttpContext.RequestAborted);
        return list.IsSuccess && list.Value.Items.Count > 0 ? View("/Features/Signals/_Firing.cshtml", list.Value.Items) : Content("");
    }
}
