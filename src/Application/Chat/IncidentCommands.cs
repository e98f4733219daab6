using System.Globalization;
using MediatR;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;
using Portal.Application.Incidents;
using Portal.Application.Ownership;

namespace Portal.Application.Chat;

/// <summary>
/// The slash command <c>incident</c>: start, note, status, resolve, list. What it does it does as the person behind the member of the chat, by the same commands as the page, so that timeline,
/// audit and events are the same.
/// </summary>
public sealed class IncidentCommands(IMediator mediator, IncidentBook book, ICatalog catalog, ICurrentUser user)
{
    /// <summary>Replaced by the address of the portal when it is sent.</summary>
    public const string Portal = "{portal}";

    public const string Help = "*incident start* _[sev1-sev4] service title_: starts an incident\n*incident note* _[#number] text_, *incident status* _[#number] identified [text]_, *incident resolve* _[#number] [text]_: the number may be left out while one is open\n*incident list*: those that are open";

    private const string DefaultSeverity = "sev3";
    private const double Sure = 0.9;
    private const int MostListed = 10;

    /// <param name="text">What stands behind the word incident.</param>
    /// <param name="member">Id of the member of the chat who asks.</param>
    public async Task<ChatReply> AnswerAsync(string text, string member, CancellationToken ct)
    {
        var (verb, rest) = Split(text);
        return verb.ToLowerInvariant() switch
        {
            "start" or "declare" or "new" => await StartAsync(rest, member, ct),
            "note" => await ChangeAsync(rest, member, "Write what is to be noted: incident note #12 rolled back", (id, words) => words.Length == 0 ? null : new NoteIncident(id, words), "noted", ct),
            "resolve" or "resolved" => await ChangeAsync(rest, member, "", (id, words) => new UpdateIncident(id, nameof(IncidentStatus.Resolved), NullIfEmpty(words)), "resolved", ct),
            "status" or "update" when rest.Length > 0 => await ChangeAsync(rest, member, "Write how far it is: incident status #12 identified the cause is a bad image. It is investigating, identified, monitoring or resolved.", StatusOf, "updated", ct),
            "list" or "status" or "update" or "" => List(),
            _ => new(Help, null),
        };
    }

    private async Task<ChatReply> StartAsync(string text, string member, CancellationToken ct)
    {
        var (first, rest) = Split(text);
        var severity = Incident.Severities.Contains(first.ToLowerInvariant(), StringComparer.Ordinal) ? first.ToLowerInvariant() : null;
        var (service, title) = severity is null ? (first, rest) : Split(rest);
        if (service.Length == 0 || title.Length == 0)
        {
            return new("Name the service and say what is wrong: incident start sev2 orders checkout answers 500", null);
        }

        var made = await mediator.Send(new StartIncident(title, severity ?? DefaultSeverity, [await ServiceAsync(service, ct)]), ct);
        return made.Match(
            incident => new ChatReply($"{By()} started {Link(incident)} ({incident.Severity}) on {SlashCommands.Escape(string.Join(", ", incident.Services))}{(severity is null ? $". It is {DefaultSeverity} until somebody says otherwise" : "")}", incident.Services[0], IsVisible: true),
            failure => Refused(failure, member));
    }

    private async Task<ChatReply> ChangeAsync(string text, string member, string how, Func<long, string, ICommand<IncidentRow>?> make, string done, CancellationToken ct)
    {
        var (first, rest) = Split(text);
        var numbered = long.TryParse(first.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && (first.StartsWith('#') || book.Current.Find(id) is not null);
        var open = book.Current.Incidents.Where(i => i.IsOpen).ToList();
        if (!numbered && open.Count != 1)
        {
            return book.Current.ReadAt is null ? NotRead : open.Count == 0 ? new("No incident is open. Start one: incident start sev2 orders checkout answers 500", null) : new("Say which one, with its number:\n" + Lines(open), null);
        }

        if (make(numbered ? id : open[0].Id, numbered ? rest : text.Trim()) is not { } command)
        {
            return new(how, null);
        }

        var changed = await mediator.Send(command, ct);
        return changed.Match(
            incident => new ChatReply($"{By()} {done} {Link(incident)} ({incident.Severity}, {incident.Status}){(command is NoteIncident note ? $": {SlashCommands.Escape(note.Text)}" : command is UpdateIncident { Text: { } words } ? $": {SlashCommands.Escape(words)}" : "")}", incident.Services.Count > 0 ? incident.Services[0] : null, IsVisible: true),
            failure => Refused(failure, member));
    }

    private static UpdateIncident? StatusOf(long id, string words)
    {
        var (status, text) = Split(words);
        return Enum.TryParse<IncidentStatus>(status, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(status[0]) ? new(id, known.ToString(), NullIfEmpty(text)) : null;
    }

    private ChatReply List()
    {
        var look = book.Current;
        var open = look.Incidents.Where(i => i.IsOpen).ToList();
        return look.ReadAt is null ? NotRead : new(open.Count == 0 ? "No incident is open." : Lines(open), null);
    }

    private static ChatReply NotRead { get; } = new("Incidents are not known: the database has not answered yet.", null);

    private static string Lines(List<IncidentRow> open)
        => string.Join('\n', open.Take(MostListed).Select(i => $"• {Link(i)} ({i.Severity}, {i.Status})")) + (open.Count > MostListed ? $"\nand {open.Count - MostListed} more at <{Portal}/incidents|/incidents>" : "");

    // At night a pod's name is pasted as readily as a service's.
    private async Task<string> ServiceAsync(string text, CancellationToken ct)
    {
        if (EntityRef.TryParse(text, "component", EntityRef.DefaultNamespace, out var reference) && catalog.Current.Find(reference) is not null)
        {
            return reference.ToString();
        }

        var found = await mediator.Send(new FindOwner(text), ct);
        return found.IsSuccess && found.Value.Matches is [{ Confidence: >= Sure } match, ..] ? match.Service : text;
    }

    // A decision against somebody who is nobody here is a matter of linking, not of roles.
    private ChatReply Refused(Failure failure, string member)
        => new(failure is Forbidden && user.Actor?.UserRef is null
            ? $"The portal does not know who you are, so nothing was done. Link yourself: add the annotation portal.dev/slack-id: '{SlashCommands.Escape(member)}' to your user in the catalog, and send this again."
            : SlashCommands.Escape(failure.Message), null);

    private string By() => SlashCommands.Escape(user.Actor?.DisplayName ?? "Somebody");

    private static string Link(IncidentRow incident) => string.Create(CultureInfo.InvariantCulture, $"<{Portal}/incidents/{incident.Id}|#{incident.Id} {SlashCommands.Escape(incident.Title)}>");

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static (string First, string Others) Split(string text)
    {
        var trimmed = text.Trim();
        var space = trimmed.IndexOfAny([' ', '\n', '\t']);
        return space < 0 ? (trimmed, "") : (trimmed[..space], trimmed[(space + 1)..].Trim());
    }
}
