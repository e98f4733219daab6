using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CatalogChangeConfiguration : IEntityTypeConfiguration<CatalogChange>
{
    public void Configure(EntityTypeBuilder<CatalogChange> builder)
    {
        builder.ToTable("CatalogChanges");
        builder.Property(c => c.Ref).HasMaxLength(CatalogDocument.RefMaxLength);
        builder.Property(c => c.Kind).HasMaxLength(CatalogChange.KindMaxLength).IsUnicode(false);
        builder.Property(c => c.LocationId).HasMaxLength(CatalogLocation.IdMaxLength).IsUnicode(false);
        builder.Property(c => c.File).HasMaxLength(CatalogDocument.FileMaxLength);
        builder.Property(c => c.Commit).HasMaxLength(64).IsUnicode(false);
        builder.Property(c => c.Actor).HasMaxLength(CatalogChange.ActorMaxLength);
        builder.Property(c => c.Fields).HasMaxLength(CatalogChange.FieldsMaxLength);
        builder.HasIndex(c => new { c.Ref, c.At });

        // The catalog as of a moment: the newest change of each document up to it.
        builder.HasIndex(c => c.At);
        builder.HasIndex(c => new { c.DocumentId, c.Id });
    }
}
