using System.Security.Cryptography;
using System.Text;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Pure steps from readings to what the catalog shows.</summary>
internal static class Merge
{
    /// <summary>
    /// What a location holds after a look: everything valid that was read, and the last good version of what was there before and is broken
    /// or out of reach now. Only what is gone from a source that did answer goes.
    /// </summary>
    public static (IReadOnlyList<HeldDocument> Documents, IReadOnlyList<EntityError> Errors) Apply(IReadOnlyList<HeldDocument> before, SourceReading reading)
    {
        List<HeldDocument> documents = [];
        List<EntityError> errors = [.. reading.Errors];
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (var file in reading.Files.Values.OrderBy(f => f.Label, StringComparer.Ordinal))
        {
            foreach (var document in file.Documents)
            {
                errors.AddRange(document.Errors);
                if (document is { Entity: { } entity, Json: { } json })
                {
                    var held = Hold(entity, file.Label, json);
                    keys.Add(held.Key);
                    documents.Add(held);
                }
            }
        }

        foreach (var old in before.Where(d => !keys.Contains(d.Key)))
        {
            if (WhyKept(old, reading) is { } why)
            {
                documents.Add(old with { Kept = true, Entity = old.Entity with { Errors = [why] } });
            }
        }

        return (documents, errors);
    }

    /// <summary>One entity per ref: the first source in order is shown, and names the others.</summary>
    public static IEnumerable<CatalogEntity> Resolve(IEnumerable<LocationState> locations)
    {
        var claims = new Dictionary<EntityRef, List<CatalogEntity>>();
        var seen = new HashSet<(EntityRef Ref, string File, int Line)>();
        foreach (var document in locations.OrderBy(l => l.Order).SelectMany(l => l.Documents))
        {
            // The same file reached through two locations is one claim.
            if (seen.Add((document.Entity.Ref, document.File, document.Entity.Sources[0].Line)))
            {
                (claims.TryGetValue(document.Entity.Ref, out var list) ? list : claims[document.Entity.Ref] = []).Add(document.Entity);
            }
        }

        foreach (var claim in claims.Values)
        {
            // Whoever declares a service takes its place: a discovered one is no rival, and goes at its source's next look.
            if (claim.Count > 1 && claim.Exists(e => !Discovered.Is(e)))
            {
                claim.RemoveAll(Discovered.Is);
            }

            yield return claim.Count == 1 ? claim[0] : claim[0] with
            {
                Sources = [.. claim.SelectMany(e => e.Sources)],
                Errors = [.. claim[0].Errors, .. claim.Skip(1).Select(e => Conflict(claim[0], e.Sources[0]))],
            };
        }
    }

    /// <summary>The claims that lost, as errors of the location that made them.</summary>
    public static ILookup<string, EntityError> Lost(IEnumerable<CatalogEntity> resolved)
        => resolved.SelectMany(e => e.Sources.Skip(1).Select(s => (s.LocationId, Error: Conflict(e, s)))).ToLookup(c => c.LocationId ?? "", c => c.Error, StringComparer.Ordinal);

    /// <summary>Names of the top-level fields of metadata and spec that differ.</summary>
    public static string ChangedFields(string beforeJson, string afterJson)
    {
        using var before = System.Text.Json.JsonDocument.Parse(beforeJson);
        using var after = System.Text.Json.JsonDocument.Parse(afterJson);
        List<string> changed = [];
        foreach (var part in new[] { "metadata", "spec" })
        {
            var left = Fields(before.RootElement, part);
            var right = Fields(after.RootElement, part);
            changed.AddRange(left.Keys.Union(right.Keys, StringComparer.Ordinal).Where(k => left.GetValueOrDefault(k) != right.GetValueOrDefault(k)).Order(StringComparer.Ordinal).Select(k => $"{part}.{k}"));
        }

        var text = string.Join(", ", changed);
        return text.Length <= 1000 ? text : text[..1000];
    }

    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Dictionary<string, string> Fields(System.Text.Json.JsonElement root, string part)
        => root.TryGetProperty(part, out var map) && map.ValueKind == System.Text.Json.JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetRawText(), StringComparer.Ordinal)
            : new(StringComparer.Ordinal);

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

        return reading.FailedPrefixes.Any(p => old.File.StartsWith(p, StringComparison.Ordinal))
            ? reading.Errors is [var error, ..] ? error : new EntityError(old.File, 0, 0, "Its source cannot be read now.", "See the location's errors.")
            : null;
    }

    private static EntityError Conflict(CatalogEntity shown, EntitySource other)
        => new(other.Location, other.Line, 1, $"This file, too, declares {shown.Ref}; {Place(shown.Sources[0])} came first and is shown.", "Rename or remove one of the two.");

    private static string Place(EntitySource source) => source.Line > 0 ? $"{source.Location} line {source.Line}" : source.Location;
}
