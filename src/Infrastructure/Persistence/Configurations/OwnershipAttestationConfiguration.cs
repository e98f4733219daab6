using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Ownership;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OwnershipAttestationConfiguration : IEntityTypeConfiguration<OwnershipAttestation>
{
    public void Configure(EntityTypeBuilder<OwnershipAttestation> builder)
    {
        builder.ToTable("OwnershipAttestations");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Entity).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(a => a.Owner).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(a => a.ConfirmedBy).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => a.Entity).IsUnique();
    }
}
