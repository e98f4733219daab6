using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class WatchSpanConfiguration : IEntityTypeConfiguration<WatchSpan>
{
    public void Configure(EntityTypeBuilder<WatchSpan> builder)
    {
        builder.ToTable("WatchSpans");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasIndex(s => s.SeenAt);
    }
}
