using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldLogLineConfiguration : IEntityTypeConfiguration<ScaffoldLogLine>
{
    public void Configure(EntityTypeBuilder<ScaffoldLogLine> builder)
    {
        builder.ToTable("ScaffoldLogLines");
        builder.Property(l => l.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(l => l.StepId).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(l => l.Text).HasMaxLength(ScaffoldLogLine.TextMaxLength);
        builder.HasIndex(l => new { l.RunId, l.Id });
        builder.HasOne<ScaffoldRun>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Restrict);
    }
}
