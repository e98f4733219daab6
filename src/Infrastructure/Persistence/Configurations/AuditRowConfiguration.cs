using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Audit;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class AuditRowConfiguration : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("AuditRows");
        builder.Property(a => a.Actor).HasMaxLength(AuditRow.TextMaxLength);
        builder.Property(a => a.ActorName).HasMaxLength(AuditRow.TextMaxLength);
        builder.Property(a => a.Action).HasMaxLength(128).IsUnicode(false);
        builder.Property(a => a.Subject).HasMaxLength(AuditRow.TextMaxLength);
        builder.Property(a => a.Outcome).HasMaxLength(16).IsUnicode(false);
        builder.Property(a => a.Reason).HasMaxLength(2000);
        builder.HasIndex(a => a.At);
        builder.HasIndex(a => a.Subject);
    }
}
