using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Releases;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ProblemEpisodeConfiguration : IEntityTypeConfiguration<ProblemEpisode>
{
    public void Configure(EntityTypeBuilder<ProblemEpisode> builder)
    {
        builder.ToTable("ProblemEpisodes");
        builder.Property(e => e.Service).HasMaxLength(Release.RefMaxLength);
        builder.Property(e => e.Owner).HasMaxLength(Release.RefMaxLength);
        builder.Property(e => e.Cluster).HasMaxLength(Release.NameMaxLength);
        builder.Property(e => e.Environment).HasMaxLength(Release.NameMaxLength);
        builder.Property(e => e.Namespace).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Kind).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Workload).HasMaxLength(Release.NameMaxLength).IsUnicode(false);
        builder.Property(e => e.WorkloadUid).HasMaxLength(Release.ShortMaxLength).IsUnicode(false);
        builder.Property(e => e.Code).HasMaxLength(ProblemEpisode.CodeMaxLength);
        builder.Property(e => e.Severity).HasMaxLength(16).IsUnicode(false);
        builder.Property(e => e.Summary).HasMaxLength(ProblemEpisode.SummaryMaxLength);

        // At most one is open: whichever replica is second finds that of the first. SQLite reads the brackets, too.
        builder.HasIndex(e => new { e.Cluster, e.WorkloadUid, e.Code }).IsUnique().HasFilter("[Until] IS NULL");
        builder.HasIndex(e => new { e.WorkloadUid, e.Until });
        builder.HasIndex(e => new { e.Service, e.Since });
        builder.HasIndex(e => e.Since);
        builder.HasIndex(e => e.Until);
    }
}
