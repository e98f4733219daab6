using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.OnCall;

namespace Portal.Web.Features.OnCall;

/// <summary>The form of a rota.</summary>
[Route("oncall/rotas")]
[FormPosts]
public sealed class RotasController(IMediator mediator, TimeProvider clock) : Controller
{
    [HttpGet("new")]
    public async Task<IActionResult> New(string? owner, CancellationToken ct)
        => (await mediator.Send(new GetRotas(owner ?? ""), ct)).Match<IActionResult>(
            page => View("Edit", new RotaEditor(RotaForm.Fresh(page.Subject, page.People, clock), null, page.People, [])),
            failure => failure.ToPage(this));

    [HttpGet("{rota}/edit")]
    public async Task<IActionResult> Edit([FromRoute] string rota, CancellationToken ct)
    {
        var found = await mediator.Send(new GetRota(rota), ct);
        return found.Failure is { } failure ? failure.ToPage(this) : await Form(RotaForm.Of(found.Value), found.Value.Name, [], ct);
    }

    [HttpPost("new")]
    public Task<IActionResult> Make([FromForm] RotaForm form, CancellationToken ct) => Save(form, null, ct);

    [HttpPost("{rota}/edit")]
    public Task<IActionResult> Change([FromRoute] string rota, [FromForm] RotaForm form, CancellationToken ct) => Save(form, rota, ct);

    [HttpPost("{rota}/delete")]
    public async Task<IActionResult> Delete([FromRoute] string rota, CancellationToken ct)
    {
        var found = await mediator.Send(new GetRota(rota), ct);
        return (await mediator.Send(new DeleteRota(rota), ct)).Match(_ => LocalRedirect(found.IsSuccess ? OnCallPaths.Of(found.Value.Owner) : "/oncall"), failure => failure.ToPage(this));
    }

    private async Task<IActionResult> Save(RotaForm form, string? name, CancellationToken ct)
    {
        if (form.More is not null)
        {
            form.Layers.Add(new LayerForm { Start = form.Layers.LastOrDefault()?.Start });
            return await Form(form, name, [], ct);
        }

        var saved = await mediator.Send(new SaveRota(form.Owner ?? "", form.ToInput(), name, form.Version), ct);
        if (saved.Failure is not { } failure)
        {
            return LocalRedirect(OnCallPaths.Of(saved.Value.Owner));
        }

        if (failure is Application.Common.Forbidden or Application.Common.NotFound)
        {
            return failure.ToPage(this);
        }

        Response.StatusCode = failure.Status();
        var faults = failure is Application.Common.Invalid invalid ? invalid.Fields.SelectMany(f => f.Value.Select(m => new RotaFault(f.Key, m))).ToList() : [new("", failure.Message)];
        return await Form(form, name, faults, ct);
    }

    private async Task<IActionResult> Form(RotaForm form, string? name, IReadOnlyList<RotaFault> faults, CancellationToken ct)
    {
        var page = await mediator.Send(new GetRotas(form.Owner ?? ""), ct);
        return View("Edit", new RotaEditor(form, name, page.IsSuccess ? page.Value.People : [], faults));
    }
}

/// <summary>What the page shows.</summary>
/// <param name="Name">Present name of the rota; null for a new one.</param>
public sealed record RotaEditor(RotaForm Form, string? Name, IReadOnlyList<PersonName> People, IReadOnlyList<RotaFault> Faults)
{
    public IEnumerable<string> FaultsAt(string field) => Faults.Where(f => f.Field == field || f.Field.StartsWith(field + "[", StringComparison.Ordinal)).Select(f => f.Message);
}

/// <summary>A rota as the form posts it: lists are lines of text.</summary>
public sealed class RotaForm
{
    public string? Owner { get; set; }

    public string? Name { get; set; }

    public string? Title { get; set; }

    public string? TimeZone { get; set; }

    public List<LayerForm> Layers { get; set; } = [];

    /// <summary>One step a line: minutes, then whom.</summary>
    public string? Escalation { get; set; }

    public int? Version { get; set; }

    /// <summary>Set by the button that adds a layer.</summary>
    public string? More { get; set; }

    public static RotaForm Fresh(string owner, IReadOnlyList<PersonName> people, TimeProvider clock)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        return new()
        {
            Owner = owner,
            Name = (EntityRef.TryParse(owner, out var reference) ? reference.Name.Replace('.', '-').Replace('_', '-') : "team") + "-primary",
            TimeZone = "UTC",
            Layers = [new() { Name = "Everybody", People = string.Join('\n', people.Select(p => p.Ref)), Turn = "weekly", HandoverAt = "09:00", HandoverOn = "monday", Start = monday.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) }],
            Escalation = "15 lead\n30 parent",
        };
    }

    public static RotaForm Of(RotaView view) => new()
    {
        Owner = view.Owner,
        Name = view.Name,
        Title = view.Rota.Title,
        TimeZone = view.Rota.TimeZone,
        Version = view.Version,
        Layers = [.. (view.Rota.Layers ?? []).Select(LayerForm.Of)],
        Escalation = string.Join('\n', (view.Rota.Escalation ?? []).Select(s => $"{s.AfterMinutes} {s.Target}")),
    };

    public RotaInput ToInput() => new(Name, string.IsNullOrWhiteSpace(Title) ? null : Title, TimeZone, [.. Layers.Where(l => !l.IsEmpty).Select(l => l.ToInput())],
        [.. LayerForm.Lines(Escalation).Select(Step)]);

    // A line without a number is refused by the rule of the number, in its words.
    private static StepInput Step(string line)
    {
        var parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return int.TryParse(parts[0], System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out var minutes) ? new(minutes, parts.ElementAtOrDefault(1)) : new(-1, line);
    }
}

/// <summary>A layer as the form posts it.</summary>
public sealed class LayerForm
{
    public string? Name { get; set; }

    /// <summary>One ref a line.</summary>
    public string? People { get; set; }

    public string? Turn { get; set; } = "weekly";

    public string? HandoverAt { get; set; } = "09:00";

    public string? HandoverOn { get; set; }

    public string? Start { get; set; }

    public string? End { get; set; }

    /// <summary>One window a line.</summary>
    public string? Windows { get; set; }

    /// <summary>A layer without people and name is one that was added and not filled in.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(People) && string.IsNullOrWhiteSpace(Name);

    public static LayerForm Of(LayerInput layer) => new()
    {
        Name = layer.Name,
        People = string.Join('\n', layer.People ?? []),
        Turn = layer.Turn,
        HandoverAt = layer.HandoverAt,
        HandoverOn = layer.HandoverOn,
        Start = layer.Start,
        End = layer.End,
        Windows = string.Join('\n', layer.Windows ?? []),
    };

    public LayerInput ToInput() => new(Name, Lines(People), Turn, HandoverAt, HandoverOn, Start, End, Lines(Windows));

    internal static string[] Lines(string? text) => (text ?? "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
