using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class PackageUseConfiguration : IEntityTypeConfiguration<PackageUse>
{
    public void Configure(EntityTypeBuilder<PackageUse> builder)
    {
        builder.ToTable("PackageUses");
        builder.Property(u => u.Path).HasMaxLength(PackageUse.PathMaxLength).IsUnicode(false);

        // Who uses a package is answered from this index alone: both databases keep the row's id in it, too.
        builder.HasIndex(u => new { u.PackageId, u.VersionId, u.SetId, u.IsDirect, u.IsDevelopment });
        builder.HasIndex(u => u.SetId);
    }
}
