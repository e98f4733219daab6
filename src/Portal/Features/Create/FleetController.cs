using System.Text.Json.Nodes;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Web.Features.Create;

/// <summary>Services by the template they were made from, and their way to the newest version.</summary>
[Route("create/fleet")]
[FormPosts]
[RefuseUnbound]
public sealed class FleetController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] ListFleet query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(fleet => View("Fleet", new FleetPage(query, fleet)), failure => failure.ToPage(this));

    /// <summary>Every file of an upgrade with what becomes of it; nothing is opened.</summary>
    [HttpGet("upgrade")]
    public async Task<IActionResult> Upgrade(string? service, CancellationToken ct) => string.IsNullOrWhiteSpace(service) ? LocalRedirect("/create/fleet") : await PreviewAsync(service, null, ct);

    [HttpPost("upgrade")]
    public async Task<IActionResult> Start(string? service, bool mark, CancellationToken ct)
    {
        var asked = await mediator.Send(new PreviewUpgrade(service ?? ""), ct);
        if (asked.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        var (answers, _) = FormAnswers.Read(asked.Value.Form, CreateController.Sent(Request.Form));
        var started = await mediator.Send(new UpgradeServices(asked.Value.Origin.Template!, [asked.Value.Origin.Service], MarkConflicts: mark, Answers: answers), ct);
        return started.Failure is { } refused ? await PreviewAsync(service ?? "", refused, ct)
            : LocalRedirect($"/runs/{(started.Value.Started is [var run, ..] ? run.RunId : started.Value.Found[0].RunId)}");
    }

    [HttpPost("upgrades")]
    public async Task<IActionResult> StartMany(string? template, string[]? service, bool all, bool mark, CancellationToken ct)
    {
        var started = await mediator.Send(new UpgradeServices(template ?? "", all ? [] : service ?? [], AllBehind: all, MarkConflicts: mark), ct);
        return started.Match<IActionResult>(
            batch => batch is { Refused.Count: 0, Started.Count: > 0 } ? LocalRedirect($"/create/fleet/upgrades/{batch.Id}") : View("Asked", new AskedPage(template!, batch)),
            failure => failure.ToPage(this));
    }

    [HttpGet("upgrades/{id}")]
    public async Task<IActionResult> Batch(string id, CancellationToken ct) => (await mediator.Send(new GetUpgradeBatch(id), ct)).Match(progress => View("Batch", progress), failure => failure.ToPage(this));

    [HttpPost("look")]
    public async Task<IActionResult> Look(string? template, CancellationToken ct)
        => (await mediator.Send(new LookAgain(), ct)).Match(_ => LocalRedirect("/create/fleet" + (string.IsNullOrEmpty(template) ? "" : "?template=" + Uri.EscapeDataString(template))), failure => failure.ToPage(this));

    private async Task<IActionResult> PreviewAsync(string service, Failure? refused, CancellationToken ct)
    {
        // Questions are unknown before the first look, so what was answered is read in a second one.
        var preview = await mediator.Send(new PreviewUpgrade(service), ct);
        var given = new JsonObject();
        IReadOnlyList<FormPage> pages = [];
        if (preview is { IsSuccess: true, Value.Asked.Count: > 0 })
        {
            (given, pages) = FormAnswers.Read(preview.Value.Form, CreateController.Sent(Request.HasFormContentType ? Request.Form : Request.Query));
            preview = given.Count == 0 ? preview : await mediator.Send(new PreviewUpgrade(service, given), ct);
        }

        if (refused is not null)
        {
            Response.StatusCode = refused.Status();
        }

        return preview.Match(p => View("Upgrade", new UpgradePage(p, given, pages, refused)), failure => failure.ToPage(this));
    }
}

public sealed record FleetPage(ListFleet Query, Fleet Fleet)
{
    /// <summary>Address of the list with one part changed; null takes it away.</summary>
    public string With(string? template, string? team, bool behind)
    {
        List<string> parts = [];
        if (!string.IsNullOrEmpty(template)) { parts.Add("template=" + Uri.EscapeDataString(template)); }
        if (!string.IsNullOrEmpty(team)) { parts.Add("team=" + Uri.EscapeDataString(team)); }
        if (behind) { parts.Add("behind=true"); }
        return "/create/fleet" + (parts.Count == 0 ? "" : "?" + string.Join('&', parts));
    }
}

/// <summary>What an upgrade would do, what was answered, and why it was refused.</summary>
public sealed record UpgradePage(UpgradePreview Preview, JsonObject Answers, IReadOnlyList<FormPage> Pages, Failure? Refused)
{
    /// <summary>The asked fields as the form of a template draws them; what is wrong is said once something was answered.</summary>
    public IEnumerable<FieldView> Fields
    {
        get
        {
            TemplateCard card = new(Preview.Origin.Template ?? "", "", "", Preview.TemplateTitle, null, "", null, Preview.ToVersion, [], [], 0, null);
            var errors = Answers.Count == 0 ? null : new Invalid(Preview.Errors);
            FormView form = new(new(card, [], Pages, [], [], Answers), errors);
            return Pages.SelectMany(p => p.Fields).Select(form.Of);
        }
    }
}

/// <summary>What came of asking for several upgrades, where some were left out.</summary>
public sealed record AskedPage(string Template, UpgradeBatch Batch);

/// <summary>States of lineage in the words and colours that pages share.</summary>
public static class LineageWords
{
    public static (string Value, string Text) Upgrade(string state) => state switch
    {
        "open" => ("progressing", "waits for review"),
        "merged" => ("healthy", "merged"),
        "closed" => ("idle", "closed unmerged"),
        "nothing" => ("healthy", "nothing to do"),
        _ => (state, state),
    };

    public static (string Value, string Text) Standing(string state) => state switch
    {
        "current" => ("healthy", "up to date"),
        "behind" => ("drifting", "behind"),
        "gone" => ("idle", "template gone"),
        _ => ("unknown", "not comparable"),
    };

    public static (string Value, string Text) File(string outcome) => outcome switch
    {
        "conflict" => ("degraded", "conflict"),
        "added" or "updated" or "merged" or "deleted" => ("declared", outcome),
        _ => ("idle", outcome),
    };

    public static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
