using Portal.Application.Catalog;
using Portal.Application.Deployments;
using Portal.Application.OnCall;

namespace Portal.Application.Ownership;

/// <summary>Adds owner, on-call, contacts and state to what the resolver found.</summary>
internal sealed class OwnerDescriber(CatalogGraph graph, IDeploymentPictures pictures, OnCallDirectory onCall)
{
    public OwnerMatch Match(Hit hit)
    {
        var entity = graph.Find(hit.Subject);
        var owner = hit.Part is { } part ? part.Owner : Owners.Of(graph, hit.Subject);
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
            Ownership.OnCall.Of(onCall.Of(graph, hit.Subject, owner)),
            [.. ContactsOf(entity, ownerEntity)],
            Math.Round(hit.Confidence, 3),
            [.. evidence],
            places.Count == 0 ? "unknown" : places.Max(p => p.Health).ToString().ToLowerInvariant(),
            [.. places.Select(p => new RunsIn(p.Cluster, p.Environment, p.Namespace, $"{p.Kind} {p.Name}", p.Version, p.Ready, p.Desired, p.Health.ToString().ToLowerInvariant(), p.AsOf) { LastRun = p.Batch?.Words })]);
    }

    private IEnumerable<Contact> ContactsOf(CatalogEntity? entity, CatalogEntity? owner)
    {
        if (entity?.Annotations.GetValueOrDefault("portal.dev/chat") is { } chat || owner?.Annotations.GetValueOrDefault("portal.dev/chat") is { } teamChat && (chat = teamChat) is not null)
        {
            yield return new("chat", "Chat", chat!);
        }

        if (OnCallPeople.LeadOf(graph, owner) is { } lead && People.EmailOf(lead) is { } mail)
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
