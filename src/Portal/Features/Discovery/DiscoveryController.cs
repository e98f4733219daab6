using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Discovery;

namespace Portal.Web.Features.Discovery;

/// <summary>Services that nobody declares, and the way to declare one.</summary>
[Route("catalog/discovered")]
[FormPosts]
public sealed class DiscoveryController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] ListDiscovered query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(list => View(new DiscoveredPage(query, list)), failure => failure.ToPage(this));

    [HttpGet("declare")]
    public async Task<IActionResult> Declare(string? workload, bool opened, CancellationToken ct)
        => (await mediator.Send(new PreviewPromotion(workload ?? ""), ct)).Match(preview => View(new DeclarePage(preview, null, Checked: false, opened)), failure => failure.ToPage(this));

    [HttpPost("declare")]
    public async Task<IActionResult> Declare([FromForm] DeclareForm form, CancellationToken ct)
    {
        Failure? refused = null;
        if (form.Do == DeclareForm.Open)
        {
            var promoted = await mediator.Send(new PromoteDiscovered(form.Workload ?? "", form.Descriptor ?? "", form.Repository ?? "", form.Path ?? ""), ct);
            if (promoted.IsSuccess)
            {
                return LocalRedirect($"/catalog/discovered/declare?workload={Uri.EscapeDataString(form.Workload!)}&opened=true");
            }

            refused = promoted.Failure;
            Response.StatusCode = refused!.Status();
        }

        var preview = await mediator.Send(new PreviewPromotion(form.Workload ?? "", form.Descriptor ?? "", form.Repository ?? "", form.Path ?? ""), ct);
        return preview.Match(p => View(new DeclarePage(p, refused, Checked: true, Opened: false)), failure => failure.ToPage(this));
    }
}

/// <summary>What the form posts.</summary>
public sealed class DeclareForm
{
    public const string Check = "check";
    public const string Open = "open";

    public string? Workload { get; set; }

    public string? Descriptor { get; set; }

    public string? Repository { get; set; }

    public string? Path { get; set; }

    /// <summary>Which button: check or open.</summary>
    public string? Do { get; set; }
}

public sealed record DiscoveredPage(ListDiscovered Query, DiscoveredList List);

/// <summary>The form with what came of it.</summary>
/// <param name="Refused">Why the pull request was not opened.</param>
/// <param name="Checked">What is shown was typed, so findings stand beside the fields.</param>
/// <param name="Opened">It has just been opened.</param>
public sealed record DeclarePage(PromotionPreview Preview, Failure? Refused, bool Checked, bool Opened)
{
    /// <summary>Findings of one field. An empty owner in the proposal is no mistake of who has just opened the page.</summary>
    public IReadOnlyList<string> ErrorsOf(string field) => Checked ? Preview.Errors.GetValueOrDefault(field) ?? [] : [];
}
