using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>Who is on call for a team or a service.</summary>
/// <param name="Subject">Name, namespace/name or ref.</param>
/// <param name="Kind">Kind where the text names none: group or component.</param>
public sealed record GetOnCall(string Subject, string Kind = "group") : IQuery<OnCallAnswer>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetOnCallHandler(ICatalog catalog, OnCallDirectory directory) : IQueryHandler<GetOnCall, OnCallAnswer>
{
    public Task<Result<OnCallAnswer>> Handle(GetOnCall request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        return Task.FromResult<Result<OnCallAnswer>>(
            !EntityRef.TryParse(request.Subject, request.Kind, EntityRef.DefaultNamespace, out var subject) || graph.Find(subject) is null ? OnCallErrors.NotInCatalog(request.Subject)
                : directory.Of(graph, subject, Owners.Of(graph, subject)));
    }
}

/// <summary>Who owns what, as far as on-call is concerned.</summary>
public static class Owners
{
    private const int MostWholes = 4;

    /// <summary>The entity's owner, else its system's, else its domain's; groups and users own themselves.</summary>
    public static EntityRef? Of(CatalogGraph graph, EntityRef subject)
    {
        if (subject.Kind is "group" or "user")
        {
            return subject;
        }

        var at = subject;
        for (var step = 0; step < MostWholes; step++)
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
}
