using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Web.Features.Catalog;

/// <summary>Where GitHub reports pushes and releases. Nobody signs in here: the signature over the body says who it is.</summary>
[ApiController]
[Route("webhooks/github")]
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class GitHubWebhookController(IGitHubWebhook webhook) : ControllerBase
{
    // GitHub sends no more than this.
    private const int MaxBodyBytes = 25 * 1024 * 1024;

    [HttpPost]
    [RawBody]
    [RequestSizeLimit(MaxBodyBytes)]
    public async Task<IActionResult> Receive(CancellationToken ct)
    {
        // Nothing is read of a body that could not be told from a forgery.
        var signature = Request.Headers["X-Hub-Signature-256"].ToString();
        using var body = new MemoryStream();
        if (webhook.IsConfigured && signature.Length > 0)
        {
            await Request.Body.CopyToAsync(body, ct);
        }

        var answer = webhook.Receive(new(Request.Headers["X-GitHub-Event"], Request.Headers["X-GitHub-Delivery"], signature, body.GetBuffer().AsMemory(0, (int)body.Length)));
        switch (answer.Outcome)
        {
            case WebhookOutcome.NotConfigured:
                return new Unavailable("webhook.not_configured", answer.Words).ToProblem();
            case WebhookOutcome.BadSignature:
                RefusedAttempts.Note(HttpContext, answer.Words);
                return Problem(answer.Words, statusCode: StatusCodes.Status401Unauthorized, type: "urn:portal:webhook.bad_signature");
            case WebhookOutcome.Malformed:
                return Problem(answer.Words, statusCode: StatusCodes.Status400BadRequest, type: "urn:portal:webhook.malformed");
            default:
                return Accepted(new WebhookReceipt(answer.Outcome, answer.Words));
        }
    }
}

/// <summary>What GitHub's list of deliveries shows.</summary>
public sealed record WebhookReceipt(WebhookOutcome Outcome, string Message);
