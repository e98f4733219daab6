using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Home;

namespace Portal.Web.Features.Home;

/// <summary>First page, and the small pages of the frame.</summary>
public sealed class HomeController(IMediator mediator) : Controller
{
    [HttpGet("/")]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new GetHome(), ct)).ToPage(this);

    [HttpGet("/menu")]
    public IActionResult Menu() => View();

    [HttpGet("/help/keyboard")]
    public IActionResult Keyboard() => View();

    [HttpGet("/admin")]
    public IActionResult Admin() => View();
}
