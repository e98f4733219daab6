using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.OnCall;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OnCallOverrideConfiguration : IEntityTypeConfiguration<OnCallOverride>
{
    public void Configure(EntityTypeBuilder<OnCallOverride> builder)
    {
        builder.ToTable("OnCallOverrides");
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.Rota).HasMaxLength(RotaReader.NameMaxLength).IsUnicode(false);
        builder.Property(o => o.Person).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(o => o.Reason).HasMaxLength(OnCallOverride.ReasonMaxLength);
        builder.Property(o => o.Origin).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(o => o.CreatedBy).HasMaxLength(OnCallRota.RefMaxLength);
        builder.HasIndex(o => o.Rota);
        builder.HasIndex(o => o.UntilAt);
    }
}
