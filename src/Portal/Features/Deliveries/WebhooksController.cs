using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Deliveries;

namespace Portal.Web.Features.Deliveries;

/// <summary>Who is told of events by a signed POST.</summary>
[Route("admin/webhooks")]
[FormPosts]
public sealed class WebhooksController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => await ShowAsync(null, new WebhookForm(), ct);

    [HttpPost]
    public async Task<IActionResult> Add([FromForm] WebhookForm form, CancellationToken ct)
    {
        var made = await mediator.Send(new AddWebhook(form.Name ?? "", form.Url ?? "", form.Events, form.OwnerList), ct);
        if (made.Failure is { } refused)
        {
            refused.AddTo(ModelState);
            Response.StatusCode = refused.Status();
            return await ShowAsync(null, form, ct);
        }

        return await ShowAsync(made.Value, new WebhookForm(), ct);
    }

    [HttpPost("{id:guid}/rotate")]
    public async Task<IActionResult> Rotate(Guid id, CancellationToken ct)
    {
        var made = await mediator.Send(new RotateWebhookSecret(id), ct);
        return made.Failure is { } failure ? failure.ToPage(this) : await ShowAsync(made.Value, new WebhookForm(), ct);
    }

    [HttpPost("{id:guid}/active")]
    public async Task<IActionResult> Switch(Guid id, [FromForm] bool active, CancellationToken ct)
        => (await mediator.Send(new ChangeWebhook(id, active), ct)).Match<IActionResult>(_ => LocalRedirect("/admin/webhooks"), failure => failure.ToPage(this));

    [HttpPost("{id:guid}/owners")]
    public async Task<IActionResult> Owners(Guid id, [FromForm] WebhookForm form, CancellationToken ct)
        => (await mediator.Send(new ChangeWebhook(id, Owners: form.OwnerList), ct)).Match<IActionResult>(_ => LocalRedirect("/admin/webhooks"), failure => failure.ToPage(this));

    [HttpPost("{id:guid}/test")]
    public async Task<IActionResult> Test(Guid id, CancellationToken ct)
        => (await mediator.Send(new TestWebhook(id), ct)).Match<IActionResult>(sent => LocalRedirect($"/admin/deliveries/{sent.Id}"), failure => failure.ToPage(this));

    [HttpPost("{id:guid}/remove")]
    public async Task<IActionResult> Remove(Guid id, CancellationToken ct)
        => (await mediator.Send(new RemoveWebhook(id), ct)).Match<IActionResult>(_ => LocalRedirect("/admin/webhooks"), failure => failure.ToPage(this));

    private async Task<IActionResult> ShowAsync(NewWebhook? made, WebhookForm form, CancellationToken ct)
        => (await mediator.Send(new ListWebhooks(), ct)).Match(list => View("Webhooks", new WebhooksPage(list.Items, made, form)), failure => failure.ToPage(this));
}

/// <summary>What the form posts.</summary>
public sealed class WebhookForm
{
    public string? Name { get; set; }

    public string? Url { get; set; }

    public string[] Events { get; set; } = [];

    /// <summary>By commas or spaces.</summary>
    public string? Owners { get; set; }

    public string[] OwnerList => (Owners ?? "").Split([',', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What the page shows.</summary>
/// <param name="Made">With a secret that is shown once; or null.</param>
public sealed record WebhooksPage(IReadOnlyList<WebhookRow> Items, NewWebhook? Made, WebhookForm Form);

/// <summary>Webhooks over the API.</summary>
[ApiController]
[Route("api/v1/webhooks")]
public sealed class WebhooksApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListWebhooks(), ct)).ToJson();

    [HttpPost]
    public async Task<IActionResult> Add(AddWebhook command, CancellationToken ct)
        => (await mediator.Send(command, ct)).Match<IActionResult>(made => StatusCode(StatusCodes.Status201Created, made), failure => failure.ToProblem());

    [HttpPatch("{id:guid}")]
    public async Task<IActionResult> Change(Guid id, WebhookChange change, CancellationToken ct) => (await mediator.Send(new ChangeWebhook(id, change.Active, change.Events, change.Owners), ct)).ToJson();

    [HttpPost("{id:guid}/rotate")]
    public async Task<IActionResult> Rotate(Guid id, CancellationToken ct) => (await mediator.Send(new RotateWebhookSecret(id), ct)).ToJson();

    [HttpPost("{id:guid}/test")]
    public async Task<IActionResult> Test(Guid id, CancellationToken ct)
        => (await mediator.Send(new TestWebhook(id), ct)).Match<IActionResult>(sent => Accepted($"/api/v1/deliveries/{sent.Id}", sent), failure => failure.ToProblem());

    [HttpDelete("{id:guid}")]
    public async Task<IActionResult> Remove(Guid id, CancellationToken ct)
        => (await mediator.Send(new RemoveWebhook(id), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());
}

/// <summary>What is null stays.</summary>
public sealed record WebhookChange(bool? Active, IReadOnlyList<string>? Events, IReadOnlyList<string>? Owners);
