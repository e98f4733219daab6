using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class TemplateUpgradeConfiguration : IEntityTypeConfiguration<TemplateUpgrade>
{
    public void Configure(EntityTypeBuilder<TemplateUpgrade> builder)
    {
        builder.ToTable("TemplateUpgrades");
        builder.HasKey(u => u.RunId);
        builder.Property(u => u.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(u => u.Batch).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(u => u.Entity).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(u => u.Repository).HasMaxLength(ServiceLineage.RepositoryMaxLength);
        builder.Property(u => u.Template).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(u => u.FromVersion).HasMaxLength(TemplateContent.VersionMaxLength);
        builder.Property(u => u.FromHash).HasMaxLength(TemplateContent.HashLength).IsUnicode(false);
        builder.Property(u => u.ToVersion).HasMaxLength(TemplateContent.VersionMaxLength);
        builder.Property(u => u.ToHash).HasMaxLength(TemplateContent.HashLength).IsUnicode(false);
        builder.Property(u => u.Branch).HasMaxLength(TemplateUpgrade.BranchMaxLength);
        builder.Property(u => u.State).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(u => u.Url).HasMaxLength(Portal.Application.Scaffolding.Decommission.RetiredService.UrlMaxLength);
        builder.Property(u => u.RequestedBy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(u => u.ActiveKey).HasMaxLength(TemplateUpgrade.KeyMaxLength);
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.HasIndex(u => u.ActiveKey).IsUnique();
        builder.HasIndex(u => u.Entity);
    }
}
