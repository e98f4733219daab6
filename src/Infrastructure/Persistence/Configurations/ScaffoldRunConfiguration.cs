using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldRunConfiguration : IEntityTypeConfiguration<ScaffoldRun>
{
    public void Configure(EntityTypeBuilder<ScaffoldRun> builder)
    {
        builder.ToTable("ScaffoldRuns");
        builder.Property(r => r.Id).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(r => r.Template).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.TemplateTitle).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.TemplateHash).HasMaxLength(64).IsUnicode(false);
        builder.Property(r => r.Title).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.Status).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(r => r.Error).HasMaxLength(ScaffoldRun.TextMaxLength);
        builder.Property(r => r.CreatedBy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.CreatedByName).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.CreatedByUser).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.TemplateVersion).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.OwnerGroup).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.LeaseOwner).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(r => r.Version).IsConcurrencyToken();

        // JSON documents: what a template asks for has no fixed length.
        builder.Property(r => r.ValuesJson).HasMaxLength(-1);
        builder.Property(r => r.DefinitionJson).HasMaxLength(-1);
        builder.Property(r => r.OutputJson).HasMaxLength(-1);
        builder.Property(r => r.ProtectedSecrets).HasMaxLength(-1);
        builder.Ignore(r => r.IsOver);
        builder.HasIndex(r => new { r.Status, r.CreatedAt });
        builder.HasIndex(r => r.OwnerGroup);
    }
}
