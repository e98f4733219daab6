using Portal.Application.Catalog;

namespace Portal.Application.Deliveries;

/// <summary>Whose business an event is: a webhook may ask for the events of some owners only.</summary>
internal static class EventOwners
{
    /// <returns>Refs of the owners of everything that it is about, and of the groups above them: who asks for a department hears of its teams.</returns>
    public static HashSet<string> Of(OutgoingEvent occurrence, CatalogGraph graph)
    {
        HashSet<string> owners = new(StringComparer.Ordinal);
        Queue<EntityRef> open = new();
        foreach (var subject in occurrence.Subjects.Append(occurrence.Subject).OfType<string>())
        {
            if (EntityRef.TryParse(subject, out var reference))
            {
                foreach (var owner in reference.Kind is "group" or "user" ? [reference] : graph.Related(reference, RelationTypes.OwnedBy))
                {
                    open.Enqueue(owner);
                }
            }
        }

        while (open.TryDequeue(out var owner))
        {
            if (owners.Add(owner.ToString()) && owner.Kind == "group")
            {
                foreach (var above in graph.Related(owner, RelationTypes.ChildOf))
                {
                    open.Enqueue(above);
                }
            }
        }

        return owners;
    }

    /// <summary>Owners as somebody wrote them, in full.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    public static string? Read(IReadOnlyList<string>? written, CatalogGraph graph, out string kept)
    {
        List<string> refs = [];
        foreach (var text in (written ?? []).Select(o => o.Trim()).Where(o => o.Length > 0))
        {
            if (!EntityRef.TryParse(text, "group", EntityRef.DefaultNamespace, out var owner) || owner.Kind is not ("group" or "user") || graph.Find(owner) is null)
            {
                kept = "";
                return $"'{text}' is no team or person of the catalog. Write group:namespace/name, or the name of a team.";
            }

            refs.Add(owner.ToString());
        }

        kept = string.Join(' ', refs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return kept.Length <= WebhookSubscription.OwnersMaxLength ? null : "That are too many owners for one webhook. Leave some out, or add another webhook.";
    }
}
