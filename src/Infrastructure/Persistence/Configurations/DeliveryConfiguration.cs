using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Deliveries;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Deliveries");
        builder.Property(d => d.Channel).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(d => d.Status).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(d => d.EventId).HasMaxLength(Delivery.EventIdMaxLength).IsUnicode(false);
        builder.Property(d => d.EventType).HasMaxLength(Delivery.TypeMaxLength);
        builder.Property(d => d.Subject).HasMaxLength(Delivery.SubjectMaxLength);
        builder.Property(d => d.About).HasMaxLength(Delivery.AboutMaxLength).IsUnicode(false);
        builder.Property(d => d.Summary).HasMaxLength(Delivery.SummaryMaxLength);
        builder.Property(d => d.Target).HasMaxLength(Delivery.TargetMaxLength);
        builder.Property(d => d.LastError).HasMaxLength(Delivery.ErrorMaxLength);

        // What is sent has no fixed length.
        builder.Property(d => d.Body).HasMaxLength(-1);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => d.NextAttemptAt);
        builder.HasIndex(d => d.EndedAt);
        builder.HasIndex(d => d.Subject);
    }
}
