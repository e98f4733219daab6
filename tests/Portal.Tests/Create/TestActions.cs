using System.Collections.Concurrent;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.WebTests.Create;

/// <summary>test:hold: begins, says so, and goes on when the test lets it.</summary>
internal sealed class HoldAction : IScaffoldAction, IDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly SemaphoreSlim _beginning = new(0);

    public void Dispose() => _beginning.Dispose();

    public string Id => "test:hold";

    public ActionInfo Info { get; } = new("Begins, says so, and goes on when the test lets it.", [new("name", "string", "Which gate it waits at.", Required: true)], []);

    public IReadOnlyList<string> Begun => [.. _begun];

    public void LetGo(string name) => Gate(name).TrySetResult();

    /// <summary>Waits until one more has begun.</summary>
    public Task BeginsAsync(CancellationToken ct) => _beginning.WaitAsync(TimeSpan.FromMinutes(4), ct);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (context.DryRun)
        {
            return ActionOutcome.Of();
        }

        var name = context.Text("name")!;
        _begun.Enqueue(name);
        _beginning.Release();
        await Gate(name).Task.WaitAsync(ct);
        return ActionOutcome.Of();
    }

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>test:echo: answers its input, counts by name what it did and undid, and fails for a name as often as the test asks.</summary>
internal sealed class EchoAction : IScaffoldAction
{
    public string Id => "test:echo";

    public ActionInfo Info { get; } = new("Answers its input.", [], []);

    public ConcurrentQueue<string> Did { get; } = new();

    public ConcurrentQueue<string> Undid { get; } = new();

    public ConcurrentDictionary<string, int> Failures { get; } = new(StringComparer.Ordinal);

    public Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var name = context.Text("name") ?? context.StepId;
        if (context.DryRun)
        {
            context.Effects.Add(new("Echo", name, "undone"));
            return Task.FromResult(ActionOutcome.Of(context.Input.DeepClone().AsObject()));
        }

        if (Failures.TryGetValue(name, out var left) && left > 0)
        {
            Failures[name] = left - 1;
            return Task.FromResult(ActionOutcome.Fail("test.failed", $"{name} fails."));
        }

        Did.Enqueue($"{context.StepId}={name}");
        return Task.FromResult(ActionOutcome.Of(context.Input.DeepClone().AsObject()));
    }

    public Task<Result<Done>> UndoAsync(UndoContext context, CancellationToken ct)
    {
        Undid.Enqueue($"{context.StepId}={context.Output["name"]}");
        return Task.FromResult<Result<Done>>(Done.Value);
    }
}

/// <summary>test:stumble: fails in the first real run of a step, and never again.</summary>
/// <param name="runs">How many real runs it has behind it.</param>
internal sealed class StumbleAction(int runs = 0) : IScaffoldAction
{
    private int _runs = runs;

    public string Id => "test:stumble";

    public ActionInfo Info { get; } = new("Fails in the first real run of a step, and never again.", [], []);

    public Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
        => Task.FromResult(context.DryRun || Interlocked.Increment(ref _runs) > 1 ? ActionOutcome.Of() : ActionOutcome.Fail("test.stumbled", "It stumbled."));
}
