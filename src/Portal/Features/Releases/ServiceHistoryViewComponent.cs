using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Releases;

namespace Portal.Web.Features.Releases;

/// <summary>The panel with the last releases and crashes of a service; nothing where there are none, or the caller may not see them.</summary>
[ViewComponent(Name = "ServiceHistory")]
public sealed class ServiceHistoryViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string service)
        => (await mediator.Send(new GetServiceHistory(service), HttpContext.RequestAborted)).Match<IViewComponentResult>(
            found => found.Releases.Count + found.Crashes.Count > 0 ? View("/Features/Releases/_ServiceHistory.cshtml", found) : Content(""), _ => Content(""));
}
