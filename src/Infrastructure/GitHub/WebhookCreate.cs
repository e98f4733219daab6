using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>github:webhook: one webhook of a repository, found again by its address when the run died between making and noting it.</summary>
internal sealed class WebhookCreate(GitHubClients clients, TimeProvider clock) : GitHubAction(clients, clock)
{
    private const string Before = "before";
    private const string HookId = "hookId";

    public override string Id => "github:webhook";

    public override ActionInfo Info { get; } = new(
        "Makes a webhook of a repository.",
        [
            RepoUrlInput,
            new("webhookUrl", "string", "Where GitHub delivers to.", Required: true),
            new("webhookSecret", "string", "GitHub signs its deliveries with it; unsigned unless set."),
            new("events", "list of strings", "push unless set; * means all."),
            new("active", "boolean", "true unless set."),
            new("contentType", "string", "form (unless set) or json."),
            new("insecureSsl", "boolean", "GitHub does not check the receiver's certificate."),
            TokenInput,
        ],
        [],
        """
        - id: hook
          action: github:webhook
          input:
            repoUrl: ${{ parameters.repoUrl }}
            webhookUrl: https://ci.example.com/github
            webhookSecret: ${{ secrets.webhookSecret }}
            events: [push, pull_request]
            contentType: json
        """);

    protected override async Task<ActionOutcome> RunAsync(GitHubStep step, CancellationToken ct)
    {
        var url = step.Context.Text("webhookUrl")!;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"webhookUrl '{url}' is no http or https address.");
        }

        var contentType = step.Context.Text("contentType") ?? "form";
        if (contentType is not ("form" or "json"))
        {
            return ActionOutcome.Fail("scaffold.input_invalid", $"contentType is '{contentType}'. Write form or json.");
        }

        var events = step.Context.List("events") is { Count: > 0 } wanted ? wanted : ["push"];
        if (step.Context.DryRun)
        {
            step.Plan("Create webhook", $"{step.Name} to {address.GetLeftPart(UriPartial.Path)}: {string.Join(", ", events)}{(string.IsNullOrEmpty(step.Context.Text("webhookSecret")) ? ", unsigned" : ", signed")}{(step.Context.Flag("insecureSsl") ? ", certificate not checked" : "")}", "deleted");
            return ActionOutcome.Of();
        }

        if (step.Note[HookId] is not null)
        {
            return ActionOutcome.Of();
        }

        var there = await HooksAsync(step.Rest, step.Place, url);
        if (step.Note[Before] is null)
        {
            await step.NoteAsync(Before, new JsonArray([.. there.Select(id => JsonValue.Create(id))]), ct);
        }

        var before = step.Note[Before]!.AsArray().Select(id => id!.GetValue<long>()).ToHashSet();
        var mine = there.Where(id => !before.Contains(id)).Select(id => (long?)id).FirstOrDefault() ?? await MakeAsync(step, url, contentType, events);
        await step.NoteAsync(HookId, mine, ct);
        await step.Context.Log($"Webhook of {step.Name} to {address.GetLeftPart(UriPartial.Path)}", ct);
        return ActionOutcome.Of();
    }

    protected override async Task UndoAsync(GitHubUndo undo, CancellationToken ct)
    {
        List<long> mine = [];
        if (undo.Note[HookId] is JsonValue id)
        {
            mine.Add(long.Parse(id.ToString(), CultureInfo.InvariantCulture));
        }
        else if (undo.Note[Before] is JsonArray before && undo.Text("webhookUrl") is { } url)
        {
            var others = before.Select(b => b!.GetValue<long>()).ToHashSet();
            mine.AddRange((await HooksAsync(undo.Rest, undo.Place, url)).Where(h => !others.Contains(h)));
        }

        foreach (var hook in mine)
        {
            await undo.Rest.DeleteAsync($"repos/{undo.Place.Owner}/{undo.Place.Repo}/hooks/{hook}");
        }

        await undo.Context.Log(mine.Count > 0 ? $"Deleted the webhook of {undo.Name}" : $"{undo.Name}: no webhook of this run is there", ct);
    }

    private static async Task<List<long>> HooksAsync(GitHubRest rest, RepoUrl place, string url)
        => [.. (await rest.ListAsync($"repos/{place.Owner}/{place.Repo}/hooks")).Where(h => h["config"]?["url"]?.ToString() == url).Select(h => h["id"]!.GetValue<long>())];

    private static async Task<long> MakeAsync(GitHubStep step, string url, string contentType, IReadOnlyList<string> events)
    {
        JsonObject config = new() { ["url"] = url, ["content_type"] = contentType, ["insecure_ssl"] = step.Context.Flag("insecureSsl") ? "1" : "0" };
        if (step.Context.Text("webhookSecret") is { Length: > 0 } secret)
        {
            config["secret"] = secret;
        }

        var made = await step.Rest.PostAsync(
            $"repos/{step.Place.Owner}/{step.Place.Repo}/hooks",
            new JsonObject { ["name"] = "web", ["config"] = config, ["events"] = new JsonArray([.. events.Select(e => JsonValue.Create(e))]), ["active"] = step.Context.Flag("active", otherwise: true) });
        return made!["id"]!.GetValue<long>();
    }
}
