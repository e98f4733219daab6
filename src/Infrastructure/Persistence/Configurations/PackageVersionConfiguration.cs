using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class PackageVersionConfiguration : IEntityTypeConfiguration<PackageVersion>
{
    public void Configure(EntityTypeBuilder<PackageVersion> builder)
    {
        builder.ToTable("PackageVersions");
        builder.Property(v => v.Text).HasMaxLength(PackageVersion.TextMaxLength);
        builder.HasIndex(v => new { v.PackageId, v.Text }).IsUnique();
        builder.HasOne<Package>().WithMany().HasForeignKey(v => v.PackageId).OnDelete(DeleteBehavior.Restrict);
    }
}
