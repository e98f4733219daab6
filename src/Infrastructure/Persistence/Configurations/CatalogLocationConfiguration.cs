using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CatalogLocationConfiguration : IEntityTypeConfiguration<CatalogLocation>
{
    public void Configure(EntityTypeBuilder<CatalogLocation> builder)
    {
        builder.ToTable("CatalogLocations");
        builder.Property(l => l.Id).HasMaxLength(CatalogLocation.IdMaxLength).IsUnicode(false);
        builder.Property(l => l.Type).HasMaxLength(CatalogLocation.TypeMaxLength).IsUnicode(false);
        builder.Property(l => l.Target).HasMaxLength(CatalogLocation.TargetMaxLength);
        builder.Property(l => l.Origin).HasMaxLength(CatalogLocation.OriginMaxLength);
        builder.Property(l => l.Commit).HasMaxLength(64).IsUnicode(false);
        builder.Property(l => l.RemovedBy).HasMaxLength(CatalogLocation.OriginMaxLength);
        builder.Property(l => l.Version).IsConcurrencyToken();
    }
}
