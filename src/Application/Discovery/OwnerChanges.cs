using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Ownership;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Discovery;

/// <summary>An accepted owner as a pull request, by the same means as template upgrades: the branch's name is the key, so that accepting twice opens one.</summary>
internal sealed class OwnerChanges(IRepositoryChanges repositories, IDescriptorReader reader) : IOwnerChanges
{
    public async Task<OwnerChange> OpenAsync(CatalogEntity entity, EntityRef owner, IReadOnlyList<string> evidence, string actorName, CancellationToken ct)
    {
        if (PlaceOf(entity, out var path, out var why) is not { } repository)
        {
            return None(why);
        }

        var head = await repositories.HeadAsync(repository, ct);
        if (head.Failure is { } unread)
        {
            return None($"{unread.Message} Accept it again to try again.");
        }

        if (!head.Value.Files.TryGetValue(path, out var listed) || !listed.IsFile)
        {
            return None($"{Name(repository)} has no {path} on {head.Value.Branch}, where the catalog read it.");
        }

        var read = await head.Value.ReadAsync([path], ct);
        if (read.Failure is { } failure)
        {
            return None($"{failure.Message} Accept it again to try again.");
        }

        if (new WorkspaceFile(read.Value[path]).Text is not { } text)
        {
            return None($"{path} of {Name(repository)} is no text.");
        }

        if (EntityRef.TryParse(OwnerText.Of(text, path, entity.Ref, reader), "group", entity.Ref.Namespace, out var named) && named == owner)
        {
            return None($"{path} of {Name(repository)} names {owner} on {head.Value.Branch} already; the catalog shows it after its next look.");
        }

        if (OwnerText.Set(text, path, entity.Ref, owner.ToString(), reader) is not { } edited)
        {
            return None($"{path} of {Name(repository)} is written so that the owner cannot be set without touching more of it.");
        }

        Dictionary<string, WorkspaceFile?> files = new(StringComparer.Ordinal) { [path] = new(Encoding.UTF8.GetBytes(edited), listed.IsExecutable) };
        var body = $"""
            The catalog names no owner of `{entity.Ref}` that is right, and this one was accepted: `{owner}`.

            What speaks for it:

            {string.Join('\n', evidence.Select(e => $"- {e}"))}

            Accepted by {actorName} in the developer portal.
            """;
        var opened = await repositories.OpenAsync(new(repository, BranchOf(entity.Ref, owner), head.Value, files, $"{entity.Ref.Name} belongs to {owner.Name}", body, actorName), ct);
        return opened.Failure is { } refused ? None($"{refused.Message} Accept it again to try again.") : new(opened.Value.Branch, opened.Value.Url, opened.Value.Words);
    }

    public async Task<OwnerChange> WithdrawAsync(CatalogEntity entity, string branch, CancellationToken ct)
    {
        if (PlaceOf(entity, out _, out var why) is not { } repository)
        {
            return new(branch, null, why);
        }

        var state = await repositories.WithdrawAsync(repository, branch, ct);
        return state.Failure is { } failure ? new(branch, null, $"{branch} could not be taken back: {failure.Message}")
            : state.Value.Standing == ChangeStanding.Merged ? new(branch, state.Value.Url, $"{branch} was merged before: revert it in {Name(repository)}.")
            : None("The pull request was closed.");
    }

    private static OwnerChange None(string words) => new(null, null, words);

    private static string Name(RepoUrl repository) => $"{repository.Owner}/{repository.Repo}";

    private static string BranchOf(EntityRef entity, EntityRef owner)
    {
        return $"portal/owner/{Plain(entity.ToString())}/{Plain(owner.ToString())}";

        // What stands in a ref and may not stand in the name of a branch.
        static string Plain(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '-'));
    }

    private RepoUrl? PlaceOf(CatalogEntity entity, out string path, out string why)
    {
        path = "";
        if (entity.Sources is not [var source, ..] || RepositoryName.OfLabel(source.Location) is not { } address)
        {
            why = "Its descriptor is no file of a git repository, so there is nothing to open a pull request in.";
            return null;
        }

        path = source.Location[(address.Length + 2)..];
        why = $"The portal may not write to {address}, so it opened no pull request.";
        return path.Length == 0 ? null : repositories.Find(address);
    }
}
