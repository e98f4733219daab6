using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.OnCall;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OnCallCheckConfiguration : IEntityTypeConfiguration<OnCallCheck>
{
    public void Configure(EntityTypeBuilder<OnCallCheck> builder)
    {
        builder.ToTable("OnCallChecks");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.RequestedBy).HasMaxLength(OnCallRota.RefMaxLength);

        // A JSON document: an estate has any number of services.
        builder.Property(c => c.FindingsJson).HasMaxLength(-1);
        builder.HasIndex(c => c.StartedAt);
    }
}
