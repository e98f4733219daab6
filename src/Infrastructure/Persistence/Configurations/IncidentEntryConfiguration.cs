using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class IncidentEntryConfiguration : IEntityTypeConfiguration<IncidentEntry>
{
    public void Configure(EntityTypeBuilder<IncidentEntry> builder)
    {
        builder.ToTable("IncidentEntries");
        builder.Property(e => e.Kind).HasMaxLength(IncidentEntry.KindMaxLength).IsUnicode(false);
        builder.Property(e => e.Text).HasMaxLength(IncidentEntry.TextMaxLength);
        builder.Property(e => e.By).HasMaxLength(Incident.RefMaxLength);
        builder.Property(e => e.Service).HasMaxLength(Incident.RefMaxLength);
        builder.Property(e => e.Key).HasMaxLength(IncidentEntry.KeyMaxLength);
        builder.HasIndex(e => new { e.IncidentId, e.Key }).IsUnique();
        builder.HasIndex(e => new { e.IncidentId, e.At });
        builder.HasOne(e => e.Incident).WithMany().HasForeignKey(e => e.IncidentId).OnDelete(DeleteBehavior.Restrict);
    }
}
