using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Application.Ownership;

namespace Portal.Infrastructure.Persistence.Configurations;

internal sealed class OwnerSuggestionDecisionConfiguration : IEntityTypeConfiguration<OwnerSuggestionDecision>
{
    public void Configure(EntityTypeBuilder<OwnerSuggestionDecision> builder)
    {
        builder.ToTable("OwnerSuggestionDecisions");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Entity).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(d => d.Owner).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(d => d.Reason).HasMaxLength(OwnerSuggestionDecision.ReasonMaxLength);
        builder.Property(d => d.DecidedBy).HasMaxLength(OwnershipAttestation.RefMaxLength);
        builder.Property(d => d.ChangeBranch).HasMaxLength(OwnerSuggestionDecision.BranchMaxLength);
        builder.Property(d => d.ChangeUrl).HasMaxLength(OwnerSuggestionDecision.UrlMaxLength);
        builder.Property(d => d.ChangeWords).HasMaxLength(OwnerSuggestionDecision.WordsMaxLength);
        builder.Property(d => d.Version).IsConcurrencyToken();

        // A JSON document: evidence has any length.
        builder.Property(d => d.EvidenceJson).HasMaxLength(-1);
        builder.HasIndex(d => new { d.Entity, d.Owner }).IsUnique();
    }
}
