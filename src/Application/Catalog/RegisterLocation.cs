using FluentValidation;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Catalog;

/// <summary>Adds a source and reads it at once.</summary>
/// <param name="Type">file, directory, git, url or github-org.</param>
public sealed record RegisterLocation(string Type, string Target) : ICommand<RegisteredLocation>
{
    public Demand Demand => new(Permissions.CatalogManage);

    public string AuditAction => "catalog.location.registered";

    public string AuditSubject => TargetMask.Mask(Target ?? "");
}

internal sealed class RegisterLocationValidator : AbstractValidator<RegisterLocation>
{
    public RegisterLocationValidator()
    {
        RuleFor(c => c.Type).NotEmpty().OverridePropertyName("type").WithMessage("Choose a type.");
        RuleFor(c => c.Target).NotEmpty().OverridePropertyName("target").WithMessage("Write a path or an address.");
    }
}

internal sealed class RegisterLocationHandler(ICatalogIngest ingest, IAuditTrail audit, ICurrentUser user) : ICommandHandler<RegisterLocation, RegisteredLocation>
{
    public async Task<Result<RegisteredLocation>> Handle(RegisterLocation command, CancellationToken cancellationToken)
    {
        var registered = await ingest.RegisterTrustedAsync(command.Type, command.Target, user.Actor!.Ref, cancellationToken);
        if (registered.IsSuccess)
        {
            var location = registered.Value.Location;
            audit.Record(null, new { location.Id, location.Type, location.Target, Entities = registered.Value.Refs.Count }, location.Target);
        }

        return registered;
    }
}
