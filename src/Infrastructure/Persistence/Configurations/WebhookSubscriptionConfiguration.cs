using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Deliveries;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class WebhookSubscriptionConfiguration : IEntityTypeConfiguration<WebhookSubscription>
{
    public void Configure(EntityTypeBuilder<WebhookSubscription> builder)
    {
        builder.ToTable("WebhookSubscriptions");
        builder.Property(s => s.Name).HasMaxLength(WebhookSubscription.NameMaxLength);
        builder.Property(s => s.Url).HasMaxLength(WebhookSubscription.UrlMaxLength);
        builder.Property(s => s.Secret).HasMaxLength(WebhookSubscription.SecretMaxLength).IsUnicode(false);
        builder.Property(s => s.Events).HasMaxLength(WebhookSubscription.EventsMaxLength).IsUnicode(false);
        builder.Property(s => s.Owners).HasMaxLength(WebhookSubscription.OwnersMaxLength).HasDefaultValue("");
        builder.Property(s => s.StoppedBecause).HasMaxLength(Delivery.ErrorMaxLength);
        builder.Property(s => s.CreatedBy).HasMaxLength(Delivery.SubjectMaxLength);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => s.Name).IsUnique();
    }
}
