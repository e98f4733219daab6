using System.Text.Json;
using System.Text.Json.Nodes;
using Octokit;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>What every action on a repository on GitHub begins and ends with: its place, the connection, failures in words, notes for going on and for cleaning up.</summary>
internal abstract class GitHubAction(GitHubClients clients, TimeProvider clock) : IScaffoldAction
{
    /// <summary>Output that cleaning up reads; templates have no use for it.</summary>
    private const string Notes = "cleanUp";

    /// <summary>What an earlier step has made may not be seen everywhere at GitHub for a second.</summary>
    private const int SettlingAttempts = 3;

    public abstract string Id { get; }

    public abstract ActionInfo Info { get; }

    protected TimeProvider Clock => clock;

    protected GitHubOptions Options => clients.Options;

    protected static ActionInput RepoUrlInput { get; } = new("repoUrl", "string", "As RepoUrlPicker writes it, for instance github.com?owner=my-org&repo=my-service.", Required: true);

    protected static ActionInput TokenInput { get; } = new("token", "string", "Token to use instead of the portal's own.");

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Text("repoUrl"), out var place) is { } problem)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"repoUrl {problem}");
        }

        if (Refusal(place!) is { } refusal)
        {
            return refusal;
        }

        var unknown = context.Input.Select(i => i.Key).Except(Info.Inputs.Select(i => i.Name), StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
        {
            await context.Log($"{Id} has no input {string.Join(", ", unknown)}: not used.", ct);
        }

        try
        {
            var github = clients.Create(context.Text("token"));
            GitHubStep step = new(context, place!, github, new(github.Connection));
            var outcome = await RunAsync(step, ct);
            if (outcome.Output is { } output && !context.DryRun && step.Note.Count > 0)
            {
                output[Notes] = step.Note.DeepClone();
            }

            return outcome;
        }
        catch (NameTakenException ex)
        {
            return ActionOutcome.Fail("github.name_taken", ex.Message);
        }
        catch (NotFoundException)
        {
            Conflict missing = new("github.not_found", $"GitHub answers not found: {place!.Owner}/{place.Repo}, or what the step names in it, is not there, or the portal may not see it.");
            return new(null, missing, context is { DryRun: false, Attempt: < SettlingAttempts } ? clock.GetUtcNow().AddSeconds(context.Attempt) : null);
        }
        catch (JsonException ex)
        {
            return GitHubFailures.Outcome(new HttpRequestException($"half an answer ({ex.Message})"), context.Attempt, clock.GetUtcNow());
        }
        catch (Exception ex) when (GitHubFailures.IsExpected(ex) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Outcome(ex, context.Attempt, clock.GetUtcNow());
        }
    }

    public async Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        if (RepoUrl.TryParse(context.Input["repoUrl"]?.ToString(), out var place) is not null || Refusal(place!) is not null)
        {
            return Done.Value;
        }

        try
        {
            var github = clients.Create(context.Input["token"]?.ToString());
            var note = context.Output[Notes] as JsonObject ?? context.Output;
            await UndoAsync(new GitHubUndo(context, place!, github, new(github.Connection), note), ct);
            return Done.Value;
        }
        catch (NotFoundException)
        {
            await context.Log($"{place!.Owner}/{place.Repo}: gone already", ct);
            return Done.Value;
        }
        catch (Exception ex) when ((GitHubFailures.IsExpected(ex) || ex is JsonException) && !ct.IsCancellationRequested)
        {
            return GitHubFailures.Failure(ex);
        }
    }

    protected abstract Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct);

    protected abstract Task UndoAsync(GitHubUndo undo, CancellationToken ct);

    private Conflict? Refusal(RepoUrl place)
    {
        if (clients.Options.Problem is { } missing)
        {
            return new("github.not_configured", missing);
        }

        return place.Owner.Equals(clients.Options.Organization, StringComparison.OrdinalIgnoreCase)
            ? null
            : new("github.other_owner", $"The portal works in the organisation {clients.Options.Organization}, not in {place.Owner}. Choose a repository of it.");
    }
}

/// <summary>One run of an action on a repository.</summary>
internal sealed record GitHubStep(ActionContext Context, RepoUrl Place, IGitHubClient Client, GitHubRest Rest)
{
    /// <summary>What earlier attempts and this one have noted.</summary>
    public JsonObject Note { get; } = Context.Checkpoint.DeepClone().AsObject();

    public string Name => $"{Place.Owner}/{Place.Repo}";

    /// <summary>Notes something durably: at once, before the next effect.</summary>
    public Task NoteAsync(string key, JsonNode? value, CancellationToken ct)
    {
        Note[key] = value;
        return Context.SaveCheckpoint(Note.DeepClone().AsObject(), ct);
    }

    public void Plan(string title, string target, string cleanUp) => Context.Effects.Add(new(title, target, cleanUp));

    /// <summary>An input that is an object of texts.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Map(string name) => Context.Input[name] switch
    {
        null => [],
        JsonObject map => [.. map.Select(p => KeyValuePair.Create(p.Key, p.Value?.ToString() ?? ""))],
        _ => throw new ArgumentException($"{name} must be an object of names and values.", name),
    };

    /// <summary>An input that is a whole number; null when it is not given.</summary>
    /// <exception cref="ArgumentException">It is something else, or out of bounds.</exception>
    public int? Number(string name, int from, int to)
    {
        if (Context.Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= from && number <= to
            ? number
            : throw new ArgumentException($"{name} is '{text}'. Write a whole number from {from} to {to}.", name);
    }
}

/// <summary>Cleaning up after a step.</summary>
/// <param name="Note">What the step has noted.</param>
internal sealed record GitHubUndo(UndoContext Context, RepoUrl Place, IGitHubClient Client, GitHubRest Rest, JsonObject Note)
{
    public string Name => $"{Place.Owner}/{Place.Repo}";

    public string? Text(string input) => Context.Input[input]?.ToString();
}
