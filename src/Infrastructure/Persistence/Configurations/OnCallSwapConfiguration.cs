using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.OnCall;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OnCallSwapConfiguration : IEntityTypeConfiguration<OnCallSwap>
{
    public void Configure(EntityTypeBuilder<OnCallSwap> builder)
    {
        builder.ToTable("OnCallSwaps");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Rota).HasMaxLength(RotaReader.NameMaxLength).IsUnicode(false);
        builder.Property(s => s.Giver).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(s => s.Taker).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(s => s.Reason).HasMaxLength(OnCallOverride.ReasonMaxLength);
        builder.Property(s => s.ProposedBy).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(s => s.State).HasConversion<string>().HasMaxLength(16).IsUnicode(false);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => s.Rota);
        builder.HasIndex(s => s.UntilAt);
    }
}
