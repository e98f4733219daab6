using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.OnCall;

namespace Portal.Web.Features.OnCall;

/// <summary>The alarm of the home page: services that nobody can be called for, gaps of one's own teams, one's own turns.</summary>
public sealed class OnCallAlarmViewComponent(IMediator mediator) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync()
    {
        var alarm = await mediator.Send(new GetOnCallAlarm(), HttpContext.RequestAborted);
        return alarm.IsSuccess ? View("/Features/OnCall/_Alarm.cshtml", alarm.Value) : Content("");
    }
}
