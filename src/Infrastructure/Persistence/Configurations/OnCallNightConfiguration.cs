using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.OnCall;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OnCallNightConfiguration : IEntityTypeConfiguration<OnCallNight>
{
    public void Configure(EntityTypeBuilder<OnCallNight> builder)
    {
        builder.ToTable("OnCallNights");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.HeldBy).HasMaxLength(OnCallNight.HolderMaxLength).IsUnicode(false);
        builder.Property(n => n.Version).IsConcurrencyToken();
        builder.HasIndex(n => n.DueAt).IsUnique();
    }
}
