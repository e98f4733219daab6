using System.Globalization;
using System.Text;
using MediatR;
using Portal.Application.Ownership;

namespace Portal.Application.Chat;

/// <summary>An answer for a chat.</summary>
/// <param name="Text">In the chat's markup.</param>
/// <param name="Subject">Ref of what it is about, or null.</param>
/// <param name="IsVisible">For everybody in the channel, not only for who asked.</param>
public sealed record ChatReply(string Text, string? Subject, bool IsVisible = false);

/// <summary>What a slash command asks, answered by the same use cases as pages and API. Access is that of the current user.</summary>
public sealed class SlashCommands(IMediator mediator, IncidentCommands incidents)
{
    private const int MostMatches = 3;

    /// <param name="member">Id of the member of the chat who asks.</param>
    public async Task<ChatReply> AnswerAsync(string text, string member, CancellationToken ct)
    {
        var trimmed = text.Trim();
        var space = trimmed.IndexOf(' ', StringComparison.Ordinal);
        var (verb, rest) = space < 0 ? (trimmed, "") : (trimmed[..space], trimmed[(space + 1)..].Trim());
        return verb.ToLowerInvariant() switch
        {
            "" or "help" => new(Help, null),
            "who-owns" or "whoowns" or "owner" => await OwnerAsync(rest, Show.Owner, ct),
            "on-call" or "oncall" => await OwnerAsync(rest, Show.OnCall, ct),
            "incident" or "incidents" => await incidents.AnswerAsync(Plain(rest), member, ct),
            "status" => await OwnerAsync(rest, Show.Status, ct),
            _ => await OwnerAsync(trimmed, Show.Owner, ct), // a clue without a verb
        };
    }

    private const string Help = "*who-owns* _anything_: a service, pod, image, host, address, stack line or pasted alert\n*on-call* _service or team_: who is called now\n*status* _service_: where it runs, in which version and state\n" + IncidentCommands.Help + "\nAnything else is read as a clue for who-owns.";

    private enum Show
    {
        Owner,
        OnCall,
        Status,
    }

    private async Task<ChatReply> OwnerAsync(string clue, Show show, CancellationToken ct)
    {
        if (clue.Length == 0)
        {
            return new("Name something: " + (show == Show.OnCall ? "on-call orders" : show == Show.Status ? "status orders" : "who-owns orders-7d9f4c"), null);
        }

        var found = await mediator.Send(new FindOwner(Plain(clue)), ct);
        return found.Match(answer => Reply(answer, show), failure => new ChatReply(Escape(failure.Message), null));
    }

    private static ChatReply Reply(OwnerAnswer answer, Show show)
    {
        if (answer.Matches.Count == 0)
        {
            var near = answer.Nearest.Count == 0 ? "" : " Nearest: " + string.Join(", ", answer.Nearest.Select(n => Escape(n.Name))) + ".";
            return new($"Nobody is known to own that.{near} Paste more of it, or look at /who-owns, where it can be claimed.", null);
        }

        var text = new StringBuilder();
        var matches = answer.Matches.Take(answer.Matches[0].Confidence >= 0.9 ? 1 : MostMatches).ToList();
        foreach (var match in matches)
        {
            Append(text, match, show);
        }

        return new(text.ToString().TrimEnd(), matches[0].Service);
    }

    private static void Append(StringBuilder text, OwnerMatch match, Show show)
    {
        text.Append(CultureInfo.InvariantCulture, $"*{Escape(match.Name)}* ({Escape(match.Kind)}, {match.Confidence:P0})").Append('\n');
        if (show != Show.Status)
        {
            text.Append("owner: ").Append(Escape(match.OwnerName ?? "nobody")).Append('\n');
            text.Append("on call: ").Append(match.OnCall is { Person: { } person } call ? $"{Escape(person)} ({Escape(call.Source)})" : "nobody is declared").Append('\n');
            foreach (var contact in match.Contacts.Take(4))
            {
                text.Append("• <").Append(contact.Url).Append('|').Append(Escape(contact.Label)).Append(">\n");
            }
        }

        if (show == Show.Owner)
        {
            text.Append('_').Append(Escape(string.Join(" → ", match.Evidence))).Append("_\n");
        }

        if (show == Show.Status)
        {
            text.Append(match.Health).Append(match.Where.Count == 0 ? ": runs in no cluster that is watched\n" : "\n");
            foreach (var place in match.Where)
            {
                text.Append(CultureInfo.InvariantCulture, $"• {Escape(place.Environment)} / {Escape(place.Cluster)}: {Escape(place.Version)}, {place.Ready}/{place.Desired} ready, {place.Health}").Append('\n');
            }
        }
    }

    // Slack turns addresses and mentions into <http://..|text>; the clue is the address.
    private static string Plain(string clue)
        => System.Text.RegularExpressions.Regex.Replace(clue, "<(?<address>[^<>|]+)(?:\\|[^<>]*)?>", "${address}", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(100))
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    internal static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
