using System.Text.Json.Nodes;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>Gallery, form, preview, start. The preview is a GET: it changes nothing, and its address can be sent to somebody to look at.</summary>
[Route("create")]
[FormPosts]
public sealed class CreateController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListTemplates(), ct)).ToPage(this);

    [HttpGet("{namespace}/{template}")]
    public async Task<IActionResult> Show([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await mediator.Send(new GetTemplate(@namespace, template), ct);
        return found.Match(form => View("Form", new FormView(form, FormAnswers.Read(form.Pages.SelectMany(p => p.Fields), Request.Query), Invalid: null)), failure => failure.ToPage(this));
    }

    [HttpGet("{namespace}/{template}/preview")]
    public async Task<IActionResult> Preview([FromRoute] string @namespace, [FromRoute] string template, string? file, CancellationToken ct)
    {
        var found = await mediator.Send(new GetTemplate(@namespace, template), ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        var answers = Answers(found.Value, Request.Query);
        var preview = await mediator.Send(new PreviewScaffold(found.Value.Template.Ref, WithSecretsLater(found.Value, answers)), ct);
        return preview.Match(run => View("Preview", new PreviewView(found.Value, run, Given(found.Value, Request.Query), file)), failure => Again(found.Value, answers, failure));
    }

    [HttpPost("{namespace}/{template}")]
    public async Task<IActionResult> Start([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await mediator.Send(new GetTemplate(@namespace, template), ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        var answers = Answers(found.Value, Request.HasFormContentType ? Request.Form : FormCollection.Empty);
        var started = await mediator.Send(new StartScaffoldRun(found.Value.Template.Ref, answers), ct);
        return started.Match(run => LocalRedirect($"/runs/{run.Id}"), failure => Again(found.Value, answers, failure));
    }

    private static JsonObject Answers(TemplateForm form, IEnumerable<KeyValuePair<string, StringValues>> sent) => FormAnswers.Read(form.Pages.SelectMany(p => p.Fields), sent);

    private static JsonObject WithSecretsLater(TemplateForm form, JsonObject answers)
    {
        var complete = answers.DeepClone().AsObject();
        foreach (var field in form.Pages.SelectMany(p => p.Fields).Where(f => f.IsSecret))
        {
            complete[field.Name] = FormAnswers.SecretLater;
        }

        return complete;
    }

    private static List<KeyValuePair<string, string>> Given(TemplateForm form, IQueryCollection query)
        => [.. form.Pages.SelectMany(p => p.Fields).Where(f => !f.IsSecret).SelectMany(FormAnswers.InputsOf).SelectMany(name => query[name].Select(value => KeyValuePair.Create(name, value ?? "")))];

    /// <summary>Refused: the form again, with the words beside the fields and everything that was typed.</summary>
    private IActionResult Again(TemplateForm form, JsonObject answers, Failure failure)
    {
        if (failure is not (Invalid or Application.Common.Conflict or Unavailable or Forbidden))
        {
            return failure.ToPage(this);
        }

        Response.StatusCode = failure.Status();
        return View("Form", new FormView(form, answers, failure));
    }
}

/// <summary>The form, what was typed, and why it was refused.</summary>
public sealed record FormView(TemplateForm Form, JsonObject Answers, Failure? Invalid)
{
    public IReadOnlyList<string> ErrorsOf(string field) => Invalid is Invalid invalid
        ? [.. invalid.Fields.Where(f => f.Key == field || f.Key.StartsWith(field + "[", StringComparison.Ordinal) || f.Key.StartsWith(field + ".", StringComparison.Ordinal)).SelectMany(f => f.Value)] : [];
}

/// <summary>What will happen, and one of the files.</summary>
public sealed record PreviewView(TemplateForm Form, RunView Run, IReadOnlyList<KeyValuePair<string, string>> Given, string? File)
{
    public PreviewFile? Shown => Run.Files!.FirstOrDefault(f => f.Path == File)
        ?? Run.Files!.FirstOrDefault(f => f.Path == "catalog-info.yaml") ?? (Run.Files!.Count > 0 ? Run.Files[0] : null);

    public string Query => string.Join('&', Given.Select(g => $"{Uri.EscapeDataString(g.Key)}={Uri.EscapeDataString(g.Value)}"));
}
