using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldDraftConfiguration : IEntityTypeConfiguration<ScaffoldDraft>
{
    public void Configure(EntityTypeBuilder<ScaffoldDraft> builder)
    {
        builder.ToTable("ScaffoldDrafts");
        builder.Property(d => d.Id).HasMaxLength(ScaffoldDraft.IdLength).IsUnicode(false);
        builder.Property(d => d.Template).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(d => d.InputsJson).HasMaxLength(-1);
        builder.Property(d => d.SavedBy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.HasIndex(d => d.SavedAt);
    }
}
