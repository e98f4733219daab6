using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class RegisteredClusterConfiguration : IEntityTypeConfiguration<RegisteredCluster>
{
    public void Configure(EntityTypeBuilder<RegisteredCluster> builder)
    {
        builder.ToTable("RegisteredClusters");
        builder.Property(c => c.Name).HasMaxLength(RegisteredCluster.NameMaxLength).IsUnicode(false);
        builder.Property(c => c.Environment).HasMaxLength(RegisteredCluster.WordMaxLength);
        builder.Property(c => c.Region).HasMaxLength(RegisteredCluster.WordMaxLength);
        builder.Property(c => c.Context).HasMaxLength(RegisteredCluster.ContextMaxLength);
        builder.Property(c => c.AddedBy).HasMaxLength(256);
        builder.HasIndex(c => c.Name).IsUnique();
    }
}
