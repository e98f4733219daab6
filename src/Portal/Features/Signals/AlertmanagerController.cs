using System.Text;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;
using Portal.Application.Signals;
using Portal.Web.Features.Deliveries;

namespace Portal.Web.Features.Signals;

/// <summary>Where Alertmanager, or Grafana's alerting, posts alerts. It signs in with a token of the portal that has the scope signals.write.</summary>
[ApiController]
[Route("webhooks/alertmanager")]
public sealed class AlertmanagerController(ISignalIntake intake, IAccess access, ICurrentUser user, DeliveryStore log, RefusalLog refusals, TimeProvider clock) : ControllerBase
{
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    [HttpPost]
    [RawBody]
    [RequestSizeLimit(MaxBodyBytes)]
    public async Task<IActionResult> Receive(CancellationToken ct)
    {
        if (access.Decide(user.Actor!, new(Permissions.SignalsWrite)) is { Allowed: false } decision)
        {
            RefusedAttempts.Note(HttpContext, decision.Reason);
            await refusals.NoteAsync(DeliveryChannel.Alertmanager, "alerts", HttpContext, decision.Reason, ct);
            return new Forbidden("access.denied", decision.Reason).ToProblem();
        }

        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(ct);
        var read = IncomingAlert.Read(body, clock.GetUtcNow());
        if (read.Failure is { } failure)
        {
            await log.NoteIncomingAsync(DeliveryChannel.Alertmanager, "alerts", null, "Could not be read", user.Actor!.Ref, body, failure.Message, ct);
            return failure.ToProblem();
        }

        var taken = await intake.TakeAsync("alertmanager", read.Value, ct);
        if (taken.Failure is { } unkept)
        {
            return unkept.ToProblem(); // Alertmanager sends again what was answered with 5xx
        }

        var receipt = taken.Value;
        var words = $"{receipt.Fired} new, {receipt.Repeated} repeated, {receipt.Resolved} resolved: {string.Join(", ", read.Value.Select(a => a.Name).Distinct(StringComparer.Ordinal).Take(5))}";
        await log.NoteIncomingAsync(DeliveryChannel.Alertmanager, "alerts", null, words, user.Actor!.Ref, body, null, ct);
        return Ok(receipt);
    }
}
