using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Deployments;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class WatchedClusterConfiguration : IEntityTypeConfiguration<WatchedCluster>
{
    public void Configure(EntityTypeBuilder<WatchedCluster> builder)
    {
        builder.ToTable("WatchedClusters");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Cluster).HasMaxLength(GonePodRecord.NameMaxLength);
        builder.Property(c => c.Fingerprint).HasMaxLength(ChangeRecord.HashLength).IsUnicode(false);

        // A JSON document: a cluster has any number of workloads.
        builder.Property(c => c.FactsJson).HasMaxLength(-1);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.Cluster).IsUnique();
    }
}
