using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portal.Application.Scaffolding;

/// <summary>A run as page and API show it.</summary>
public sealed record RunView
{
    public required string Id { get; init; }

    /// <summary>queued, running, waiting, succeeded, failed, cancelled, cleaned.</summary>
    public required string Status { get; init; }

    public required string Template { get; init; }

    public required string TemplateTitle { get; init; }

    /// <summary>Of the template the run was started from; null where it names none.</summary>
    public string? TemplateVersion { get; init; }

    /// <summary>It does work of the portal's own: an upgrade, a decommission.</summary>
    [JsonIgnore]
    public bool IsOwn => Lineage.BuiltInRuns.Is(Template);

    public required string Title { get; init; }

    /// <summary>The answers; secrets are never among them.</summary>
    public required JsonObject Values { get; init; }

    public required IReadOnlyList<StepView> Steps { get; init; }

    public RunOutput Output { get; init; } = new([], []);

    public string? Error { get; init; }

    public required string CreatedBy { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>Ref of the team it is made for.</summary>
    public string? Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>While waiting: when it goes on.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>While waiting: "time", or "approval" of a person.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>While queued: its place in the queue.</summary>
    public QueuePlace? Queue { get; init; }

    /// <summary>The questions of policies, answered or not.</summary>
    public IReadOnlyList<ApprovalView> Approvals { get; init; } = [];

    /// <summary>Repositories that the template reads, and the commit of each that this run reads: host/owner/repository, and @branch where the template names one.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = NoSources;

    private static IReadOnlyDictionary<string, string> NoSources { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The answers as the template's form asks for them today; empty when the template is gone.</summary>
    [JsonIgnore]
    public IReadOnlyList<FormPage> Form { get; init; } = [];

    /// <summary>Dry runs only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PreviewFile>? Files { get; init; }

    /// <summary>Dry runs only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Effect>? Effects { get; init; }

    /// <summary>Whether the caller may answer one of the open questions.</summary>
    [JsonIgnore]
    public bool MayDecide { get; init; }

    /// <summary>Dry runs only: what was checked before anything is made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunCheck>? Checks { get; init; }

    [JsonIgnore]
    public bool IsOver => Status is "succeeded" or "failed" or "cancelled" or "cleaned";

    [JsonIgnore]
    public bool CanRetry => Status is "failed" or "cancelled";

    internal static RunView Of(ScaffoldRun run, IEnumerable<ScaffoldStep> steps) => new()
    {
        Id = run.Id,
        Status = Word(run.Status),
        Template = run.Template,
        TemplateTitle = run.TemplateTitle,
        TemplateVersion = run.TemplateVersion,
        Title = run.Title,
        Values = JsonNode.Parse(run.ValuesJson)!.AsObject(),
        Steps = [.. steps.OrderBy(s => s.Position).Select(s => new StepView(s.StepId, s.Name, s.Action, Word(s.Status), s.StartedAt, s.FinishedAt, s.Error))],
        Output = RunOutput.Of(run.OutputJson is null ? null : JsonNode.Parse(run.OutputJson)),
        Error = run.Error,
        CreatedBy = run.CreatedBy,
        CreatedByName = run.CreatedByName,
        Owner = run.OwnerGroup,
        CreatedAt = run.CreatedAt,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        NotBefore = run.Status == RunStatus.Waiting ? run.NotBefore : null,
        WaitsFor = run.Status != RunStatus.Waiting ? null : run.AwaitsApproval ? "approval" : "time",
        Sources = run.DefinitionJson.Contains("\"sources\":{", StringComparison.Ordinal) ? RunDefinition.Parse(run.DefinitionJson).Sources ?? NoSources : NoSources,
    };

    internal static string Word<T>(T status)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}

/// <summary>A policy's question, as page and API show it.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Message">Why it asks.</param>
/// <param name="Approvers">Refs of who may answer; empty: platform engineers.</param>
/// <param name="Approved">Null until it is answered.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="DecidedBy">Who, by name.</param>
/// <param name="Reason">In their words.</param>
public sealed record ApprovalView(string Policy, string Message, IReadOnlyList<string> Approvers, bool? Approved, DateTimeOffset? DecidedAt, string? DecidedBy, string? Reason)
{
    internal static ApprovalView Of(ScaffoldApproval row)
        => new(row.Policy, row.Message, row.Approvers.Split(',', StringSplitOptions.RemoveEmptyEntries), row.Approved, row.DecidedAt, row.DecidedByName, row.Reason);
}

/// <summary>A place in the queue.</summary>
/// <param name="Position">From 1: the next one.</param>
/// <param name="Waiting">How many wait in all.</param>
/// <param name="EstimatedSeconds">Until it begins, judged by the last runs; null where none have ended yet.</param>
public sealed record QueuePlace(int Position, int Waiting, double? EstimatedSeconds);

/// <summary>A step as page and API show it; status is pending, running, succeeded, skipped, failed, cancelled or undone.</summary>
public sealed record StepView(string Id, string Name, string Action, string Status, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Error);

/// <summary>A file of a preview; content is null for binary files.</summary>
public sealed record PreviewFile(string Path, string? Content, int Bytes)
{
    [JsonIgnore]
    public int Lines => Content is not { Length: > 0 } text ? 0 : text.AsSpan().Count('\n') + (text.EndsWith('\n') ? 0 : 1);
}

/// <summary>A link at the end of a run.</summary>
/// <param name="Title">What is there.</param>
/// <param name="Url">Absolute, or a path of this portal for an entity.</param>
/// <param name="EntityRef">The entity, when it is one.</param>
public sealed record RunLink(string Title, string Url, string? EntityRef);

/// <summary>A paragraph at the end of a run (Markdown as written).</summary>
public sealed record RunText(string Title, string Content);

/// <summary>What a run leaves.</summary>
public sealed record RunOutput(IReadOnlyList<RunLink> Links, IReadOnlyList<RunText> Text)
{
    internal static RunOutput Of(JsonNode? output)
    {
        var links = (output?["links"] as JsonArray ?? []).OfType<JsonObject>().Where(l => RunContext.IsTrue(l["if"] ?? JsonValue.Create(true)))
            .Select(l => (Title: l["title"]?.ToString() ?? "Link", Url: l["url"]?.ToString() ?? "", Ref: l["entityRef"]?.ToString() ?? ""))
            .Where(l => l.Url.Length > 0 || l.Ref.Length > 0)
            .Select(l => new RunLink(l.Title, l.Url.Length > 0 ? l.Url : PagePath(l.Ref), l.Ref.Length > 0 ? l.Ref : null));
        var text = (output?["text"] as JsonArray ?? []).OfType<JsonObject>().Select(t => new RunText(t["title"]?.ToString() ?? "", t["content"]?.ToString() ?? ""));
        return new([.. links], [.. text]);
    }

    private static string PagePath(string entityRef)
        => Catalog.EntityRef.TryParse(entityRef, out var reference) ? $"/catalog/{reference.Kind}/{reference.Namespace}/{reference.Name}" : "/catalog";
}
