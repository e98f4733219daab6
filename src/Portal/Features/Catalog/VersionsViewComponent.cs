using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Versions;

namespace Portal.Web.Features.Catalog;

/// <summary>The panel that shows the declared version beside the live ones; nothing where neither is known.</summary>
[ViewComponent(Name = "Versions")]
public sealed class VersionsViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string reference)
    {
        var versions = await mediator.Send(new GetEntityVersions(reference), HttpContext.RequestAborted);
        return versions.Match<IViewComponentResult>(
            found => found is { Declared: null, Live.Count: 0 } ? Content("") : View("/Features/Catalog/_Versions.cshtml", found),
            _ => Content(""));
    }
}
