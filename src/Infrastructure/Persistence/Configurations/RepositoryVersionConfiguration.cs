using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Versions;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class RepositoryVersionConfiguration : IEntityTypeConfiguration<RepositoryVersion>
{
    public void Configure(EntityTypeBuilder<RepositoryVersion> builder)
    {
        builder.ToTable("RepositoryVersions");
        builder.Property(v => v.Repository).HasMaxLength(RepositoryVersion.RepositoryMaxLength);
        builder.Property(v => v.Part).HasMaxLength(RepositoryVersion.PartMaxLength);
        builder.Property(v => v.Source).HasMaxLength(16).IsUnicode(false);
        builder.Property(v => v.Version).HasMaxLength(RepositoryVersion.VersionMaxLength);
        builder.Property(v => v.Url).HasMaxLength(RepositoryVersion.UrlMaxLength);
        builder.HasIndex(v => new { v.Repository, v.Part }).IsUnique();
    }
}
