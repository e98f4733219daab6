using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Identity;

namespace Portal.Web.Features.Identity;

/// <summary>One's tokens; all of them for administrators.</summary>
[Route("admin/tokens")]
[FormPosts]
public sealed class TokensController(IMediator mediator) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct)
        => (await mediator.Send(new ListTokens(), ct)).Match(list => View("Tokens", new TokensPage(list.Items, null)), failure => failure.ToPage(this));

    [HttpPost]
    public async Task<IActionResult> Create([FromForm] TokenForm form, CancellationToken ct)
    {
        var made = ModelState.IsValid ? await mediator.Send(form.ToCommand(), ct) : default;
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        if (ModelState.IsValid && made.Failure is { } failure)
        {
            failure.AddTo(ModelState);
            Response.StatusCode = failure.Status();
        }

        var list = await mediator.Send(new ListTokens(), ct);
        return list.Match(l => View("Tokens", new TokensPage(l.Items, ModelState.IsValid ? made.Value : null) { Form = form }), f => f.ToPage(this));
    }

    [HttpPost("{id:guid}/revoke")]
    public async Task<IActionResult> Revoke(Guid id, CancellationToken ct)
        => (await mediator.Send(new RevokeToken(id), ct)).Match<IActionResult>(_ => LocalRedirect("/admin/tokens"), failure => failure.ToPage(this));
}

/// <summary>What the form posts.</summary>
public sealed class TokenForm
{
    public string Name { get; set; } = "";

    public int Days { get; set; } = 90;

    public string[] Scopes { get; set; } = [];

    public string? ServiceRole { get; set; }

    public CreateToken ToCommand() => new(Name ?? "", Days, Scopes is { Length: > 0 } ? Scopes : null, string.IsNullOrEmpty(ServiceRole) ? null : ServiceRole);
}

/// <summary>What the page shows.</summary>
public sealed record TokensPage(IReadOnlyList<TokenRow> Items, NewToken? Made)
{
    public TokenForm Form { get; init; } = new();
}

/// <summary>Tokens over the API.</summary>
[ApiController]
[Route("api/v1/tokens")]
public sealed class TokensApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListTokens(), ct)).ToJson();

    [HttpPost]
    public async Task<IActionResult> Create(CreateToken command, CancellationToken ct)
        => (await mediator.Send(command, ct)).Match<IActionResult>(made => StatusCode(StatusCodes.Status201Created, new { made.Token.Id, made.Token.Name, made.Token.ExpiresAt, made.Token.Scopes, Token = made.Text }), f => f.ToProblem());

    [HttpDelete("{id:guid}")]
    public async Task<IActionResult> Revoke(Guid id, CancellationToken ct)
        => (await mediator.Send(new RevokeToken(id), ct)).Match<IActionResult>(_ => NoContent(), f => f.ToProblem());
}
