using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CatalogChoiceConfiguration : IEntityTypeConfiguration<CatalogChoice>
{
    public void Configure(EntityTypeBuilder<CatalogChoice> builder)
    {
        builder.ToTable("CatalogChoices");
        builder.Property(c => c.Ref).HasMaxLength(CatalogDocument.RefMaxLength);
        builder.Property(c => c.LocationId).HasMaxLength(CatalogLocation.IdMaxLength).IsUnicode(false);
        builder.Property(c => c.Key).HasMaxLength(CatalogDocument.HashLength).IsUnicode(false);
        builder.Property(c => c.ChosenBy).HasMaxLength(CatalogLocation.OriginMaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.Ref).IsUnique();
    }
}
