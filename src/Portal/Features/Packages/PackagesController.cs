using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Packages;

namespace Portal.Web.Features.Packages;

/// <summary>Who runs what, and what a service is made of.</summary>
[Route("packages")]
[FormPosts]
[RefuseUnbound]
public sealed class PackagesController(IMediator mediator) : Controller
{
    private const int PageSize = 50;

    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] PackageQuestion question, string? cursor, CancellationToken ct)
    {
        var owners = await mediator.Send(new ListServiceOwners(), ct);
        if (owners.Failure is { } failure)
        {
            return failure.ToPage(this);
        }

        var page = new PackagesPage(question, cursor) { Owners = owners.Value.Items };
        if (!question.IsAsked)
        {
            return (await mediator.Send(new GetPackageOverview(), ct)).Match(overview => View(page with { Overview = overview }), refused => refused.ToPage(this));
        }

        var answer = await mediator.Send(question.ToRequest(PageSize, cursor), ct);
        if (answer.Failure is not { } unanswered)
        {
            return View(page with { Answer = answer.Value });
        }

        if (unanswered is not Invalid)
        {
            return unanswered.ToPage(this);
        }

        unanswered.AddTo(ModelState);
        Response.StatusCode = unanswered.Status();
        return View(page);
    }

    [HttpGet("service/{namespace}/{name}")]
    public Task<IActionResult> Service(string @namespace, string name, string? q, CancellationToken ct, int page = 1)
        => ServiceAsync(@namespace, name, q, page, ct);

    [HttpPost("service/{namespace}/{name}")]
    [RequestSizeLimit(UploadSbom.MaxBytes + (1024 * 1024))]
    [RequestFormLimits(MultipartBodyLengthLimit = UploadSbom.MaxBytes + (1024 * 1024))]
    public async Task<IActionResult> Upload(string @namespace, string name, [FromForm] SbomForm form, CancellationToken ct)
    {
        ReadOnlyMemory<byte> content = default;
        if (form.File is { } file)
        {
            await using var stream = file.OpenReadStream();
            content = await SbomBody.ReadAsync(stream, ct);
        }

        var uploaded = await mediator.Send(new UploadSbom(@namespace, name, content, form.Source?.Trim()), ct);
        if (uploaded.Failure is not { } refused)
        {
            return LocalRedirect($"/packages/service/{Uri.EscapeDataString(@namespace)}/{Uri.EscapeDataString(name)}#sets");
        }

        if (refused is not Invalid)
        {
            return refused.ToPage(this);
        }

        refused.AddTo(ModelState);
        Response.StatusCode = refused.Status();
        return await ServiceAsync(@namespace, name, null, 1, ct);
    }

    [HttpPost("service/{namespace}/{name}/{set}/remove")]
    public async Task<IActionResult> Remove(string @namespace, string name, string set, CancellationToken ct)
        => (await mediator.Send(new RemovePackageSet(@namespace, name, set), ct)).Match(
            _ => LocalRedirect($"/packages/service/{Uri.EscapeDataString(@namespace)}/{Uri.EscapeDataString(name)}"), failure => failure.ToPage(this));

    private async Task<IActionResult> ServiceAsync(string @namespace, string name, string? q, int page, CancellationToken ct)
        => (await mediator.Send(new GetPackagesOfService(@namespace, name, q, page), ct)).Match(packages => View("Service", new ServicePackagesPage(packages, q)), failure => failure.ToPage(this));
}
