using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Identity;
using Portal.Application.Ownership;

namespace Portal.Web.Features.Ownership;

/// <summary>The ownership tab of an entity's page: roles with the way they were found, and how fresh the confirmation is.</summary>
public sealed class OwnershipPanelViewComponent(IMediator mediator, ICurrentUser user, IAccess access) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(string reference)
    {
        var roles = await mediator.Send(new GetRoles(reference), HttpContext.RequestAborted);
        return roles.IsSuccess
            ? View("/Features/Ownership/_Roles.cshtml", new OwnershipPanel(roles.Value, access.Decide(user.Actor!, new(Permissions.CatalogEdit, reference)).Allowed))
            : Content("");
    }
}

/// <summary>What the tab shows.</summary>
public sealed record OwnershipPanel(EntityRoles Roles, bool MayConfirm);
