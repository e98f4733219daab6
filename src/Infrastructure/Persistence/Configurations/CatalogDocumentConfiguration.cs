using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class CatalogDocumentConfiguration : IEntityTypeConfiguration<CatalogDocument>
{
    public void Configure(EntityTypeBuilder<CatalogDocument> builder)
    {
        builder.ToTable("CatalogDocuments");
        builder.Property(d => d.LocationId).HasMaxLength(CatalogLocation.IdMaxLength).IsUnicode(false);
        builder.Property(d => d.Ref).HasMaxLength(CatalogDocument.RefMaxLength);
        builder.Property(d => d.File).HasMaxLength(CatalogDocument.FileMaxLength);
        builder.Property(d => d.Key).HasMaxLength(CatalogDocument.HashLength).IsUnicode(false);
        builder.Property(d => d.Commit).HasMaxLength(64).IsUnicode(false);
        builder.Property(d => d.Hash).HasMaxLength(CatalogDocument.HashLength).IsUnicode(false);
        builder.Property(d => d.Stamp).HasMaxLength(CatalogDocument.StampMaxLength).IsUnicode(false);
        builder.Property(d => d.RestoredBy).HasMaxLength(CatalogLocation.OriginMaxLength);
        builder.HasIndex(d => new { d.LocationId, d.Key }).IsUnique();
        builder.HasIndex(d => d.ChangeId);
        builder.HasIndex(d => d.RemovedAt);
        builder.HasIndex(d => d.Ref);
    }
}
