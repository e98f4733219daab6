using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.OnCall;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OnCallFeedConfiguration : IEntityTypeConfiguration<OnCallFeed>
{
    public void Configure(EntityTypeBuilder<OnCallFeed> builder)
    {
        builder.ToTable("OnCallFeeds");
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.Hash).HasMaxLength(64).IsUnicode(false);
        builder.Property(f => f.Hint).HasMaxLength(OnCallFeed.HintLength).IsUnicode(false);
        builder.Property(f => f.UserRef).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(f => f.Subject).HasMaxLength(OnCallRota.RefMaxLength);
        builder.Property(f => f.Version).IsConcurrencyToken();
        builder.HasIndex(f => f.Hash).IsUnique();
    }
}
