using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class PackageConfiguration : IEntityTypeConfiguration<Package>
{
    public void Configure(EntityTypeBuilder<Package> builder)
    {
        builder.ToTable("Packages");
        builder.Property(p => p.Ecosystem).HasMaxLength(Ecosystems.NameMaxLength).IsUnicode(false);
        builder.Property(p => p.Name).HasMaxLength(Package.TextMaxLength);
        builder.Property(p => p.Key).HasMaxLength(Package.TextMaxLength);

        // The key first: most questions name no ecosystem.
        builder.HasIndex(p => new { p.Key, p.Ecosystem }).IsUnique();
    }
}
