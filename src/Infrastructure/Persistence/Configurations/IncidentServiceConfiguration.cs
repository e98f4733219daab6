using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class IncidentServiceConfiguration : IEntityTypeConfiguration<IncidentService>
{
    public void Configure(EntityTypeBuilder<IncidentService> builder)
    {
        builder.ToTable("IncidentServices");
        builder.Property(s => s.Service).HasMaxLength(Incident.RefMaxLength);
        builder.HasIndex(s => new { s.IncidentId, s.Service }).IsUnique();
    }
}
