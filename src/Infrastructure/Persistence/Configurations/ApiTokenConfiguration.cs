using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Identity;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("ApiTokens");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Name).HasMaxLength(ApiToken.NameMaxLength);
        builder.Property(t => t.UserRef).HasMaxLength(256);
        builder.Property(t => t.Role).HasConversion<string>().HasMaxLength(32).IsUnicode(false);
        builder.Property(t => t.Scopes).HasMaxLength(1024);
        builder.Property(t => t.Hash).HasMaxLength(64).IsUnicode(false);
        builder.Property(t => t.Hint).HasMaxLength(16).IsUnicode(false);
        builder.Property(t => t.CreatedBy).HasMaxLength(256);
        builder.Property(t => t.Version).IsConcurrencyToken();
        builder.HasIndex(t => t.Hash).IsUnique();
        builder.HasIndex(t => t.CreatedBy);
    }
}
