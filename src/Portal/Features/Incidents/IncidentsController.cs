using System.Globalization;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Incidents;

namespace Portal.Web.Features.Incidents;

/// <summary>The list of incidents, and one incident from its start to its post-mortem.</summary>
[Route("incidents")]
[FormPosts]
[RefuseUnbound]
public sealed class IncidentsController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index([FromQuery] ListIncidents query, CancellationToken ct)
        => (await mediator.Send(query, ct)).Match(list => View("Index", new IncidentsPage(query, list)), failure => failure.ToPage(this));

    [HttpGet("new")]
    public IActionResult New([FromQuery] string? services, [FromQuery] string? title) => View("New", new NewIncidentPage(new StartForm { Services = services, Title = title }));

    [HttpPost]
    public async Task<IActionResult> Start([FromForm] StartForm form, CancellationToken ct)
    {
        var started = await mediator.Send(new StartIncident(form.Title ?? "", form.Severity ?? "", Lines(form.Services), form.Note), ct);
        if (started.Failure is not { } failure)
        {
            return Redirect(IncidentLinks.Of(started.Value.Id));
        }

        failure.AddTo(ModelState);
        Response.StatusCode = failure.Status();
        return View("New", new NewIncidentPage(form));
    }

    [HttpGet("{id:long}")]
    public Task<IActionResult> Show([FromRoute] long id, CancellationToken ct) => PageAsync(id, null, ct);

    [HttpGet("{id:long}/post-mortem.md")]
    public async Task<IActionResult> PostMortem([FromRoute] long id, CancellationToken ct)
        => (await mediator.Send(new GetIncident(id), ct)).Match<IActionResult>(found => File(Encoding.UTF8.GetBytes(found.PostMortem), "text/markdown; charset=utf-8", $"incident-{id.ToString(CultureInfo.InvariantCulture)}.md"), failure => failure.ToPage(this));

    [HttpPost("{id:long}/note")]
    public Task<IActionResult> Note([FromRoute] long id, [FromForm] IncidentForm form, CancellationToken ct) => DoAsync(id, new NoteIncident(id, form.Text ?? ""), ct, form.Of("note"));

    [HttpPost("{id:long}/status")]
    public Task<IActionResult> Status([FromRoute] long id, [FromForm] IncidentForm form, CancellationToken ct) => DoAsync(id, new UpdateIncident(id, form.Status ?? "", form.Text, form.Severity), ct, form.Of("status"));

    [HttpPost("{id:long}/role")]
    public Task<IActionResult> Role([FromRoute] long id, [FromForm] IncidentForm form, CancellationToken ct) => DoAsync(id, new AssignIncident(id, form.Role ?? "", form.Person), ct, form.Of("role"));

    [HttpPost("{id:long}/cause")]
    public Task<IActionResult> Cause([FromRoute] long id, [FromForm] IncidentForm form, CancellationToken ct) => DoAsync(id, new LinkCause(id, form.Cause, form.Subject), ct, form.Of("cause"));

    [HttpPost("{id:long}/close")]
    public Task<IActionResult> Close([FromRoute] long id, [FromForm] IncidentForm form, CancellationToken ct) => DoAsync(id, new CloseIncident(id, form.Summary ?? "", form.Impact, form.Cause), ct, form.Of("close"));

    [HttpPost("{id:long}/actions")]
    public Task<IActionResult> AddAction([FromRoute] long id, [FromForm] IncidentForm form, CancellationToken ct)
        => DoAsync(id, new AddIncidentAction(id, form.Text ?? "", form.Owner ?? "", DateOnly.TryParse(form.DueOn, CultureInfo.InvariantCulture, out var due) ? due : DateOnly.MinValue), ct, form.Of("actions"));

    [HttpPost("{id:long}/actions/{item:long}")]
    public Task<IActionResult> FinishAction([FromRoute] long id, [FromRoute] long item, [FromForm] bool done, CancellationToken ct) => DoAsync(id, new FinishIncidentAction(id, item, done), ct);

    private async Task<IActionResult> DoAsync(long id, ICommand<IncidentRow> command, CancellationToken ct, IncidentForm? typed = null)
        => (await mediator.Send(command, ct)).Failure is { } failure ? await PageAsync(id, failure, ct, typed) : Redirect(IncidentLinks.Of(id));

    private async Task<IActionResult> PageAsync(long id, Failure? refused, CancellationToken ct, IncidentForm? typed = null)
    {
        Response.StatusCode = refused?.Status() ?? StatusCodes.Status200OK;
        return (await mediator.Send(new GetIncident(id), ct)).Match(found => View("Incident", new IncidentDetailPage(found, refused, typed)), failure => failure.ToPage(this));
    }

    private static string[] Lines(string? services) => (services ?? "").Split([',', '\n', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>What the list shows.</summary>
public sealed record IncidentsPage(ListIncidents Query, IncidentList List)
{
    public bool IsFiltered => new[] { Query.State, Query.Severity, Query.Service, Query.Text }.Any(f => !string.IsNullOrEmpty(f));
}

/// <summary>What the form for a new incident shows.</summary>
public sealed record NewIncidentPage(StartForm Form);

/// <summary>What the page of an incident shows; after a refused post, why, and what was typed.</summary>
public sealed record IncidentDetailPage(IncidentDetail Detail, Failure? Refused, IncidentForm? Typed = null);

/// <summary>What starts an incident.</summary>
public sealed class StartForm
{
    public string? Title { get; set; }

    public string? Severity { get; set; } = "sev2";

    /// <summary>Refs or names, with commas or blanks between.</summary>
    public string? Services { get; set; }

    public string? Note { get; set; }
}

/// <summary>What the forms on an incident's page post.</summary>
public sealed class IncidentForm
{
    public string? Text { get; set; }

    public string? Status { get; set; }

    public string? Severity { get; set; }

    public string? Role { get; set; }

    public string? Person { get; set; }

    public string? Cause { get; set; }

    public string? Subject { get; set; }

    public string? Summary { get; set; }

    public string? Impact { get; set; }

    public string? Owner { get; set; }

    public string? DueOn { get; set; }

    /// <summary>Which of the page's forms it is; set by the action, never by the browser.</summary>
    internal string? Form { get; private set; }

    internal IncidentForm Of(string form)
    {
        Form = form;
        return this;
    }
}
