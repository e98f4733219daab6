using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portal.Application.Catalog;

namespace Portal.Application.OnCall;

/// <summary>Schedules as calendars: of a team or service, and a person's own turns.</summary>
public sealed class OnCallCalendars(OnCallDirectory directory, OnCallStore store, TimeProvider clock)
{
    private static readonly TimeSpan Back = TimeSpan.FromDays(14);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(91);

    /// <summary>The calendar behind a secret address; null when it is unknown, revoked, or whoever made it is gone.</summary>
    public string? OfSecret(string secret)
    {
        var hash = HashOf(secret);
        return store.Current.Feeds.FirstOrDefault(f => f.Hash == hash) is { RevokedAt: null } feed
            && EntityRef.TryParse(feed.UserRef, out var maker) && directory.Now().Graph.Find(maker) is { } user && !OnCallPeople.IsDeactivated(user) && EntityRef.TryParse(feed.Subject, out var subject)
            ? Of(subject) : null;
    }

    /// <summary>The calendar of a team or service (its rotas, gaps among them) or of a person (all own turns); null when the catalog does not know it.</summary>
    public string? Of(EntityRef subject)
    {
        var view = directory.Now();
        if (view.Graph.Find(subject) is not { } entity)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var (from, until) = (now - Back, now + Ahead);
        var own = subject.Kind == "user";
        var person = subject.ToString();
        var rotas = own ? view.Rotas : view.OwnedBy(subject);
        var events = rotas.SelectMany(r => view.SlicesOf(r, from, until + r.Rota.Layers.Max(l => l.Turn.OnTheWall)).Where(s => s.From < until).Where(s => own ? s.Person == person : s.Person is not null || s.Until > now).Select(s => Event(view, r, s, own)));
        return CalendarText.Write(own ? $"On call: {People.NameOf(entity)}" : $"On call: {entity.DisplayName}", events.OrderBy(e => e.From), now);
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    // A slice is cut where the calendar begins, so it is named by its end, which stands; the schedule is read a turn further than it is shown, so that ends are real.
    private static CalendarEvent Event(OnCallView view, RotaEntry rota, RotaSlice slice, bool own)
    {
        var who = slice.Person is { } person ? view.TurnOf(person, null, null).Name : null;
        var why = slice.Cause switch { SliceCause.Override => $"Override: {slice.Note}", SliceCause.Swap => $"Swap: takes the turn of {slice.Note}", SliceCause.Gap => "Nobody is on call. Add an override or a layer.", _ => $"Layer {slice.Layer}" };
        var id = $"{rota.Name}-{slice.Until.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{(slice.Person is null ? "gap" : HashOf(slice.Person)[..12])}@oncall.portal.dev";
        return new(id, slice.From, slice.Until, own ? $"On call: {rota.Rota.Title}" : who is null ? $"GAP: nobody on call for {rota.Rota.Title}" : $"{who} on call: {rota.Rota.Title}", $"{why}\n{rota.Name} of {rota.Rota.Owner}, time zone {rota.Rota.Zone.Id}");
    }
}
