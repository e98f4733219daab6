using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class TemplateContentConfiguration : IEntityTypeConfiguration<TemplateContent>
{
    public void Configure(EntityTypeBuilder<TemplateContent> builder)
    {
        builder.ToTable("TemplateContents");
        builder.HasKey(c => c.Hash);
        builder.Property(c => c.Hash).HasMaxLength(TemplateContent.HashLength).IsUnicode(false);
        builder.Property(c => c.Template).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(c => c.Title).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(c => c.TemplateVersion).HasMaxLength(TemplateContent.VersionMaxLength);
        builder.HasIndex(c => c.Template);
    }
}
