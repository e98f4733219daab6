using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldStepConfiguration : IEntityTypeConfiguration<ScaffoldStep>
{
    public void Configure(EntityTypeBuilder<ScaffoldStep> builder)
    {
        builder.ToTable("ScaffoldSteps");
        builder.Property(s => s.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(s => s.StepId).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(s => s.Name).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(s => s.Action).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(s => s.Status).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(s => s.OutputJson).HasMaxLength(-1);
        builder.Property(s => s.Error).HasMaxLength(ScaffoldRun.TextMaxLength);
        builder.HasIndex(s => new { s.RunId, s.Position }).IsUnique();
        builder.HasOne<ScaffoldRun>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Restrict);
    }
}
