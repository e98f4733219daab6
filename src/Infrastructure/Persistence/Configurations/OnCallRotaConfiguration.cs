using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.OnCall;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OnCallRotaConfiguration : IEntityTypeConfiguration<OnCallRota>
{
    public void Configure(EntityTypeBuilder<OnCallRota> builder)
    {
        builder.ToTable("OnCallRotas");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Name).HasMaxLength(RotaReader.NameMaxLength).IsUnicode(false);
        builder.Property(r => r.Owner).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(r => r.Origin).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(r => r.ChangedBy).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(r => r.Version).IsConcurrencyToken();

        // A JSON document: people and layers have no fixed length.
        builder.Property(r => r.InputJson).HasMaxLength(-1);
        builder.HasIndex(r => r.Name).IsUnique();
    }
}
