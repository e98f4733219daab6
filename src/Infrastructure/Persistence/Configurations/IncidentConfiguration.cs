using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class IncidentConfiguration : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.ToTable("Incidents");
        builder.Property(i => i.Title).HasMaxLength(Incident.TitleMaxLength);
        builder.Property(i => i.Severity).HasMaxLength(Incident.StatusMaxLength).IsUnicode(false);
        builder.Property(i => i.Status).HasConversion<string>().HasMaxLength(Incident.StatusMaxLength).IsUnicode(false);
        builder.Property(i => i.StartedBy).HasMaxLength(Incident.RefMaxLength);
        builder.Property(i => i.Lead).HasMaxLength(Incident.RefMaxLength);
        builder.Property(i => i.Communications).HasMaxLength(Incident.RefMaxLength);
        builder.Property(i => i.Scribe).HasMaxLength(Incident.RefMaxLength);
        builder.Property(i => i.Codes).HasMaxLength(Incident.CodesMaxLength).IsUnicode(false);
        builder.Property(i => i.Cause).HasMaxLength(Incident.CauseMaxLength);
        builder.Property(i => i.CauseSubject).HasMaxLength(Incident.RefMaxLength);
        builder.Property(i => i.Summary).HasMaxLength(Incident.TextMaxLength);
        builder.Property(i => i.Impact).HasMaxLength(Incident.TextMaxLength);
        builder.Property(i => i.Version).IsConcurrencyToken();
        builder.HasIndex(i => new { i.ClosedAt, i.StartedAt });
        builder.HasMany(i => i.Services).WithOne(s => s.Incident).HasForeignKey(s => s.IncidentId).OnDelete(DeleteBehavior.Restrict);
    }
}
