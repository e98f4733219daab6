using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Ownership;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OwnershipLeaverConfiguration : IEntityTypeConfiguration<OwnershipLeaver>
{
    public void Configure(EntityTypeBuilder<OwnershipLeaver> builder)
    {
        builder.ToTable("OwnershipLeavers");
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Person).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(l => l.Name).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(l => l.Cause).HasMaxLength(16).IsUnicode(false);
        builder.Property(l => l.Version).IsConcurrencyToken();
        builder.HasIndex(l => l.Person).IsUnique();
    }
}
