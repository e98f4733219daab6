using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Manifests;

namespace Portal.Web.Features.Deployments;

/// <summary>The line on a service's page that says whether git and the clusters agree. It reads memory, and fails alone.</summary>
[ViewComponent(Name = "ManifestDrift")]
public sealed class ManifestDriftViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string service)
        => EntityRef.TryParse(service, out var reference) && reference.Kind == "component"
            ? (await mediator.Send(new GetManifestDrift(reference.Namespace, reference.Name, WithHistory: false), HttpContext.RequestAborted))
                .Match<IViewComponentResult>(drift => View("/Features/Deployments/_DriftLine.cshtml", drift), _ => Content(""))
            : Content("");
}
