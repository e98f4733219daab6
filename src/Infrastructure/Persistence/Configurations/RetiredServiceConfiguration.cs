using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Decommission;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class RetiredServiceConfiguration : IEntityTypeConfiguration<RetiredService>
{
    public void Configure(EntityTypeBuilder<RetiredService> builder)
    {
        builder.ToTable("RetiredServices");
        builder.HasKey(r => r.RunId);
        builder.Property(r => r.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(r => r.Entity).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.Title).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.Reason).HasMaxLength(RetiredService.ReasonMaxLength);
        builder.Property(r => r.OverrideReason).HasMaxLength(RetiredService.ReasonMaxLength);
        builder.Property(r => r.Repository).HasMaxLength(ServiceLineage.RepositoryMaxLength);
        builder.Property(r => r.ManifestsUrl).HasMaxLength(RetiredService.UrlMaxLength);
        builder.Property(r => r.OwnerGroup).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.RequestedBy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.RequestedByName).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.ActiveKey).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => r.ActiveKey).IsUnique();
        builder.HasIndex(r => r.Entity);
    }
}
