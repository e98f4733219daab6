using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Releases;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    private const int WordMaxLength = 16;

    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Releases");
        builder.Property(r => r.Service).HasMaxLength(Release.RefMaxLength);
        builder.Property(r => r.Owner).HasMaxLength(Release.RefMaxLength);
        builder.Property(r => r.Cluster).HasMaxLength(Release.NameMaxLength);
        builder.Property(r => r.Environment).HasMaxLength(Release.NameMaxLength);
        builder.Property(r => r.Region).HasMaxLength(Release.NameMaxLength);
        builder.Property(r => r.Namespace).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(r => r.Kind).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(r => r.Workload).HasMaxLength(Release.NameMaxLength).IsUnicode(false);
        builder.Property(r => r.WorkloadUid).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(r => r.RevisionHash).HasMaxLength(Release.HashMaxLength).IsUnicode(false);
        builder.Property(r => r.Version).HasMaxLength(Release.TextMaxLength);
        builder.Property(r => r.Image).HasMaxLength(Release.TextMaxLength);
        builder.Property(r => r.Digest).HasMaxLength(Release.TextMaxLength).IsUnicode(false);
        builder.Property(r => r.TemplateId).HasMaxLength(ReleaseTemplate.IdLength).IsUnicode(false);
        builder.Property(r => r.RestartMark).HasMaxLength(Release.HashMaxLength);
        builder.Property(r => r.PreviousVersion).HasMaxLength(Release.TextMaxLength);
        builder.Property(r => r.PreviousImage).HasMaxLength(Release.TextMaxLength);
        // Concurrency token: what another replica has decided meanwhile is read again before this one decides.
        builder.Property(r => r.Outcome).HasConversion<string>().HasMaxLength(WordMaxLength).IsUnicode(false).IsConcurrencyToken();
        builder.Property(r => r.OutcomeReason).HasMaxLength(Release.ReasonMaxLength);
        builder.Property(r => r.Trigger).HasConversion<string>().HasMaxLength(WordMaxLength).IsUnicode(false);
        builder.Property(r => r.Origin).HasConversion<string>().HasMaxLength(WordMaxLength).IsUnicode(false);
        builder.Property(r => r.ChangeCause).HasMaxLength(Release.ReasonMaxLength);
        builder.Property(r => r.Deployer).HasMaxLength(Release.TextMaxLength);
        builder.Property(r => r.Commit).HasMaxLength(Release.HashMaxLength);
        builder.HasIndex(r => new { r.Cluster, r.WorkloadUid, r.Sequence }).IsUnique();
        builder.HasIndex(r => new { r.Cluster, r.Namespace, r.Kind, r.Workload });
        builder.HasIndex(r => new { r.Service, r.StartedAt });
        builder.HasIndex(r => r.StartedAt);
        builder.HasIndex(r => r.Week);
        builder.HasOne(r => r.Previous).WithMany().HasForeignKey(r => r.PreviousId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ReleaseTemplate>().WithMany().HasForeignKey(r => r.TemplateId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReleaseTemplateConfiguration : IEntityTypeConfiguration<ReleaseTemplate>
{
    public void Configure(EntityTypeBuilder<ReleaseTemplate> builder)
    {
        builder.ToTable("ReleaseTemplates");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).HasMaxLength(ReleaseTemplate.IdLength).IsUnicode(false);
    }
}
