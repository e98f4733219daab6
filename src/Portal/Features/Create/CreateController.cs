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

    /// <summary>The form with what was answered so far; adding a row or bringing up questions that depend on answers is reading it again.</summary>
    [HttpGet("{namespace}/{template}")]
    public async Task<IActionResult> Show([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
        => (await mediator.Send(new GetTemplate(@namespace, template, Sent(Request.Query)), ct)).Match(form => View("Form", new FormView(form, Invalid: null)), failure => failure.ToPage(this));

    /// <summary>Choices of a field that has too many for its page.</summary>
    [HttpGet("{namespace}/{template}/choices")]
    public async Task<IActionResult> Choices([FromRoute] string @namespace, [FromRoute] string template, [FromQuery(Name = "_field")] string? field, [FromQuery(Name = "_text")] string? text, CancellationToken ct)
        => (await mediator.Send(new FindChoices(@namespace, template, field ?? "", text ?? "", Sent(Request.Query)), ct)).Match(found => PartialView("_Choices", found.Options), failure => failure.ToPage(this));

    [HttpGet("{namespace}/{template}/preview")]
    public async Task<IActionResult> Preview([FromRoute] string @namespace, [FromRoute] string template, [FromQuery(Name = PreviewView.FileInput)] string? file, CancellationToken ct)
    {
        var found = await mediator.Send(new GetTemplate(@namespace, template, Sent(Request.Query)), ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        if (FormView.NotAsked(found.Value, Request.Query) is { Count: > 0 } open)
        {
            return View("Form", new FormView(found.Value, Invalid: null, open));
        }

        var answers = found.Value.Answers.DeepClone().AsObject();
        foreach (var field in found.Value.Fields.Where(f => f.IsSecret))
        {
            SecretInputs.AskLater(answers, field.Path);
        }

        var preview = await mediator.Send(new PreviewScaffold(found.Value.Template.Ref, answers), ct);
        return preview.Match(run => View("Preview", new PreviewView(found.Value, run, Given(found.Value, Request.Query), file)), failure => Again(found.Value, failure));
    }

    [HttpPost("{namespace}/{template}")]
    public async Task<IActionResult> Start([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await mediator.Send(new GetTemplate(@namespace, template, Sent(Request.HasFormContentType ? Request.Form : FormCollection.Empty)), ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        var started = await mediator.Send(new StartScaffoldRun(found.Value.Template.Ref, found.Value.Answers), ct);
        return started.Match(run => LocalRedirect($"/runs/{run.Id}"), failure => Again(found.Value, failure));
    }

    internal static Dictionary<string, IReadOnlyList<string>> Sent(IEnumerable<KeyValuePair<string, StringValues>> sent)
        => sent.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. p.Value.Select(v => v ?? "")], StringComparer.Ordinal);

    private static List<KeyValuePair<string, string>> Given(TemplateForm form, IQueryCollection query)
        => [.. form.Fields.Where(f => !f.IsSecret && f.Kind != FieldKind.Group).SelectMany(f => FormAnswers.InputsOf(f with { Fields = [] })).Distinct(StringComparer.Ordinal).SelectMany(name => query[name].Select(value => KeyValuePair.Create(name, value ?? "")))];

    /// <summary>Refused: the form again, with the words beside the fields and everything that was typed.</summary>
    private IActionResult Again(TemplateForm form, Failure failure)
    {
        if (failure is not (Invalid or Application.Common.Conflict or Unavailable or Forbidden))
        {
            return failure.ToPage(this);
        }

        Response.StatusCode = failure.Status();
        return View("Form", new FormView(form, failure));
    }
}
