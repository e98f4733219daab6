using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Releases;

namespace Portal.Web.Features.Releases;

/// <summary>The panel with the last releases and crashes of a service; nothing where there are none, or the caller may not see them.</summary>
[ViewComponent(Name = "ServiceHistory")]
public sealed class ServiceHistoryViewComponent(IMediator mediator) : ViewComponent
{
    private const int Rows = 5;

    public async Task<IViewComponentResult> InvokeAsync(string service)
    {
        var releases = await mediator.Send(new ListReleases(service, Limit: Rows), HttpContext.RequestAborted);
        var crashes = await mediator.Send(new ListCrashes(service, Limit: Rows), HttpContext.RequestAborted);
        return releases.IsSuccess && crashes.IsSuccess && releases.Value.Items.Count + crashes.Value.Items.Count > 0
            ? View("/Features/Releases/_ServiceHistory.cshtml", new ServiceHistory(service, releases.Value, crashes.Value)) : Content("");
    }
}

/// <summary>What the panel shows.</summary>
public sealed record ServiceHistory(string Service, ReleasePage Releases, CrashPage Crashes);
