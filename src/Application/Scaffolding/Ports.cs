using System.Text.Json.Nodes;
using Portal.Application.Common;

namespace Portal.Application.Scaffolding;

/// <summary>The template language (Nunjucks with <c>${{ }}</c>).</summary>
public interface ITemplateEngine
{
    /// <summary>Renders one text.</summary>
    /// <exception cref="TemplateRenderException">The text is no template, or rendering it failed.</exception>
    string Render(string template, JsonObject context, string name);

    /// <summary>Renders one text with other rules about the space around blocks.</summary>
    /// <exception cref="TemplateRenderException">The text is no template, or rendering it failed.</exception>
    string Render(string template, JsonObject context, string name, BlockSpace space);

    /// <summary>Renders every text in a tree; a text that is one expression keeps the expression's type.</summary>
    /// <exception cref="TemplateRenderException">A text is no template, or rendering it failed.</exception>
    JsonNode? Evaluate(JsonNode? tree, JsonObject context, string name);

    /// <summary>What is wrong with a text as a template, without rendering it; null when it can be read.</summary>
    string? SyntaxProblem(string template);
}

/// <summary>What happens to the space around blocks such as <c>{% if %}</c>.</summary>
/// <param name="TrimBlocks">The line break after a block goes.</param>
/// <param name="LstripBlocks">The space before a block goes.</param>
public readonly record struct BlockSpace(bool TrimBlocks, bool LstripBlocks)
{
    /// <summary>Where a template says nothing.</summary>
    public static BlockSpace Usual => new(TrimBlocks: true, LstripBlocks: true);
}

/// <summary>A template is wrong, not the portal: the message goes to the person who wrote it.</summary>
public sealed class TemplateRenderException : Exception
{
    public TemplateRenderException()
    {
    }

    public TemplateRenderException(string message)
        : base(message)
    {
    }

    public TemplateRenderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>What a step can do. Running one twice with the same run and step must have one effect: runs are resumed after a crash.</summary>
public interface IScaffoldAction
{
    string Id { get; }

    /// <summary>What it is for, what it takes and what it answers.</summary>
    ActionInfo Info { get; }

    /// <summary>Names of the inputs without which it cannot run.</summary>
    IReadOnlyList<string> RequiredInputs => [.. Info.Inputs.Where(i => i.Required).Select(i => i.Name)];

    /// <summary>Does it or, in a dry run, says what it would do and answers what the outputs would be.</summary>
    Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct);

    /// <summary>Undoes what a finished step did; a thing that is gone already is no failure.</summary>
    Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct) => Task.FromResult<Result<Done>>(Done.Value);
}

/// <summary>How a step ended.</summary>
/// <param name="Output">Readable by later steps; set when it succeeded.</param>
/// <param name="Failure">Why not.</param>
/// <param name="RetryAt">The neighbour asks to come back then (rate limit): the run waits instead of failing.</param>
public sealed record ActionOutcome(JsonObject? Output, Failure? Failure = null, DateTimeOffset? RetryAt = null)
{
    public static ActionOutcome Of(JsonObject? output = null) => new(output ?? []);

    public static ActionOutcome Fail(string code, string message) => new(null, new Conflict(code, message));

    /// <summary>Nothing is wrong, the step has to go on later: the run leaves its worker until then. Note what is done in a checkpoint first.</summary>
    public static ActionOutcome Later(DateTimeOffset at, string why) => new(null, new Unavailable("scaffold.waits", why), at) { IsPlanned = true };

    /// <summary>The wait belongs to the step; it is no trouble that people should know of.</summary>
    public bool IsPlanned { get; init; }

    public static implicit operator ActionOutcome(Failure failure) => new(null, failure);
}

/// <summary>One side effect in words, as the preview lists it.</summary>
/// <param name="Title">For instance "Create repository".</param>
/// <param name="Target">On what.</param>
/// <param name="CleanUp">What cleaning up does to it.</param>
public sealed record Effect(string Title, string Target, string CleanUp);

/// <summary>What an action sees of its run.</summary>
public sealed record ActionContext
{
    public required string RunId { get; init; }

    public required string StepId { get; init; }

    public required JsonObject Input { get; init; }

    public required Workspace Workspace { get; init; }

    /// <summary>Folder of the template; relative URLs start here.</summary>
    public required string TemplateFolder { get; init; }

    /// <summary>Relative URLs may not leave this folder; null: not <see cref="TemplateFolder"/>.</summary>
    public string? TemplateRoot { get; init; }

    public required string TemplateRef { get; init; }

    /// <summary>When the run was started: what files read as now.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Commits of the repositories that the run reads.</summary>
    public SourcePins Pins { get; init; } = new();

    public bool DryRun { get; init; }

    /// <summary>1 the first time; more after a crash, a wait or a retry.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What an earlier attempt of this step has noted; empty the first time.</summary>
    public JsonObject Checkpoint { get; init; } = [];

    /// <summary>Notes what the step has done so far, durably: another process can go on from there.</summary>
    public Func<JsonObject, CancellationToken, Task> SaveCheckpoint { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Who started the run, for commits.</summary>
    public string ActorName { get; init; } = "Portal";

    /// <summary>Side effects, added by dry runs.</summary>
    public List<Effect> Effects { get; } = [];

    /// <summary>Adds a line to the run's log.</summary>
    public required Func<string, CancellationToken, Task> Log { get; init; }

    /// <summary>An input as text, or null.</summary>
    public string? Text(string name) => Input[name] is JsonValue value ? value.ToString() : null;

    /// <summary>An input as a truth value.</summary>
    public bool Flag(string name, bool otherwise = false) => Input[name] is JsonValue value
        ? value.TryGetValue<bool>(out var flag) ? flag : string.Equals(value.ToString(), "true", StringComparison.OrdinalIgnoreCase)
        : otherwise;

    /// <summary>An input as a list of texts; one text is a list of one.</summary>
    public IReadOnlyList<string> List(string name) => Input[name] switch
    {
        JsonArray array => [.. array.Where(v => v is not null).Select(v => v!.ToString())],
        JsonValue value when value.ToString().Length > 0 => [value.ToString()],
        _ => [],
    };
}

/// <summary>What an action needs to undo a step.</summary>
/// <param name="RunId">The run.</param>
/// <param name="StepId">The step.</param>
/// <param name="Input">Its input, rendered again.</param>
/// <param name="Output">What it answered, or its last checkpoint when it failed half-way.</param>
/// <param name="Log">Adds a line to the run's log.</param>
public sealed record UndoContext(string RunId, string StepId, JsonObject Input, JsonObject Output, Func<string, CancellationToken, Task> Log);

/// <summary>Where repositories are made.</summary>
public interface ISourceControl
{
    /// <summary>LocalGit or GitHub.</summary>
    string Provider { get; }

    /// <summary>Hosts offered in the form, the default first.</summary>
    IReadOnlyList<string> Hosts { get; }

    /// <summary>Organisation offered in the form, or null.</summary>
    string? DefaultOwner { get; }

    /// <summary>Whether the name is taken.</summary>
    /// <returns>True, false, or why it cannot be said now.</returns>
    Task<Result<bool>> ExistsAsync(RepoUrl repository, CancellationToken ct);
}

/// <summary>Takes a new location into the catalog, and answers only when its entities can be read there.</summary>
public interface IScaffoldCatalog
{
    /// <param name="location">URL of a catalog-info.yaml: file:..., http(s)://... or a git URL with path.</param>
    /// <param name="descriptor">The descriptor as it was published, in case the catalog cannot read the repository (yet); null when it is not known.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<Result<CatalogRegistration>> RegisterAsync(string location, string? descriptor, CancellationToken ct);

    /// <summary>Whether the location is one of the catalog's.</summary>
    bool Knows(string location);

    /// <summary>Takes the location out again; one that is gone already is no failure.</summary>
    Task<Result<Done>> UnregisterAsync(string location, CancellationToken ct);
}

/// <param name="Refs">Refs of the entities, in the catalog by now.</param>
/// <param name="Note">What people should know about it, or null.</param>
public sealed record CatalogRegistration(IReadOnlyList<string> Refs, string? Note = null);

/// <summary>Keeps copies of descriptors whose repository the catalog cannot read.</summary>
public interface IDescriptorCopies
{
    /// <summary>Where the copy of a location is, or would be: an absolute path that depends on the location only.</summary>
    string PathOf(string location);

    Task SaveAsync(string location, string descriptor, CancellationToken ct);

    /// <summary>One that is gone already is no failure.</summary>
    void Delete(string location);
}

/// <summary>Wakes the worker; a run is found by polling too, so losing a call costs seconds only.</summary>
public interface IScaffoldSignals
{
    void Wake();

    /// <summary>Cancels the run's current step if it runs in this process.</summary>
    void Interrupt(string runId);
}
