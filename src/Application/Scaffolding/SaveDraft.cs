using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>Keeps what was typed into a template's form and answers its id: the form and its preview are read by it.</summary>
/// <param name="Template">Ref of the template.</param>
/// <param name="Inputs">Names and values; secret ones left out by the caller.</param>
/// <param name="Id">The draft that is written over where it is the caller's own and of the same template; else a new one is made.</param>
public sealed record SaveDraft(string Template, IReadOnlyDictionary<string, IReadOnlyList<string>> Inputs, string? Id = null) : ICommand<string>
{
    public Demand Demand => new(Permissions.ScaffoldRun);

    public string AuditAction => "scaffold.draft.saved";

    public string AuditSubject => Template;
}

internal sealed class SaveDraftHandler(IPortalDb db, IAuditTrail audit, ICurrentUser user, TimeProvider clock) : ICommandHandler<SaveDraft, string>
{
    public async Task<Result<string>> Handle(SaveDraft command, CancellationToken cancellationToken)
    {
        var inputs = JsonSerializer.Serialize(command.Inputs);
        if (inputs.Length > ScaffoldDraft.MaxLength)
        {
            return new Conflict("scaffold.draft_too_long", $"The answers have {inputs.Length / 1024} KB; a form may have {ScaffoldDraft.MaxLength / 1024}. Shorten the longest one, or put it into the repository afterwards.");
        }

        var now = clock.GetUtcNow();
        var actor = user.Actor!;
        var oldest = now - ScaffoldDraft.KeptFor;
        await db.Set<ScaffoldDraft>().Where(d => d.SavedAt < oldest).ExecuteDeleteAsync(cancellationToken);
        var draft = command.Id is null ? null : await db.Set<ScaffoldDraft>().FirstOrDefaultAsync(d => d.Id == command.Id && d.Template == command.Template && d.SavedBy == actor.Ref, cancellationToken);
        if (draft is null)
        {
            draft = new() { Id = Guid.NewGuid().ToString("N"), Template = command.Template, InputsJson = inputs, SavedBy = actor.Ref };
            db.Set<ScaffoldDraft>().Add(draft);
        }

        (draft.InputsJson, draft.SavedAt) = (inputs, now);
        audit.Record(null, new { draft = draft.Id[..8], draft.Template });
        await db.SaveAsync(cancellationToken);
        return draft.Id;
    }
}
