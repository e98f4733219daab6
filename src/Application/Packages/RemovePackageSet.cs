using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>Removes one set of a service.</summary>
/// <param name="Set">Its id, or the name of its source.</param>
public sealed record RemovePackageSet(string Namespace, string Name, string Set) : ICommand<Done>
{
    public string Ref => new EntityRef("component", Namespace ?? "", Name ?? "").ToString();

    public Demand Demand => new(Permissions.CatalogEdit, Entity: Ref);

    public string AuditAction => "packages.set.removed";

    public string AuditSubject => Ref;
}

internal sealed class RemovePackageSetHandler(IPackageSets sets, IPortalDb db, ICatalog catalog, IAuditTrail audit) : ICommandHandler<RemovePackageSet, Done>
{
    public async Task<Result<Done>> Handle(RemovePackageSet command, CancellationToken cancellationToken)
    {
        var wanted = command.Set ?? "";
        var found = await Of(db, command.Ref, wanted, long.TryParse(wanted, out var id) ? id : 0).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return PackageErrors.NoSet(wanted, command.Ref);
        }

        if (found.Source == PackageSet.Manifests && catalog.Current.Find(EntityRef.Parse(command.Ref)) is not null)
        {
            return PackageErrors.IsManifests(command.Ref);
        }

        if (!await sets.RemoveAsync(found.Id, cancellationToken))
        {
            return PackageErrors.NoSet(wanted, command.Ref);
        }

        audit.Record(new SetSummary(found.Source, found.Format, found.Packages, found.Tool, found.SubjectVersion, found.Commit, found.Stamp), null);
        return Done.Value;
    }

    internal static IQueryable<PackageSet> Of(IPortalDb db, string entity, string source, long id)
        => db.Set<PackageSet>().AsNoTracking().Where(s => s.Entity == entity && (s.Id == id || s.Source == source));
}
