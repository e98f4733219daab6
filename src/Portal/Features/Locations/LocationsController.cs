using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Locations;

/// <summary>Where the catalog comes from.</summary>
[Route("admin/locations")]
[FormPosts]
public sealed class LocationsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string? added, CancellationToken ct)
        => (await mediator.Send(new ListLocations(), ct)).Match(list => View(new LocationsPage(list.Items, new LocationForm(), added)), failure => failure.ToPage(this));

    [HttpPost]
    public async Task<IActionResult> Register([FromForm] LocationForm form, CancellationToken ct)
    {
        var registered = await mediator.Send(new RegisterLocation(form.Type ?? "", form.Target ?? ""), ct);
        if (registered.Failure is not { } refused)
        {
            return LocalRedirect($"/admin/locations?added={registered.Value.Location.Id}#{registered.Value.Location.Id}");
        }

        refused.AddTo(ModelState);
        Response.StatusCode = refused.Status();
        return (await mediator.Send(new ListLocations(), ct)).Match(list => View("Index", new LocationsPage(list.Items, form, null)), _ => refused.ToPage(this));
    }

    [HttpPost("{id}/refresh")]
    public async Task<IActionResult> Refresh(string id, CancellationToken ct)
        => (await mediator.Send(new RefreshLocation(id), ct)).Match<IActionResult>(location => LocalRedirect($"/admin/locations#{location.Id}"), failure => failure.ToPage(this));

    [HttpPost("{id}/removals")]
    public async Task<IActionResult> Decide(string id, [FromForm] string? decision, CancellationToken ct)
        => (await mediator.Send(new DecideRemoval(id, Remove: decision == "remove"), ct)).Match<IActionResult>(location => LocalRedirect($"/admin/locations#{location.Id}"), failure => failure.ToPage(this));

    [HttpPost("{id}/restore")]
    public async Task<IActionResult> Restore(string id, CancellationToken ct)
        => (await mediator.Send(new RestoreLocation(id), ct)).Match<IActionResult>(location => LocalRedirect($"/admin/locations#{location.Id}"), failure => failure.ToPage(this));

    [HttpPost("{id}/remove")]
    public async Task<IActionResult> Remove(string id, CancellationToken ct)
        => (await mediator.Send(new RemoveLocation(id), ct)).Match<IActionResult>(_ => LocalRedirect("/admin/locations"), failure => failure.ToPage(this));
}

/// <summary>What the form posts.</summary>
public sealed class LocationForm
{
    public string? Type { get; set; } = "git";

    public string? Target { get; set; }
}

/// <summary>What the page shows.</summary>
/// <param name="Added">Id of the location just registered.</param>
public sealed record LocationsPage(IReadOnlyList<LocationStatus> Items, LocationForm Form, string? Added)
{
    public static IReadOnlyList<(string Value, string Words)> Types { get; } = [("git", "Git repository"), ("directory", "Folder on the portal's machine"), ("file", "File on the portal's machine"), ("url", "HTTP address (allowed hosts)"), ("github-org", "GitHub organisation")];
}
