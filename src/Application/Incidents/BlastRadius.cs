using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.Ownership;

namespace Portal.Application.Incidents;

/// <summary>What breaks with an entity.</summary>
/// <param name="Tiers">The most important first.</param>
/// <param name="Total">How many depend on it; more than are listed where there are very many.</param>
public sealed record BlastRadius(IReadOnlyList<BlastTier> Tiers, int Total);

/// <param name="Tier">As written in portal.dev/tier; null: those that name none.</param>
public sealed record BlastTier(string? Tier, IReadOnlyList<Affected> Items, int Total);

/// <summary>An entity that depends on it.</summary>
/// <param name="Path">Names from the entity asked about to this one.</param>
/// <param name="IsHard">False: a step on the way is declared as one that may fail.</param>
/// <param name="OnCall">Name of who is called, or null.</param>
public sealed record Affected(string Ref, string Name, string Type, int Distance, IReadOnlyList<string> Path, bool IsObserved, bool IsHard, string Health, string? Owner, string? OwnerName, string? OnCall, IReadOnlyList<Contact> Contacts);

/// <summary>Finds what breaks with an entity, by tier.</summary>
internal sealed class BlastReader(CatalogGraph graph, DependencyMap map, OwnerDescriber describer, IDeploymentPictures pictures)
{
    public const string TierAnnotation = "portal.dev/tier";

    private const int MostListed = 60;

    public BlastRadius Of(EntityRef service)
    {
        var all = map.DependentsOf(service).Where(n => n.Ref.Kind is not ("api" or "group" or "user")).ToList();
        var ill = pictures.Deployments.Where(d => d.Health is Health.Failing or Health.Degraded).Select(d => EntityRef.TryParse(d.Service, out var ailing) ? ailing : default).ToHashSet();
        List<BlastTier> tiers = [];
        var left = MostListed;
        foreach (var tier in all.GroupBy(n => TierOf(graph.Find(n.Ref))).OrderBy(g => g.Key is null).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            // What suffers already comes first, then what is near.
            var members = tier.OrderByDescending(n => ill.Contains(n.Ref)).ThenBy(n => n.Distance).ToList();
            tiers.Add(new(tier.Key, [.. members.Take(left).Select(m => Describe(m, HealthOf(m.Ref)))], members.Count));
            left -= Math.Min(left, members.Count);
        }

        return new(tiers, all.Count);
    }

    public static string? TierOf(CatalogEntity? entity) => entity?.Annotations.GetValueOrDefault(TierAnnotation) ?? entity?.Labels.GetValueOrDefault("tier");

    private Health? HealthOf(EntityRef reference) => pictures.OfService(reference.ToString()) is { Count: > 0 } rows ? HealthRules.OfService(rows) : null;

    private Affected Describe(Neighbour neighbour, Health? health)
    {
        var match = describer.Match(new Hit(neighbour.Ref, 1, []));
        return new(neighbour.Ref.ToString(), match.Name, match.Kind, neighbour.Distance, [.. neighbour.Path().Where(p => p.Kind != "api").Select(p => p.Name)], neighbour.IsObserved, !neighbour.IsSoft, health?.ToString().ToLowerInvariant() ?? "unknown", match.Owner, match.OwnerName,
            match.OnCall?.Person ?? match.OnCall?.Rota, [.. match.Contacts.Where(c => c.Kind is not ("runbook" or "dashboard"))]);
    }
}
