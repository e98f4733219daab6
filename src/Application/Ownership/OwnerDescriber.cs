using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <summary>Adds owner, on-call, contacts and state to what the resolver found.</summary>
internal sealed class OwnerDescriber(CatalogGraph graph, IDeploymentPictures pictures)
{
    public OwnerMatch Match(Hit hit)
    {
        var entity = graph.Find(hit.Subject);
        var owner = hit.Part is { } part ? part.Owner : OwnerOf(hit.Subject);
        var ownerEntity = owner is { } reference ? graph.Find(reference) : null;
        var places = pictures.OfService(hit.Subject.ToString());
        var evidence = hit.Part is not null ? hit.Evidence
            : owner is { } who
            ? hit.Evidence.Append(hit.Subject == who ? $"{who} is itself an owner" : $"{hit.Subject} is owned by {who}" + (ownerEntity is null ? ", which is not in the catalog" : ""))
            : hit.Evidence.Append($"{hit.Subject} has no owner");
        return new(
            hit.Subject.ToString(),
            entity is null ? hit.Subject.Name : People.NameOf(entity),
            entity?.Type ?? hit.Subject.Kind,
            owner?.ToString(),
            ownerEntity is null ? owner?.Name : People.NameOf(ownerEntity),
            OnCallOf(entity, ownerEntity),
            [.. ContactsOf(entity, ownerEntity)],
            Math.Round(hit.Confidence, 3),
            [.. evidence],
            places.Count == 0 ? "unknown" : places.Max(p => p.Health).ToString().ToLowerInvariant(),
            [.. places.Select(p => new RunsIn(p.Cluster, p.Environment, p.Namespace, $"{p.Kind} {p.Name}", p.Version, p.Ready, p.Desired, p.Health.ToString().ToLowerInvariant(), p.AsOf) { LastRun = p.Batch?.Words })]);
    }

    /// <summary>The entity's owner, else its system's, else its domain's; groups and users own themselves.</summary>
    private EntityRef? OwnerOf(EntityRef subject)
    {
        if (subject.Kind is "group" or "user")
        {
            return subject;
        }

        var at = subject;
        for (var step = 0; step < 4; step++)
        {
            if (graph.Related(at, RelationTypes.OwnedBy).FirstOrDefault() is { Kind: not null } owner)
            {
                return owner;
            }

            if (graph.Related(at, RelationTypes.PartOf).FirstOrDefault() is not { Kind: not null } whole)
            {
                break;
            }

            at = whole;
        }

        return null;
    }

    private OnCall? OnCallOf(CatalogEntity? entity, CatalogEntity? owner)
    {
        var (declared, source) = entity?.Annotations.GetValueOrDefault("portal.dev/on-call") is { } own ? (own, $"portal.dev/on-call of {entity.Ref}")
            : owner?.Annotations.GetValueOrDefault("portal.dev/on-call") is { } team ? (team, $"portal.dev/on-call of {owner.Ref}") : (null, "");
        if (declared is not null && EntityRef.TryParse(declared, out var person) && person.Kind == "user" && graph.Find(person) is { } user)
        {
            return new(People.NameOf(user), person.ToString(), null, source);
        }

        if (LeadOf(owner) is { } lead)
        {
            return new(People.NameOf(lead), lead.Ref.ToString(), declared, declared is null ? $"lead of {owner!.Ref}; no rota is declared" : $"{source} names the rota; the lead of {owner!.Ref} answers for it");
        }

        return declared is null ? null : new(null, null, declared, source);
    }

    private CatalogEntity? LeadOf(CatalogEntity? owner) => owner switch
    {
        null => null,
        { Ref.Kind: "user" } => owner,
        _ when owner.Annotations.TryGetValue("portal.dev/lead", out var lead) && EntityRef.TryParse(lead, "user", EntityRef.DefaultNamespace, out var reference) => graph.Find(reference),
        _ => null,
    };

    private IEnumerable<Contact> ContactsOf(CatalogEntity? entity, CatalogEntity? owner)
    {
        if (entity?.Annotations.GetValueOrDefault("portal.dev/chat") is { } chat || owner?.Annotations.GetValueOrDefault("portal.dev/chat") is { } teamChat && (chat = teamChat) is not null)
        {
            yield return new("chat", "Chat", chat!);
        }

        if (LeadOf(owner) is { } lead && People.EmailOf(lead) is { } mail)
        {
            yield return new("person", $"Mail {People.NameOf(lead)}", "mailto:" + mail);
        }

        if (owner is not null && People.EmailOf(owner) is { } teamMail)
        {
            yield return new("mail", $"Mail {People.NameOf(owner)}", "mailto:" + teamMail);
        }

        if (entity?.Annotations.GetValueOrDefault("portal.dev/runbook") is { } runbook)
        {
            yield return new("runbook", "Runbook", runbook);
        }

        if (entity?.Annotations.GetValueOrDefault("portal.dev/dashboard") is { } dashboard)
        {
            yield return new("dashboard", "Dashboard", dashboard);
        }
    }
}
