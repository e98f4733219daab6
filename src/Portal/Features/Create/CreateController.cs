using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Web.Features.Create;

/// <summary>
/// Gallery, form, preview, start. What was typed is posted and kept as a draft, and form and preview are pages of that draft: answers are in no address and no log, and may be long.
/// A link may bring answers along; its address is as long as its author makes it.
/// </summary>
[Route("create")]
[FormPosts]
public sealed class CreateController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct) => (await mediator.Send(new ListTemplates(), ct)).ToPage(this);

    /// <summary>The form with what was answered so far.</summary>
    [HttpGet("{namespace}/{template}")]
    public async Task<IActionResult> Show([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await FormAsync(@namespace, template, ct);
        return found.Failure is { } failure ? failure.ToPage(this) : View("Form", new FormView(found.Value.Form, Invalid: null) { Draft = Draft });
    }

    /// <summary>Adding a row or bringing up questions that depend on answers: the form again. A script gets it at once; without one it is a page of its own.</summary>
    [HttpPost("{namespace}/{template}/details")]
    public async Task<IActionResult> Details([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await FormAsync(@namespace, template, ct);
        return found.Failure is { } failure ? failure.ToPage(this)
            : Request.Headers.ContainsKey("X-Region") ? View("Form", new FormView(found.Value.Form, Invalid: null) { Draft = Draft })
            : await SavedAsync(found.Value, "", ct);
    }

    /// <summary>Choices of a field that has too many for its page.</summary>
    [HttpGet("{namespace}/{template}/choices")]
    [HttpPost("{namespace}/{template}/choices")]
    public async Task<IActionResult> Choices([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var sent = Request.HasFormContentType ? Sent(Request.Form) : Sent(Request.Query);
        string Text(string name) => sent.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : "";
        return (await mediator.Send(new FindChoices(@namespace, template, Text("_field"), Text("_text"), sent), ct)).Match(found => PartialView("_Choices", found.Options), failure => failure.ToPage(this));
    }

    [HttpPost("{namespace}/{template}/preview")]
    public async Task<IActionResult> Keep([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await FormAsync(@namespace, template, ct);
        return found.Failure is { } failure ? failure.ToPage(this) : await SavedAsync(found.Value, "/preview", ct);
    }

    [HttpGet("{namespace}/{template}/preview")]
    public async Task<IActionResult> Preview([FromRoute] string @namespace, [FromRoute] string template, [FromQuery(Name = PreviewView.FileInput)] string? file, CancellationToken ct)
    {
        var found = await FormAsync(@namespace, template, ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        var (form, sent) = found.Value;
        if (FormView.NotAsked(form, sent) is { Count: > 0 } open)
        {
            return View("Form", new FormView(form, Invalid: null, open) { Draft = Draft });
        }

        var answers = form.Answers.DeepClone().AsObject();
        foreach (var field in form.Fields.Where(f => f.IsSecret))
        {
            SecretInputs.AskLater(answers, field.Path);
        }

        var preview = await mediator.Send(new PreviewScaffold(form.Template.Ref, answers), ct);
        return preview.Match(run => View("Preview", new PreviewView(form, run, Given(form, sent), file) { Draft = Draft }), failure => Again(form, failure));
    }

    [HttpPost("{namespace}/{template}")]
    public async Task<IActionResult> Start([FromRoute] string @namespace, [FromRoute] string template, CancellationToken ct)
    {
        var found = await FormAsync(@namespace, template, ct);
        if (found.Failure is { } missing)
        {
            return missing.ToPage(this);
        }

        var (form, sent) = found.Value;
        var started = await mediator.Send(new StartScaffoldRun(form.Template.Ref, form.Answers) { Sources = PreviewView.SourcesOf(sent) }, ct);
        return started.Match(run => LocalRedirect($"/runs/{run.Id}"), failure => Again(form, failure));
    }

    internal static Dictionary<string, IReadOnlyList<string>> Sent(IEnumerable<KeyValuePair<string, StringValues>> sent)
        => sent.ToDictionary(p => p.Key, p => (IReadOnlyList<string>)[.. p.Value.Select(v => v ?? "")], StringComparer.Ordinal);

    /// <summary>The draft that the page is about, or null.</summary>
    private string? Draft => Request.HasFormContentType ? Request.Form[FormView.DraftInput] : Request.Query[FormView.DraftInput];

    private static List<KeyValuePair<string, string>> Given(TemplateForm form, IReadOnlyDictionary<string, IReadOnlyList<string>> sent)
        => [.. form.Fields.Where(f => !f.IsSecret && f.Kind != FieldKind.Group).SelectMany(f => FormAnswers.InputsOf(f with { Fields = [] })).Distinct(StringComparer.Ordinal).SelectMany(name => (sent.GetValueOrDefault(name) ?? []).Select(value => KeyValuePair.Create(name, value)))];

    /// <summary>The form with what was posted, what the draft holds, or what the link says.</summary>
    private async Task<Result<(TemplateForm Form, IReadOnlyDictionary<string, IReadOnlyList<string>> Sent)>> FormAsync(string @namespace, string template, CancellationToken ct)
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> sent = Sent(Request.HasFormContentType ? Request.Form : HttpMethods.IsPost(Request.Method) ? FormCollection.Empty : Request.Query);
        if (HttpMethods.IsGet(Request.Method) && Draft is { Length: > 0 } draft)
        {
            var kept = await mediator.Send(new GetDraft($"template:{@namespace}/{template}", draft), ct);
            if (kept.Failure is { } gone)
            {
                return gone;
            }

            sent = kept.Value;
        }

        var found = await mediator.Send(new GetTemplate(@namespace, template, sent), ct);
        return found.Failure is { } missing ? missing : (found.Value, sent);
    }

    /// <summary>Kept, and on to the page of the draft; the place in it that the form has named stays in the browser's address.</summary>
    private async Task<IActionResult> SavedAsync((TemplateForm Form, IReadOnlyDictionary<string, IReadOnlyList<string>> Sent) found, string page, CancellationToken ct)
    {
        var (form, sent) = found;
        HashSet<string> own = new(form.Fields.Where(f => f.IsSecret).Select(f => f.Path).Append(FormView.DraftInput).Append("__RequestVerificationToken"), StringComparer.Ordinal);
        var saved = await mediator.Send(new SaveDraft(form.Template.Ref, sent.Where(s => !own.Contains(s.Key)).ToDictionary(StringComparer.Ordinal), Draft), ct);
        return saved.Match<IActionResult>(id => LocalRedirect($"/create/{Uri.EscapeDataString(form.Template.Namespace)}/{Uri.EscapeDataString(form.Template.Name)}{page}?{FormView.DraftInput}={id}"), failure => Again(form, failure));
    }

    /// <summary>Refused: the form again, with the words beside the fields and everything that was typed.</summary>
    private IActionResult Again(TemplateForm form, Failure failure)
    {
        if (failure is not (Invalid or Application.Common.Conflict or Unavailable or Forbidden or TooMany))
        {
            return failure.ToPage(this);
        }

        Response.StatusCode = failure.Status();
        return View("Form", new FormView(form, failure) { Draft = Draft });
    }
}
