using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Incidents;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ChangeRecordConfiguration : IEntityTypeConfiguration<ChangeRecord>
{
    public void Configure(EntityTypeBuilder<ChangeRecord> builder)
    {
        builder.ToTable("RecentChanges");
        builder.Property(c => c.KeyHash).HasMaxLength(ChangeRecord.HashLength).IsUnicode(false);

        // A JSON document: a change of a descriptor may name many fields.
        builder.Property(c => c.ChangeJson).HasMaxLength(-1);
        builder.HasIndex(c => c.At);
        builder.HasIndex(c => new { c.KeyHash, c.At });
    }
}
