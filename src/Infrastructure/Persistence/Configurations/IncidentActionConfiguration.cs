using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class IncidentActionConfiguration : IEntityTypeConfiguration<IncidentAction>
{
    public void Configure(EntityTypeBuilder<IncidentAction> builder)
    {
        builder.ToTable("IncidentActions");
        builder.Property(a => a.Text).HasMaxLength(IncidentAction.TextMaxLength);
        builder.Property(a => a.Owner).HasMaxLength(Incident.RefMaxLength);
        builder.Property(a => a.DoneBy).HasMaxLength(Incident.RefMaxLength);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => new { a.DoneAt, a.DueOn });
        builder.HasOne(a => a.Incident).WithMany().HasForeignKey(a => a.IncidentId).OnDelete(DeleteBehavior.Restrict);
    }
}
