using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ScaffoldGateConfiguration : IEntityTypeConfiguration<ScaffoldGate>
{
    public void Configure(EntityTypeBuilder<ScaffoldGate> builder)
    {
        builder.ToTable("ScaffoldGates");
        builder.HasKey(g => g.Key);
        builder.Property(g => g.Key).HasMaxLength(ScaffoldGate.KeyMaxLength);
        builder.Property(g => g.Version).IsConcurrencyToken();
    }
}
