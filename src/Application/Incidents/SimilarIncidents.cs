using Portal.Application.Catalog;

namespace Portal.Application.Incidents;

/// <summary>Finds earlier incidents that were like a trouble, and says in what. Pure.</summary>
internal static class SimilarIncidents
{
    private const int Most = 5;
    private const int Least = 3;
    private const int ShortestWord = 5;

    /// <param name="codes">Problems it has now.</param>
    /// <param name="changed">Services and nodes whose changes are likely causes now.</param>
    /// <param name="words">Words of the trouble: titles of alerts, of the open incident.</param>
    /// <param name="without">An incident that is not compared with itself.</param>
    public static IReadOnlyList<SimilarIncident> Of(IReadOnlyList<IncidentRow> incidents, IReadOnlyCollection<string> services, IReadOnlyCollection<string> codes, IReadOnlyCollection<string> changed, string words, long? without = null)
    {
        var asked = WordsOf(words);
        List<SimilarIncident> found = [];
        foreach (var incident in incidents.Where(i => !i.IsOpen && i.Id != without))
        {
            List<string> why = [];
            var score = 0;
            if (incident.Services.Intersect(services, StringComparer.Ordinal).ToList() is { Count: > 0 } same)
            {
                score += 3;
                why.Add($"the same service: {string.Join(", ", same.Select(NameOf))}");
            }

            if (incident.Codes.Intersect(codes, StringComparer.Ordinal).ToList() is { Count: > 0 } shared)
            {
                score += 2 * Math.Min(2, shared.Count);
                why.Add($"the same problem: {string.Join(", ", shared)}");
            }

            if (incident.CauseSubject is { } subject && changed.Contains(subject, StringComparer.Ordinal))
            {
                score += 3;
                why.Add($"{NameOf(subject)} changed then too");
            }

            if (WordsOf($"{incident.Title} {incident.Summary} {incident.Cause}").Intersect(asked, StringComparer.Ordinal).ToList() is { Count: > 0 } common)
            {
                score += Math.Min(2, common.Count);
                why.Add($"the same words: {string.Join(", ", common.Take(4))}");
            }

            if (score >= Least)
            {
                found.Add(new(incident, score, why));
            }
        }

        return [.. found.OrderByDescending(s => s.Score).ThenByDescending(s => s.Incident.StartedAt).Take(Most)];
    }

    private static HashSet<string> WordsOf(string text)
        => text.ToLowerInvariant().Split([' ', '.', ',', ':', ';', '(', ')', '/', '"', '\''], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= ShortestWord && w is not ("about" or "after" or "again" or "before" or "there" or "which" or "would" or "service")).ToHashSet(StringComparer.Ordinal);

    private static string NameOf(string text) => EntityRef.TryParse(text, out var reference) ? reference.Name : text;
}
