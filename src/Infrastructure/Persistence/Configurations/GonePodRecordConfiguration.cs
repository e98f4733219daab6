using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Deployments;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class GonePodRecordConfiguration : IEntityTypeConfiguration<GonePodRecord>
{
    public void Configure(EntityTypeBuilder<GonePodRecord> builder)
    {
        builder.ToTable("GonePods");
        builder.Property(p => p.Cluster).HasMaxLength(GonePodRecord.NameMaxLength);
        builder.Property(p => p.Namespace).HasMaxLength(GonePodRecord.ShortMaxLength).IsUnicode(false);
        builder.Property(p => p.Name).HasMaxLength(GonePodRecord.NameMaxLength).IsUnicode(false);
        builder.Property(p => p.Address).HasMaxLength(GonePodRecord.AddressMaxLength).IsUnicode(false);
        builder.Property(p => p.WorkloadKind).HasMaxLength(GonePodRecord.ShortMaxLength).IsUnicode(false);
        builder.Property(p => p.Workload).HasMaxLength(GonePodRecord.NameMaxLength).IsUnicode(false);
        builder.Property(p => p.Service).HasMaxLength(GonePodRecord.RefMaxLength);
        builder.Property(p => p.Phase).HasMaxLength(GonePodRecord.ShortMaxLength).IsUnicode(false);
        builder.HasIndex(p => new { p.Name, p.Namespace, p.Cluster }).IsUnique();
        builder.HasIndex(p => p.LastSeen);
    }
}
