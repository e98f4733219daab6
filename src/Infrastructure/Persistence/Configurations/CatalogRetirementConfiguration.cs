using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CatalogRetirementConfiguration : IEntityTypeConfiguration<CatalogRetirement>
{
    public void Configure(EntityTypeBuilder<CatalogRetirement> builder)
    {
        builder.ToTable("CatalogRetirements");
        builder.Property(r => r.Ref).HasMaxLength(CatalogDocument.RefMaxLength);
        builder.Property(r => r.By).HasMaxLength(CatalogLocation.OriginMaxLength);
        builder.HasIndex(r => r.Ref).IsUnique();
    }
}
