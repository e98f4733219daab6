using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Discovery;

namespace Portal.Web.Features.Discovery;

/// <summary>The part of a service's page that compares its declared dependencies with what was seen. It fails alone.</summary>
[ViewComponent(Name = "Drift")]
public sealed class DriftViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string service)
        => (await mediator.Send(new GetServiceDependencyDrift(service), HttpContext.RequestAborted)).Match<IViewComponentResult>(drift => View("/Features/Discovery/_Drift.cshtml", drift), failure => Content(failure.Message));
}
