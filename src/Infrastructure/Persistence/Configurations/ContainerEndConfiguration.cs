using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Releases;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ContainerEndConfiguration : IEntityTypeConfiguration<ContainerEnd>
{
    public void Configure(EntityTypeBuilder<ContainerEnd> builder)
    {
        builder.ToTable("ContainerEnds");
        builder.Property(e => e.Service).HasMaxLength(Release.RefMaxLength);
        builder.Property(e => e.Owner).HasMaxLength(Release.RefMaxLength);
        builder.Property(e => e.Cluster).HasMaxLength(Release.NameMaxLength);
        builder.Property(e => e.Environment).HasMaxLength(Release.NameMaxLength);
        builder.Property(e => e.Namespace).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Kind).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Workload).HasMaxLength(Release.NameMaxLength).IsUnicode(false);
        builder.Property(e => e.Pod).HasMaxLength(Release.NameMaxLength).IsUnicode(false);
        builder.Property(e => e.PodUid).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Container).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Version).HasMaxLength(Release.TextMaxLength);
        builder.Property(e => e.Image).HasMaxLength(ContainerEnd.ImageMaxLength);
        builder.Property(e => e.Reason).HasMaxLength(Release.ShortMaxLength);
        builder.Property(e => e.Words).HasMaxLength(100);
        builder.Property(e => e.Message).HasMaxLength(ContainerEnd.MessageMaxLength);
        builder.Property(e => e.MemoryLimit).HasMaxLength(Release.ShortMaxLength);
        builder.Property(e => e.Node).HasMaxLength(Release.NameMaxLength);
        builder.Property(e => e.LogState).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(e => e.LogNote).HasMaxLength(ContainerEnd.MessageMaxLength);
        builder.HasIndex(e => new { e.PodUid, e.Container, e.FinishedAt }).IsUnique();
        builder.HasIndex(e => new { e.Service, e.FinishedAt });
        builder.HasIndex(e => e.FinishedAt);
        builder.HasIndex(e => e.Workload);
    }
}
