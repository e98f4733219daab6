using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldApprovalConfiguration : IEntityTypeConfiguration<ScaffoldApproval>
{
    public void Configure(EntityTypeBuilder<ScaffoldApproval> builder)
    {
        builder.ToTable("ScaffoldApprovals");
        builder.Property(a => a.RunId).HasMaxLength(ScaffoldRun.IdLength).IsUnicode(false);
        builder.Property(a => a.Policy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(a => a.Message).HasMaxLength(ScaffoldRun.TextMaxLength);
        builder.Property(a => a.Approvers).HasMaxLength(ScaffoldRun.TextMaxLength);
        builder.Property(a => a.DecidedBy).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(a => a.DecidedByName).HasMaxLength(ScaffoldRun.RefMaxLength);
        builder.Property(a => a.Reason).HasMaxLength(ScaffoldRun.TextMaxLength);
        builder.HasIndex(a => a.RunId);
        builder.HasOne<ScaffoldRun>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Restrict);
    }
}
