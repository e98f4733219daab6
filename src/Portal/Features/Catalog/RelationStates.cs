using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Catalog;

/// <summary>Adds to the nodes of an answer how their workloads fare, for those who may see that.</summary>
internal static class RelationStates
{
    public static async Task<IActionResult> WithStatesAsync(this Result<EntityNeighbourhood> found, IMediator mediator, DateTimeOffset? asOf, CancellationToken ct)
    {
        if (!found.IsSuccess || asOf is not null)
        {
            return found.ToJson(); // what runs belongs to the present
        }

        var around = found.Value;
        var health = await mediator.Send(new GetServiceHealth([.. around.Nodes.Where(n => n.Kind == "Component").Select(n => n.Ref)]), ct);
        return (health.IsSuccess && health.Value.ByRef.Count > 0
            ? Result<EntityNeighbourhood>.Of(around with { Nodes = [.. around.Nodes.Select(n => health.Value.WordFor(n.Ref) is { } state ? n with { State = state } : n)] })
            : found).ToJson();
    }
}
