using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldFilesConfiguration : IEntityTypeConfiguration<ScaffoldFiles>
{
    public void Configure(EntityTypeBuilder<ScaffoldFiles> builder)
    {
        builder.ToTable("ScaffoldFiles");
        builder.HasKey(f => f.RunId);
        builder.Property(f => f.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.HasOne<ScaffoldRun>().WithOne().HasForeignKey<ScaffoldFiles>(f => f.RunId).OnDelete(DeleteBehavior.Restrict);
    }
}
