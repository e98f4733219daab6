using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class PackageSetConfiguration : IEntityTypeConfiguration<PackageSet>
{
    public void Configure(EntityTypeBuilder<PackageSet> builder)
    {
        builder.ToTable("PackageSets");
        builder.Property(s => s.Entity).HasMaxLength(PackageSet.EntityMaxLength);
        builder.Property(s => s.Source).HasMaxLength(PackageSet.SourceMaxLength).IsUnicode(false);
        builder.Property(s => s.Format).HasMaxLength(PackageSet.TextMaxLength);
        builder.Property(s => s.Tool).HasMaxLength(PackageSet.TextMaxLength);
        builder.Property(s => s.SubjectVersion).HasMaxLength(PackageVersion.TextMaxLength);
        builder.Property(s => s.By).HasMaxLength(PackageSet.TextMaxLength);
        builder.Property(s => s.Commit).HasMaxLength(64).IsUnicode(false);
        builder.Property(s => s.Notes).HasMaxLength(PackageSet.NotesMaxLength);
        builder.Property(s => s.Stamp).HasMaxLength(64).IsUnicode(false);
        builder.Ignore(s => s.AsOf);
        builder.HasIndex(s => new { s.Entity, s.Source }).IsUnique();
        builder.HasIndex(s => s.ReadAt);

        // The one cascade of the model: a use is nothing without its set, and thousands go with each new SBOM.
        builder.HasMany(s => s.Uses).WithOne().HasForeignKey(u => u.SetId).OnDelete(DeleteBehavior.Cascade);
    }
}
