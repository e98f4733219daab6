using Portal.Application.Catalog;
using Portal.Application.Signals;

namespace Portal.Application.Incidents;

/// <summary>Finds what there is to read about an entity in trouble: annotations, links, and what alerts name. Pure.</summary>
internal static class Runbooks
{
    public const string Annotation = "portal.dev/runbook";

    /// <param name="codes">Problems it has now.</param>
    /// <returns>What fits the trouble first; each address once.</returns>
    public static IReadOnlyList<Runbook> Of(CatalogEntity entity, IReadOnlyCollection<string> codes, IReadOnlyList<ServiceSignal> signals)
    {
        List<Runbook> found = [];
        foreach (var (name, url) in entity.Annotations.Where(a => a.Key.StartsWith(Annotation + "-", StringComparison.Ordinal)).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            // An annotation's name cannot hold the colon of Init:CrashLoopBackOff.
            var code = name[(Annotation.Length + 1)..];
            var fits = codes.FirstOrDefault(c => string.Equals(c.Replace(':', '-'), code, StringComparison.OrdinalIgnoreCase));
            found.Add(new($"When {fits ?? code}", url, fits is null ? $"{name}; there is no {code} now" : $"{name}, and it has {fits}", fits is not null));
        }

        found.AddRange(signals.Where(s => s.IsFiring && s.RunbookUrl is not null).Select(s => new Runbook($"Alert {s.Name}", s.RunbookUrl!, $"the alert names it, and it fires since {s.StartsAt.UtcDateTime:HH:mm} UTC", true)));
        if (entity.Annotations.GetValueOrDefault(Annotation) is { } general)
        {
            found.Add(new("Runbook", general, $"{Annotation} of {entity.Ref}", codes.Any(c => general.Contains(c, StringComparison.OrdinalIgnoreCase))));
        }

        found.AddRange(entity.Links.Where(l => string.Equals(l.Type, "runbook", StringComparison.OrdinalIgnoreCase) || l.Title?.Contains("runbook", StringComparison.OrdinalIgnoreCase) == true).Select(l => new Runbook(l.Title ?? "Runbook", l.Url, $"a link of {entity.Ref}", false)));
        return [.. found.OrderByDescending(r => r.Fits).DistinctBy(r => r.Url, StringComparer.Ordinal)];
    }
}
