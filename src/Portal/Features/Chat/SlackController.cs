using System.Security.Claims;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Chat;
using Portal.Application.Common;
using Portal.Application.Deliveries;
using Portal.Application.Identity;
using Portal.Web.Features.Deliveries;

namespace Portal.Web.Features.Chat;

/// <summary>Slash commands of a chat (section Slack).</summary>
public sealed class SlackOptions
{
    public const string Section = "Slack";

    /// <summary>The signing secret of the app; empty: nothing is accepted. Never logged.</summary>
    public string SigningSecret { get; set; } = "";

    /// <summary>Address of the portal for links: Deliveries:PublicUrl where it is not set here; empty: the one that the chat asked.</summary>
    public string PublicUrl { get; set; } = "";
}

/// <summary>Where the chat posts slash commands. Nobody signs in here: the signature over the body says who it is, and each request counts once.</summary>
[ApiController]
[Route("webhooks/slack")]
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class SlackController(IOptionsMonitor<SlackOptions> options, SlashCommands commands, SeenRequests seen, RefusalLog refusals, DeliveryStore log, ICatalog catalog, IActorDirectory actors, TimeProvider clock) : ControllerBase
{
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>Annotation of a user: the member id in the chat.</summary>
    private const string MemberId = "portal.dev/slack-id";

    [HttpPost]
    [RawBody]
    [RequestSizeLimit(MaxBodyBytes)]
    public async Task<IActionResult> Receive(CancellationToken ct)
    {
        if (options.CurrentValue.SigningSecret is not { Length: > 0 } secret)
        {
            return new Unavailable("webhook.not_configured", "No signing secret is configured. Set Slack:SigningSecret to the signing secret of the app; until then nothing is accepted here.").ToProblem();
        }

        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(ct);
        var signature = Request.Headers["X-Slack-Signature"].ToString();
        var now = clock.GetUtcNow();
        var refusal = SlackSignature.Refusal(secret, Request.Headers["X-Slack-Request-Timestamp"], signature, body, now)
            ?? (seen.IsFirst(signature, now + SlackSignature.Window + SlackSignature.Window) ? null : "The same signed request came before: a replay.");
        if (refusal is not null)
        {
            RefusedAttempts.Note(HttpContext, refusal);
            await refusals.NoteAsync(DeliveryChannel.Slack, "command", HttpContext, refusal, ct);
            return Problem(refusal, statusCode: StatusCodes.Status401Unauthorized, type: "urn:portal:webhook.bad_signature");
        }

        var form = QueryHelpers.ParseQuery(body);
        var text = form.TryGetValue("text", out var asked) ? asked.ToString() : "";
        var member = form.TryGetValue("user_id", out var id) ? id.ToString() : "";
        var actor = ActorOf(member, form.TryGetValue("user_name", out var name) ? name.ToString() : "");
        HttpContext.User = new ClaimsPrincipal(new TokenIdentity(actor));
        var reply = await commands.AnswerAsync(text, member, ct);
        var here = options.CurrentValue.PublicUrl.TrimEnd('/') is { Length: > 0 } known ? known : $"{Request.Scheme}://{Request.Host}{Request.PathBase}";
        var words = reply.Text.Replace(IncidentCommands.Portal, here, StringComparison.Ordinal);
        await log.NoteIncomingAsync(DeliveryChannel.Slack, "command", reply.Subject, text.Length == 0 ? "help" : text, actor.Ref, words, null, ct);
        return Ok(new SlackReply(reply.IsVisible ? "in_channel" : "ephemeral", words));
    }

    // A member of the chat whom the catalog knows is that person; anybody else may read.
    private Actor ActorOf(string memberId, string memberName)
        => memberId.Length > 0 && catalog.Current.Entities.FirstOrDefault(e => e.Ref.Kind == "user" && e.Annotations.TryGetValue(MemberId, out var own) && own == memberId) is { } known
            ? actors.OfUser(known.Ref.ToString())
            : new Actor("chat:" + (memberName.Length > 0 ? memberName : memberId.Length > 0 ? memberId : "unknown"), memberName.Length > 0 ? memberName : "Somebody in the chat", Role.Viewer, []);
}

/// <summary>What the chat shows, to the one who asked or to the channel.</summary>
public sealed record SlackReply([property: JsonPropertyName("response_type")] string ResponseType, string Text);
