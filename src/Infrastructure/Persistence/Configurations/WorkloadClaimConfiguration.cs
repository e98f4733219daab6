using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class WorkloadClaimConfiguration : IEntityTypeConfiguration<WorkloadClaim>
{
    // Kubernetes names a namespace and a kind with at most 63 characters; with these lengths the unique index fits SQL Server's 1700 bytes.
    private const int ShortName = 63;

    public void Configure(EntityTypeBuilder<WorkloadClaim> builder)
    {
        builder.ToTable("WorkloadClaims");
        builder.Property(c => c.Cluster).HasMaxLength(WorkloadClaim.NameMaxLength);
        builder.Property(c => c.Namespace).HasMaxLength(ShortName).IsUnicode(false);
        builder.Property(c => c.Kind).HasMaxLength(ShortName).IsUnicode(false);
        builder.Property(c => c.Name).HasMaxLength(WorkloadClaim.NameMaxLength).IsUnicode(false);
        builder.Property(c => c.Service).HasMaxLength(WorkloadClaim.RefMaxLength);
        builder.Property(c => c.Reason).HasMaxLength(WorkloadClaim.ReasonMaxLength);
        builder.Property(c => c.ClaimedBy).HasMaxLength(256);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => new { c.Cluster, c.Namespace, c.Kind, c.Name }).IsUnique();
    }
}
