using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ServiceLineageConfiguration : IEntityTypeConfiguration<ServiceLineage>
{
    public void Configure(EntityTypeBuilder<ServiceLineage> builder)
    {
        builder.ToTable("ServiceLineages");
        builder.Property(l => l.Entity).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(l => l.Repository).HasMaxLength(ServiceLineage.RepositoryMaxLength);
        builder.Property(l => l.Template).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(l => l.TemplateVersion).HasMaxLength(TemplateContent.VersionMaxLength);
        builder.Property(l => l.TemplateHash).HasMaxLength(TemplateContent.HashLength).IsUnicode(false);
        builder.Property(l => l.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(l => l.CreatedBy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(l => l.Version).IsConcurrencyToken();

        // A JSON document: what a template asks for has no fixed length.
        builder.Property(l => l.ValuesJson).HasMaxLength(-1);
        builder.HasIndex(l => l.Entity).IsUnique();
        builder.HasIndex(l => l.Template);
    }
}
