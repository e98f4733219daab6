using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.OnCall;

namespace Portal.Web.Features.OnCall;

/// <summary>On-call over the API.</summary>
[ApiController]
[Route("api/v1/oncall")]
public sealed class OnCallApiController(IMediator mediator) : ControllerBase
{
    /// <summary>Every team with who is on call now and next.</summary>
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListOnCall(), ct)).ToJson();

    /// <summary>A team as name, namespace/name or ref; slashes may be encoded or not.</summary>
    [HttpGet("{**group}")]
    public async Task<IActionResult> Get(string group, CancellationToken ct) => (await mediator.Send(new GetOnCall(Uri.UnescapeDataString(group)), ct)).ToJson();

    /// <summary>Who is on call for a service.</summary>
    [HttpGet("/api/v1/services/{namespace}/{name}/oncall")]
    public async Task<IActionResult> OfService([FromRoute] string @namespace, [FromRoute] string name, CancellationToken ct) => (await mediator.Send(new GetOnCall($"component:{@namespace}/{name}", "component"), ct)).ToJson();

    /// <summary>Looks whether everybody can be reached, as every night.</summary>
    [HttpPost("check")]
    public async Task<IActionResult> Check(CancellationToken ct) => (await mediator.Send(new CheckLiveness(), ct)).ToJson();
}

/// <summary>Rotas over the API.</summary>
[ApiController]
[Route("api/v1/rotas")]
public sealed class RotasApiController(IMediator mediator) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> List(CancellationToken ct) => (await mediator.Send(new ListRotas(), ct)).ToJson();

    [HttpGet("{name}")]
    public async Task<IActionResult> Get(string name, CancellationToken ct) => (await mediator.Send(new GetRota(name), ct)).ToJson();

    [HttpPost]
    public async Task<IActionResult> Make(RotaBody body, CancellationToken ct)
        => (await mediator.Send(new SaveRota(body.Owner ?? "", body.Rota!), ct)).Match<IActionResult>(rota => Created(new Uri($"/api/v1/rotas/{rota.Name}", UriKind.Relative), rota), failure => failure.ToProblem());

    [HttpPut("{name}")]
    public async Task<IActionResult> Change(string name, RotaBody body, CancellationToken ct)
        => (await mediator.Send(new SaveRota(body.Owner ?? "", body.Rota is { Name: null } unnamed ? unnamed with { Name = name } : body.Rota!, name, body.Version), ct)).ToJson();

    [HttpDelete("{name}")]
    public async Task<IActionResult> Delete(string name, CancellationToken ct)
        => (await mediator.Send(new DeleteRota(name), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());

    /// <summary>The final schedule, gaps among it.</summary>
    [HttpGet("{name}/schedule")]
    public async Task<IActionResult> Schedule(string name, DateTimeOffset? from, DateTimeOffset? until, CancellationToken ct) => (await mediator.Send(new GetRotaSchedule(name, from, until), ct)).ToJson();

    [HttpPost("{name}/overrides")]
    public async Task<IActionResult> Override(string name, OverrideBody body, CancellationToken ct) => (await mediator.Send(new AddOverride(name, body.Person ?? "", body.From, body.Until, body.Reason ?? ""), ct)).ToJson();

    [HttpDelete("/api/v1/oncall-overrides/{id:guid}")]
    public async Task<IActionResult> Restore(Guid id, CancellationToken ct)
        => (await mediator.Send(new RemoveOverride(id), ct)).Match<IActionResult>(_ => NoContent(), failure => failure.ToProblem());

    [HttpPost("{name}/swaps")]
    public async Task<IActionResult> Swap(string name, SwapBody body, CancellationToken ct) => (await mediator.Send(new ProposeSwap(name, body.Giver ?? "", body.Taker ?? "", body.From, body.Until, body.Reason), ct)).ToJson();

    [HttpPost("/api/v1/oncall-swaps/{id:guid}/{decision:regex(^(accept|decline)$)}")]
    public async Task<IActionResult> Decide(Guid id, string decision, CancellationToken ct) => (await mediator.Send(new DecideSwap(id, decision == "accept"), ct)).ToJson();
}

/// <summary>What a rota is made or changed with.</summary>
public sealed record RotaBody(string? Owner, RotaInput? Rota, int? Version);

/// <summary>What an override is made with.</summary>
public sealed record OverrideBody(string? Person, DateTimeOffset From, DateTimeOffset Until, string? Reason);

/// <summary>What a swap is proposed with.</summary>
public sealed record SwapBody(string? Giver, string? Taker, DateTimeOffset From, DateTimeOffset Until, string? Reason);
