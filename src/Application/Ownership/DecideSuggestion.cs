using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>Accepts or rejects a suggested owner. Ownership itself is declared in the descriptor: an accepted suggestion opens a pull request to it, and says what to write where it cannot.</summary>
/// <param name="Owner">Ref of the suggested group or user.</param>
public sealed record DecideSuggestion(string Entity, string Owner, bool Accept, string? Reason = null) : ICommand<DecisionEntry>
{
    // Members of the suggested team decide for it, platform engineers for all.
    public Demand Demand => new(Permissions.CatalogEdit, Group: Owner);

    public string AuditAction => Accept ? "ownership.suggestion.accepted" : "ownership.suggestion.rejected";

    public string AuditSubject => Entity;
}

internal sealed class DecideSuggestionValidator : AbstractValidator<DecideSuggestion>
{
    public DecideSuggestionValidator()
    {
        RuleFor(c => c.Owner).Must(o => EntityRef.TryParse(o, out var owner) && owner.Kind is "group" or "user").WithMessage("Name the suggested owner as group:namespace/name or user:namespace/name.");
        RuleFor(c => c.Reason).MaximumLength(OwnerSuggestionDecision.ReasonMaxLength).WithMessage($"At most {OwnerSuggestionDecision.ReasonMaxLength} characters.");
    }
}

internal sealed class DecideSuggestionHandler(IPortalDb db, IMediator mediator, ICurrentUser user, IAuditTrail audit, ICatalog catalog, IOwnerChanges changes, OwnershipStore store, TimeProvider clock) : ICommandHandler<DecideSuggestion, DecisionEntry>
{
    public async Task<Result<DecisionEntry>> Handle(DecideSuggestion command, CancellationToken cancellationToken)
    {
        var suggestions = await mediator.Send(new SuggestOwners(command.Entity), cancellationToken);
        if (suggestions.Failure is { } failure)
        {
            return Result<DecisionEntry>.Fail(failure);
        }

        var owner = EntityRef.Parse(command.Owner).ToString();
        if (suggestions.Value.Items.FirstOrDefault(i => i.Owner == owner) is not { } suggestion)
        {
            return new Conflict("ownership.not_suggested", $"Nothing suggests {owner} for {command.Entity} any more. Open the suggestions again.");
        }

        var entity = suggestions.Value.Entity;
        var row = await db.Set<OwnerSuggestionDecision>().FirstOrDefaultAsync(d => d.Entity == entity && d.Owner == owner, cancellationToken)
            ?? db.Set<OwnerSuggestionDecision>().Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), Entity = entity, Owner = owner, EvidenceJson = "[]", DecidedBy = "" }).Entity;
        (row.Accepted, row.Reason, row.DecidedBy, row.DecidedAt, row.EvidenceJson, row.Version) = (command.Accept, command.Reason, user.Actor!.Ref, clock.GetUtcNow(), JsonSerializer.Serialize(suggestion.Evidence), row.Version + 1);

        // Before the row: a crash in between leaves a pull request that accepting again finds by its branch.
        if (await ChangeAsync(row, suggestion, cancellationToken) is { } change)
        {
            (row.ChangeBranch, row.ChangeUrl, row.ChangeWords) = (Short(change.Branch, OwnerSuggestionDecision.BranchMaxLength), Short(change.Url, OwnerSuggestionDecision.UrlMaxLength), Short(change.Words, OwnerSuggestionDecision.WordsMaxLength));
        }

        var decision = DecisionEntry.Of(row);
        audit.Record(suggestion.Decision, new { decision, suggestion.Evidence, suggestion.Weight }, reason: command.Reason);
        if (await db.SaveAsync(cancellationToken) != SaveOutcome.Saved)
        {
            return new Conflict("ownership.decided_meanwhile", "Somebody else decided at the same moment. Open the suggestions again.");
        }

        await store.ReloadAsync(cancellationToken);
        return decision;
    }

    /// <returns>Null: nothing is to be changed.</returns>
    private async Task<OwnerChange?> ChangeAsync(OwnerSuggestionDecision row, OwnerSuggestion suggestion, CancellationToken ct)
        => catalog.Current.Find(EntityRef.Parse(row.Entity)) is not { } entity ? null
            : row.Accepted ? await changes.OpenAsync(entity, EntityRef.Parse(row.Owner), suggestion.Evidence, user.Actor!.DisplayName, ct)
            : row.ChangeBranch is { } branch ? await changes.WithdrawAsync(entity, branch, ct)
            : null;

    private static string? Short(string? text, int most) => text is null || text.Length <= most ? text : text[..most];
}
