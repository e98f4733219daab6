using System.Text;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.OnCall.Imports;

namespace Portal.Web.Features.OnCall;

/// <summary>Rotas from exports of other products: first what would happen, then it.</summary>
[Route("oncall/import")]
[FormPosts]
public sealed class ImportController(IMediator mediator) : Controller
{
    [HttpGet]
    public IActionResult Index() => View("Import", new ImportPage("", null, null, false));

    [HttpPost]
    [RequestFormLimits(ValueLengthLimit = 6_000_000)]
    public async Task<IActionResult> Send([FromForm] string? json, [FromForm] string? owner, [FromForm] string? go, CancellationToken ct)
    {
        var team = string.IsNullOrWhiteSpace(owner) ? null : owner.Trim();
        var plan = go == "import" ? await mediator.Send(new ImportRotas(json ?? "", team), ct) : await mediator.Send(new PreviewImport(json ?? "", team), ct);
        if (plan.Failure is Application.Common.Invalid invalid)
        {
            Response.StatusCode = invalid.Status();
            return View("Import", new ImportPage(json ?? "", team, new(null, [], string.Join(" ", invalid.Fields.SelectMany(f => f.Value).DefaultIfEmpty(invalid.Message))), false));
        }

        if (plan.IsSuccess && plan.Value.Fault is not null)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        return plan.Match(done => View("Import", new ImportPage(json ?? "", team, done, go == "import")), failure => failure.ToPage(this));
    }
}

/// <summary>What the page shows.</summary>
/// <param name="IsDone">The plan was carried out.</param>
public sealed record ImportPage(string Json, string? Owner, ImportPlan? Plan, bool IsDone);

/// <summary>Imports over the API; the body is the export.</summary>
[ApiController]
[Route("api/v1/rotas/import")]
public sealed class ImportApiController(IMediator mediator) : ControllerBase
{
    /// <param name="owner">Ref of the team for schedules whose team is not found.</param>
    /// <param name="preview">True: nothing is changed.</param>
    [HttpPost]
    [RawBody]
    [RequestSizeLimit(6_000_000)]
    public async Task<IActionResult> Send(string? owner, bool preview, CancellationToken ct)
    {
        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        var json = await reader.ReadToEndAsync(ct);
        return preview ? (await mediator.Send(new PreviewImport(json, owner), ct)).ToJson() : (await mediator.Send(new ImportRotas(json, owner), ct)).ToJson();
    }
}
