using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Signals;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class SignalConfiguration : IEntityTypeConfiguration<Signal>
{
    public void Configure(EntityTypeBuilder<Signal> builder)
    {
        builder.ToTable("Signals");
        builder.Property(s => s.Fingerprint).HasMaxLength(Signal.FingerprintMaxLength);
        builder.Property(s => s.ActiveKey).HasMaxLength(Signal.FingerprintMaxLength);
        builder.Property(s => s.Source).HasMaxLength(Signal.SourceMaxLength);
        builder.Property(s => s.Service).HasMaxLength(Signal.ServiceMaxLength);
        builder.Property(s => s.ServiceBecause).HasMaxLength(Signal.WordsMaxLength);
        builder.Property(s => s.Name).HasMaxLength(Signal.NameMaxLength);
        builder.Property(s => s.Severity).HasMaxLength(Signal.SeverityMaxLength);
        builder.Property(s => s.Summary).HasMaxLength(Signal.SummaryMaxLength);
        builder.Property(s => s.RoutedTo).HasMaxLength(Signal.ServiceMaxLength);
        builder.Property(s => s.RunbookUrl).HasMaxLength(Signal.UrlMaxLength);

        // As many labels as the sender gives.
        builder.Property(s => s.LabelsJson).HasMaxLength(-1);
        builder.Property(s => s.Version).IsConcurrencyToken();
        builder.HasIndex(s => s.ActiveKey).IsUnique();
        builder.HasIndex(s => s.EndsAt);
    }
}
