using System.Security.Cryptography;
using System.Text;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What a location holds after a look.</summary>
/// <param name="Gone">Documents that its source, which did answer, no longer holds.</param>
internal sealed record Merged(IReadOnlyList<HeldDocument> Documents, IReadOnlyList<EntityError> Errors, IReadOnlyList<HeldDocument> Gone);

/// <summary>Pure steps from readings to what the catalog shows.</summary>
internal static class Merge
{
    private const string WaitsFix = "A platform engineer decides under Admin, Locations.";

    /// <summary>
    /// What a location holds after a look: everything valid that was read, and the last good version of what was there before and is broken
    /// or out of reach now. Only what is gone from a source that did answer goes.
    /// </summary>
    public static Merged Apply(IReadOnlyList<HeldDocument> before, SourceReading reading)
    {
        List<HeldDocument> documents = new(before.Count);
        List<EntityError> errors = [.. reading.Errors];
        HashSet<string> keys = new(before.Count, StringComparer.Ordinal);
        foreach (var file in reading.Files.Values.OrderBy(f => f.Label, StringComparer.Ordinal))
        {
            errors.AddRange(file.Documents.SelectMany(d => d.Errors));
            foreach (var held in file.Held ??= HoldAll(file))
            {
                keys.Add(held.Key);
                documents.Add(held);
            }
        }

        List<HeldDocument> gone = [];
        foreach (var old in before.Where(d => !keys.Contains(d.Key)))
        {
            if (WhyKept(old, reading) is { } why)
            {
                documents.Add(old with { Kept = true, Entity = old.Entity with { Errors = [why] } });
            }
            else if (old.Restored is { } restored)
            {
                documents.Add(Restored(old, restored));
            }
            else
            {
                gone.Add(old);
            }
        }

        return new(documents, errors, gone);
    }

    /// <summary>A document that stays although its source does not hold it.</summary>
    public static HeldDocument Restored(HeldDocument document, Restoration restored) => document with
    {
        Kept = true,
        Restored = restored,
        Entity = document.Entity with
        {
            Errors = [new(document.File, 0, 0, $"Its source no longer holds {document.Entity.Ref}; {restored.By} restored it on {restored.At.UtcDateTime:yyyy-MM-dd}.", "Put it back into its source, or let it go.")],
        },
    };

    /// <summary>A document whose removal waits for somebody's word.</summary>
    public static HeldDocument Waiting(HeldDocument document) => document with
    {
        Kept = true,
        Entity = document.Entity with { Errors = [new(document.File, 0, 0, $"Its source no longer holds {document.Entity.Ref}, together with unusually many others: the removal waits for a decision.", WaitsFix)] },
    };

    /// <summary>One entity per ref: the chosen claim is shown, without a choice the first source in order, and it names the others.</summary>
    /// <param name="documents">In the order in which the first claim wins.</param>
    public static IEnumerable<CatalogEntity> Resolve(IEnumerable<HeldDocument> documents, IReadOnlyDictionary<string, CatalogChoice> choices)
    {
        // Nearly every name has one claim: a list is made for the others only.
        var first = new Dictionary<EntityRef, HeldDocument>();
        var several = new Dictionary<EntityRef, List<HeldDocument>>();
        foreach (var document in documents)
        {
            var reference = document.Entity.Ref;
            if (first.TryAdd(reference, document))
            {
                continue;
            }

            var claims = several.TryGetValue(reference, out var list) ? list : several[reference] = [first[reference]];

            // The same file reached through two locations is one claim.
            if (!claims.Exists(c => c.File == document.File && c.Entity.Sources[0].Line == document.Entity.Sources[0].Line))
            {
                claims.Add(document);
            }
        }

        foreach (var (reference, document) in first)
        {
            if (!several.TryGetValue(reference, out var claims))
            {
                yield return document.Entity;
                continue;
            }

            // Whoever declares a service takes its place: a discovered one is no rival, and goes at its source's next look.
            if (claims.Exists(c => !Discovered.Is(c.Entity)))
            {
                claims.RemoveAll(c => Discovered.Is(c.Entity));
            }

            yield return claims.Count > 1 ? Settle(claims, choices.GetValueOrDefault(reference.ToString())) : claims[0].Entity;
        }
    }

    /// <summary>The claims that lost, as errors of the location that made them.</summary>
    public static ILookup<string, EntityError> Lost(IEnumerable<CatalogEntity> resolved, IReadOnlyDictionary<string, CatalogChoice> choices)
        => resolved.Where(e => e.Sources.Count > 1).SelectMany(e => e.Sources.Skip(1).Select(s => (s.LocationId, Error: Conflict(e, s, choices.GetValueOrDefault(e.Ref.ToString())))))
            .ToLookup(c => c.LocationId ?? "", c => c.Error, StringComparer.Ordinal);

    /// <summary>Whether a claim is the one somebody chose.</summary>
    public static bool IsChosen(HeldDocument claim, CatalogChoice? choice) => choice is not null && claim.Key == choice.Key && claim.Entity.Sources[0].LocationId == choice.LocationId;

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static List<HeldDocument> HoldAll(FileReading file)
    {
        // A file with an error, or with a Location whose targets are reported with their places, is read again after a restart.
        var stamp = file.HasErrors || file.Documents.Any(d => d.Entity is { Kind: "Location" }) ? null : file.Stamp;
        return [.. file.Documents.Where(d => d is { Entity: not null, Json: not null }).Select(d => Hold(d.Entity!, file.Label, d.Json!) with { Stamp = stamp })];
    }

    private static CatalogEntity Settle(List<HeldDocument> claims, CatalogChoice? choice)
    {
        var chosen = claims.Find(c => IsChosen(c, choice));
        var shown = chosen ?? claims[0];
        var others = claims.Where(c => !ReferenceEquals(c, shown)).ToList();
        var entity = shown.Entity with { Sources = [.. shown.Entity.Sources, .. others.SelectMany(o => o.Entity.Sources)] };

        // Somebody has decided: the other claims are still named, but there is nothing left to mend here.
        return chosen is not null ? entity : entity with { Errors = [.. shown.Entity.Errors, .. others.Select(o => Conflict(entity, o.Entity.Sources[0], null))] };
    }

    private static HeldDocument Hold(CatalogEntity entity, string file, string json)
        => new(entity, file, KeyOf(file, entity.Ref), Sha256($"{json}\n{entity.Sources[0].Line}\n{entity.Raw}"), json, Kept: false);

    private static string KeyOf(string file, EntityRef reference) => Sha256($"{file}\n{reference}");

    private static EntityError? WhyKept(HeldDocument old, SourceReading reading)
    {
        if (!reading.Reached)
        {
            return reading.Errors[0];
        }

        if (reading.Files.TryGetValue(old.File, out var file))
        {
            if (!file.HasErrors)
            {
                return null; // taken out of a sound file: it goes
            }

            var reference = old.Entity.Ref.ToString();
            var broken = file.Documents.Where(d => d.Entity is null).ToList();
            var own = broken.FirstOrDefault(d => d.ClaimedRef == reference) ?? broken.FirstOrDefault(d => d.ClaimedRef is null);
            return own is { Errors: [var first, ..] } ? first : null;
        }

        if (!reading.FailedPrefixes.Any(p => old.File.StartsWith(p, StringComparison.Ordinal)))
        {
            return null;
        }

        return reading.Errors.FirstOrDefault(e => e.Location.Length > 0 && old.File.StartsWith(e.Location, StringComparison.Ordinal))
            ?? (reading.Errors is [var any, ..] ? any : new EntityError(old.File, 0, 0, "Its source cannot be read now.", "See the location's errors."));
    }

    private static EntityError Conflict(CatalogEntity shown, EntitySource other, CatalogChoice? choice)
        => choice is null
            ? new(other.Location, other.Line, 1, $"This file, too, declares {shown.Ref}; {Place(shown.Sources[0])} came first and is shown.", "Rename or remove one of the two, or choose which one is shown under Catalog, Conflicts.")
            : new(other.Location, other.Line, 1, $"This file, too, declares {shown.Ref}; {choice.ChosenBy} chose {Place(shown.Sources[0])}.", "Rename or remove one of the two.");

    private static string Place(EntitySource source) => source.Line > 0 ? $"{source.Location} line {source.Line}" : source.Location;
}
