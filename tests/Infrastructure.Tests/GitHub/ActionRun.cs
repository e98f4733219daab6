using System.Text;
using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.InfrastructureTests.GitHub;

/// <summary>One step of one run: its checkpoint outlives attempts, as in the database.</summary>
internal sealed class ActionRun(IScaffoldAction action, string input, string runId = "run-1")
{
    private JsonObject _note = [];
    private int _attempt;

    public JsonObject Input { get; } = JsonNode.Parse(input)!.AsObject();

    public Workspace Files { get; } = new();

    public List<string> Log { get; } = [];

    public IReadOnlyList<Effect> Effects { get; private set; } = [];

    public ActionOutcome Outcome { get; private set; } = ActionOutcome.Of();

    /// <summary>The process dies at this checkpoint, before it is kept (odd) or after (even); 0: never.</summary>
    public int DiesAtNote { get; set; }

    public ActionRun With(string path, string text)
    {
        Files.Write(path, new(Encoding.UTF8.GetBytes(text)));
        return this;
    }

    public async Task<JsonObject> DoAsync()
    {
        await TryAsync();
        Assert.Null(Outcome.Failure?.Message);
        return Outcome.Output!;
    }

    /// <returns>The failure's message, or null.</returns>
    public async Task<string?> TryAsync(bool dryRun = false)
    {
        var notes = 0;
        ActionContext context = new()
        {
            RunId = runId,
            StepId = "step",
            Input = Input.DeepClone().AsObject(),
            Workspace = Files,
            TemplateFolder = "/",
            TemplateRef = "template:default/t",
            DryRun = dryRun,
            Attempt = ++_attempt,
            Checkpoint = _note.DeepClone().AsObject(),
            Log = (text, _) => { Log.Add(text); return Task.CompletedTask; },
            SaveCheckpoint = (note, _) =>
            {
                notes += 2;
                if (notes - 1 == DiesAtNote)
                {
                    throw new DiedException();
                }

                _note = note.DeepClone().AsObject();
                return notes == DiesAtNote ? throw new DiedException() : Task.CompletedTask;
            },
        };
        Outcome = await action.RunAsync(context, TestContext.Current.CancellationToken);
        Effects = context.Effects;
        return Outcome.Failure?.Message;
    }

    /// <summary>Runs until it dies at a checkpoint.</summary>
    public async Task DieAsync(int at)
    {
        DiesAtNote = at;
        await Assert.ThrowsAsync<DiedException>(() => TryAsync());
        DiesAtNote = 0;
    }

    /// <summary>As clean-up does: with the output of a finished step, or the last checkpoint of one that is not.</summary>
    public async Task UndoAsync()
    {
        var kept = Outcome is { Failure: null, Output: { Count: > 0 } output } ? output : _note;
        var undone = await action.UndoAsync(new UndoContext(runId, "step", Input.DeepClone().AsObject(), kept.DeepClone().AsObject(), (text, _) => { Log.Add(text); return Task.CompletedTask; }), TestContext.Current.CancellationToken);
        Assert.Null(undone.Failure?.Message);
    }

    internal sealed class DiedException : Exception;
}
