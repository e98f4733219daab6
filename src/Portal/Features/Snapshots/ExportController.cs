using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Snapshots;

namespace Portal.Web.Features.Snapshots;

/// <summary>The signed file for the hour when nothing else answers.</summary>
[Route("export")]
[FormPosts]
public sealed class ExportController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new GetSnapshot(), ct)).ToPage(this);

    [HttpPost]
    public async Task<IActionResult> Write(CancellationToken ct)
        => (await mediator.Send(new WriteSnapshot(), ct)).Match<IActionResult>(_ => LocalRedirect("/export"), failure => failure.ToPage(this));

    [HttpGet("portal-snapshot.html")]
    public Task<IActionResult> Html(CancellationToken ct) => FileAsync(SnapshotFile.Html, "text/html; charset=utf-8", ct);

    [HttpGet("portal-snapshot.html.sig")]
    public Task<IActionResult> Signature(CancellationToken ct) => FileAsync(SnapshotFile.Signature, "application/octet-stream", ct);

    [HttpGet("portal-snapshot.pub.pem")]
    public Task<IActionResult> PublicKey(CancellationToken ct) => FileAsync(SnapshotFile.PublicKey, "application/x-pem-file", ct);

    // Always to keep, never to open here: the file has a style and a script of its own.
    private async Task<IActionResult> FileAsync(SnapshotFile file, string type, CancellationToken ct)
        => (await mediator.Send(new GetSnapshotFile(file), ct)).Match<IActionResult>(path => PhysicalFile(path, type, Path.GetFileName(path)), failure => Problems.WantsJson(HttpContext) ? failure.ToProblem() : failure.ToPage(this));
}
