using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Discovery;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class DiscoveryPromotionConfiguration : IEntityTypeConfiguration<DiscoveryPromotion>
{
    public void Configure(EntityTypeBuilder<DiscoveryPromotion> builder)
    {
        builder.ToTable("DiscoveryPromotions");
        builder.Property(p => p.Workload).HasMaxLength(DiscoveryPromotion.WorkloadMaxLength).IsUnicode(false);
        builder.Property(p => p.Ref).HasMaxLength(DiscoveryPromotion.RefMaxLength);
        builder.Property(p => p.Repository).HasMaxLength(DiscoveryPromotion.RepositoryMaxLength);
        builder.Property(p => p.Branch).HasMaxLength(DiscoveryPromotion.BranchMaxLength);
        builder.Property(p => p.Path).HasMaxLength(DiscoveryPromotion.PathMaxLength);
        builder.Property(p => p.Url).HasMaxLength(DiscoveryPromotion.UrlMaxLength);
        builder.Property(p => p.Words).HasMaxLength(DiscoveryPromotion.WordsMaxLength);
        builder.Property(p => p.OpenedBy).HasMaxLength(256);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => p.Workload).IsUnique();
    }
}
