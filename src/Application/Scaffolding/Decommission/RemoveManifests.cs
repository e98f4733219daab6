using System.Text;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Application.Scaffolding.Decommission;

/// <summary>portal:decommission:manifests: one pull request for each environment repository that deletes the service's folder and takes it out of kustomizations. Taking it back closes what was not merged.</summary>
internal sealed class RemoveManifests(IRepositoryChanges repositories, LineageStore lineage, TimeProvider clock) : IScaffoldAction
{
    public const string ActionId = "portal:decommission:manifests";

    private const int PatientAttempts = 6;

    public string Id => ActionId;

    public ActionInfo Info { get; } = new("Built in. Opens pull requests that take the manifests of a service out of its environment repositories.", [new("entity", "text", "Ref of the service.", Required: true), new("places", "list of texts", "Where its manifests live.", Required: true)], []);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var reference = EntityRef.Parse(context.Text("entity")!);
        var branch = $"portal/decommission-{reference.Name}";
        JsonArray requests = [];
        foreach (var group in Places(context.Input).GroupBy(p => p.Repository, StringComparer.Ordinal))
        {
            if (RepoUrl.TryParse(group.Key, out var repository) is { } problem)
            {
                return ActionOutcome.Fail("scaffold.input_invalid", $"places: repository {problem}");
            }

            if (context.DryRun)
            {
                context.Effects.Add(new("Open a pull request that removes its manifests", $"{repository!.Owner}/{repository.Repo}", "closed, unless it was merged"));
                continue;
            }

            // Noted before the effect, so that cleaning up after a crash finds it.
            requests.Add(new JsonObject { ["repository"] = group.Key, ["branch"] = branch });
            await context.SaveCheckpoint(new() { ["requests"] = requests.DeepClone() }, ct);
            var opened = await OpenAsync(repository!, branch, reference, [.. group], context, ct);
            if (opened.Failure is { } failure)
            {
                return failure is Unavailable && context.Attempt < PatientAttempts ? new ActionOutcome(null, failure, clock.GetUtcNow().AddSeconds(5 * Math.Pow(3, context.Attempt - 1))) : failure;
            }

            requests[^1]!["url"] = opened.Value?.Url ?? "";
            if (opened.Value?.Url is { } url)
            {
                await lineage.ChangeRetiredAsync(context.RunId, r => r.ManifestsUrl = url.Length <= RetiredService.UrlMaxLength ? url : null, ct);
            }
        }

        return ActionOutcome.Of(new JsonObject { ["requests"] = requests });
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        foreach (var request in (context.Output["requests"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (RepoUrl.TryParse(FormReader.Text(request["repository"]), out var repository) is not null || FormReader.Text(request["branch"]) is not { } branch)
            {
                continue;
            }

            var state = await repositories.WithdrawAsync(repository!, branch, ct);
            if (state.Failure is { } failure)
            {
                return failure;
            }

            await context.Log(
                state.Value.Standing == ChangeStanding.Merged ? $"{branch} was merged in {repository!.Owner}/{repository.Repo}: revert it there to deploy the service again{(state.Value.Url is { } url ? $" ({url})" : "")}" : $"Withdrew {branch} in {repository!.Owner}/{repository.Repo}", ct);
        }

        return Done.Value;
    }

    /// <returns>Null when there is nothing to remove.</returns>
    private async Task<Result<OpenedChange?>> OpenAsync(RepoUrl repository, string branch, EntityRef reference, List<ManifestPlace> places, ActionContext context, CancellationToken ct)
    {
        var head = await repositories.HeadAsync(repository, ct);
        if (head.Failure is { } failure)
        {
            return failure;
        }

        Dictionary<string, WorkspaceFile?> changes = new(StringComparer.Ordinal);
        foreach (var file in head.Value.Files.Keys.Where(f => places.Exists(p => p.Holds(f))))
        {
            changes[file] = null;
        }

        if (changes.Count == 0)
        {
            await context.Log($"{repository.Owner}/{repository.Repo} has nothing at {string.Join(", ", places.Select(p => p.Path))} any more.", ct);
            return (OpenedChange?)null;
        }

        var edited = await KustomizationsAsync(head.Value, places, changes, ct);
        if (edited.Failure is { } unread)
        {
            return unread;
        }

        var body = $"{reference} is decommissioned by {context.ActorName}: {context.Text("reason")}\n\nThis deletes {changes.Count(c => c.Value is null)} files{(edited.Value.Count == 0 ? "" : $" and takes them out of {string.Join(", ", edited.Value.Select(e => $"`{e}`"))}")}. What runs goes when it is merged and applied. Proposed by the developer portal; restoring the service closes it.";
        var opened = await repositories.OpenAsync(new(repository, branch, head.Value, changes, $"Remove {reference.Name}", body, context.ActorName), ct);
        if (opened.Failure is { } refused)
        {
            return refused;
        }

        await context.Log($"{(opened.Value.IsNew ? "Opened" : "Found open:")} {opened.Value.Url ?? opened.Value.Branch} in {repository.Owner}/{repository.Repo}, {changes.Count} files. {opened.Value.Words}", ct);
        return opened.Value;
    }

    /// <summary>Kustomizations that name the folder would not build without it.</summary>
    private static async Task<Result<IReadOnlyList<string>>> KustomizationsAsync(RepositoryHead head, List<ManifestPlace> places, Dictionary<string, WorkspaceFile?> changes, CancellationToken ct)
    {
        var files = head.Files.Where(f => f.Value.IsFile && !changes.ContainsKey(f.Key) && f.Key[(f.Key.LastIndexOf('/') + 1)..] is "kustomization.yaml" or "kustomization.yml" or "Kustomization").Select(f => f.Key).ToList();
        var read = await head.ReadAsync(files, ct);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        List<string> edited = [];
        foreach (var (path, bytes) in read.Value)
        {
            var text = new WorkspaceFile(bytes).Text;
            var without = text;
            foreach (var place in places)
            {
                without = without is null ? null : place.Without(without, path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "") ?? without;
            }

            if (without is not null && without != text)
            {
                changes[path] = new(Encoding.UTF8.GetBytes(without), head.Files[path].IsExecutable);
                edited.Add(path);
            }
        }

        return Result<IReadOnlyList<string>>.Of(edited);
    }

    private static IEnumerable<ManifestPlace> Places(JsonObject input)
        => (input["places"] as JsonArray ?? []).OfType<JsonObject>().Select(p => new ManifestPlace(null, FormReader.Text(p["repository"]) ?? "", FormReader.Text(p["path"]) ?? "")).Where(p => p.Path.Length > 0);
}
