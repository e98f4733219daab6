using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Packages;

/// <summary>Stores what an SBOM says a service is made of, in place of what the source said before.</summary>
/// <param name="Content">CycloneDX (JSON, XML) or SPDX (JSON, tag-value), at most <see cref="MaxBytes"/>.</param>
/// <param name="Source">Keeps documents of several tools apart; "sbom" where it is left out.</param>
/// <param name="Commit">The commit it was made from, where the caller knows it.</param>
public sealed record UploadSbom(string Namespace, string Name, ReadOnlyMemory<byte> Content, string? Source = null, string? Commit = null) : ICommand<PackageSetView>
{
    public const int MaxBytes = 32 * 1024 * 1024;
    public const string DefaultSource = "sbom";

    public string Ref => new EntityRef("component", Namespace ?? "", Name ?? "").ToString();

    public Demand Demand => new(Permissions.CatalogEdit, Entity: Ref);

    public string AuditAction => "packages.sbom.uploaded";

    public string AuditSubject => Ref;
}

internal sealed partial class UploadSbomValidator : AbstractValidator<UploadSbom>
{
    public UploadSbomValidator()
    {
        RuleFor(c => c.Content).Must(c => c.Length > 0).OverridePropertyName("sbom").WithMessage("Send the SBOM as the body: CycloneDX as JSON or XML, SPDX as JSON or tag-value.");
        RuleFor(c => c.Content).Must(c => c.Length <= UploadSbom.MaxBytes).OverridePropertyName("sbom").WithMessage($"An SBOM has at most {UploadSbom.MaxBytes / 1024 / 1024} MB. Leave out files and licence texts, or send one SBOM for each part with its own source.");
        RuleFor(c => c.Source).Must(s => string.IsNullOrEmpty(s) || SourceForm().IsMatch(s)).OverridePropertyName("source").WithMessage($"A source is named with at most {PackageSet.SourceMaxLength} small letters, digits and . _ -, and begins with a letter or digit.");
        RuleFor(c => c.Source).Must(s => s != PackageSet.Manifests).OverridePropertyName("source").WithMessage($"'{PackageSet.Manifests}' is what the portal reads itself. Choose another name.");
        RuleFor(c => c.Commit).Must(c => string.IsNullOrEmpty(c) || CommitForm().IsMatch(c)).OverridePropertyName("commit").WithMessage("A commit is 7 to 64 hexadecimal digits.");
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,39}\z", RegexOptions.None, 2000)]
    private static partial Regex SourceForm();

    [GeneratedRegex(@"^[0-9a-fA-F]{7,64}\z", RegexOptions.None, 2000)]
    private static partial Regex CommitForm();
}

internal sealed class UploadSbomHandler(ICatalog catalog, ISbomReader reader, IPackageSets sets, IPortalDb db, IAuditTrail audit, ICurrentUser user) : ICommandHandler<UploadSbom, PackageSetView>
{
    public async Task<Result<PackageSetView>> Handle(UploadSbom command, CancellationToken cancellationToken)
    {
        if (catalog.Current.Find(EntityRef.Parse(command.Ref)) is null)
        {
            return CatalogErrors.NoEntity(command.Ref);
        }

        var read = reader.Read(command.Content);
        if (read.Failure is { } unreadable)
        {
            return unreadable;
        }

        var source = string.IsNullOrEmpty(command.Source) ? UploadSbom.DefaultSource : command.Source;
        var before = await Former(db, command.Ref, source).FirstOrDefaultAsync(cancellationToken);
        var stamp = Convert.ToHexStringLower(SHA256.HashData(command.Content.Span));
        var commit = string.IsNullOrEmpty(command.Commit) ? null : command.Commit;
        var stored = await sets.ReplaceAsync(new(command.Ref, source, read.Value, user.Actor!.Ref, commit, stamp), cancellationToken);
        if (stored.Failure is { } failure)
        {
            return failure;
        }

        var view = PackageSetView.Of(stored.Value);
        audit.Record(before, new { source, view.Format, view.Packages, view.Tool, view.SubjectVersion, view.Commit, Sha256 = stamp });
        return view;
    }

    internal static IQueryable<SetSummary> Former(IPortalDb db, string entity, string source)
        => db.Set<PackageSet>().AsNoTracking().Where(s => s.Entity == entity && s.Source == source).Select(s => new SetSummary(s.Source, s.Format, s.Packages, s.Tool, s.SubjectVersion, s.Commit, s.Stamp));
}

/// <summary>What the audit trail keeps of a set.</summary>
internal sealed record SetSummary(string Source, string Format, int Packages, string? Tool, string? SubjectVersion, string? Commit, string Sha256);
