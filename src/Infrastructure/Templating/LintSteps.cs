using System.Text.Json.Nodes;

namespace Portal.Infrastructure.Templating;

/// <summary>Checks the steps and the output.</summary>
internal sealed class LintSteps(LintRun run)
{
    public void Check(JsonObject spec)
    {
        if (spec["steps"] is not JsonArray steps || steps.Count == 0)
        {
            run.At(spec, "steps", "spec.steps is missing: a template without steps makes nothing.", "Add a list of steps, each with id and action.");
            return;
        }

        var ids = steps.Select((s, i) => s is JsonObject o ? LintRun.Text(o["id"]) ?? $"step-{i + 1}" : "").ToList();
        HashSet<string> always = new(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not JsonObject step)
            {
                run.At(steps[i], "A step must be a map with id and action.", "Write - id: ... and action: ... below it.");
                continue;
            }

            if (run.Steps.ContainsKey(ids[i]) && (always.Contains(ids[i]) || !step.ContainsKey("if")))
            {
                run.At(step, "id", $"Two steps have the id {ids[i]}, and both can run.", "Give one another id, or give both an if of which only one holds.");
            }

            Step(step, ids[i], [.. ids.Skip(i + 1)]);
            run.Steps[ids[i]] = LintRun.Text(step["action"]) ?? "";
            if (!step.ContainsKey("if"))
            {
                always.Add(ids[i]);
            }
        }

        run.Expressions(spec["output"], inEach: false, null);
    }

    private void Step(JsonObject step, string id, List<string> later)
    {
        foreach (var (key, _) in step.Where(k => k.Key is not ("id" or "name" or "action" or "if" or "each" or "input")))
        {
            run.At(step, key, $"A step has no '{key}'.", LintRun.Near(key, ["id", "name", "action", "if", "each", "input"], "A step has"));
        }

        if (step["if"] is JsonObject or JsonArray)
        {
            run.At(step, "if", $"Step {id}: if must be true, false or an expression.", "Write if: ${{ parameters.wanted }}.");
        }

        if (step.ContainsKey("each") && step["each"] is not (JsonArray or JsonObject) && LintRun.Text(step["each"])?.Contains("${{", StringComparison.Ordinal) != true)
        {
            run.At(step, "each", $"Step {id}: each must be a list, a map, or an expression that answers one.", "Write each: ${{ parameters.names }}.");
        }

        Action(step, id);
        run.Expressions(step["if"], inEach: step.ContainsKey("each"), later);
        run.Expressions(step["each"], inEach: false, later);
        run.Expressions(step["name"], inEach: step.ContainsKey("each"), later);
        run.Expressions(step["input"], inEach: step.ContainsKey("each"), later);
    }

    private void Action(JsonObject step, string id)
    {
        if (LintRun.Text(step["action"]) is not { } name)
        {
            run.At(step, "action", $"Step {id} lacks its action.", "Name one; /create/actions lists them.");
            return;
        }

        if (run.Actions.Find(name) is not { } action)
        {
            run.At(step, "action", $"Step {id} asks for the action {name}, which this portal does not have.", LintRun.Near(name, run.Actions.Ids, "It has"));
            return;
        }

        if (step.ContainsKey("input") && step["input"] is not JsonObject)
        {
            run.At(step, "input", $"Step {id}: input must be a map.", "Write one name and value a line below input.");
            return;
        }

        var input = step["input"] as JsonObject ?? [];
        foreach (var (key, _) in input.Where(k => action.Info.Inputs.All(i => i.Name != k.Key) && !k.Key.Contains("${{", StringComparison.Ordinal)))
        {
            run.At(input, key, $"{name} has no input '{key}'.", LintRun.Near(key, action.Info.Inputs.Select(i => i.Name), "It has"));
        }

        foreach (var missing in action.RequiredInputs.Where(r => !input.ContainsKey(r) && !input.Any(k => k.Key.Contains("${{", StringComparison.Ordinal))))
        {
            run.At(step, step.ContainsKey("input") ? "input" : "action", $"Step {id} ({name}) lacks its input '{missing}'.", action.Info.Inputs.FirstOrDefault(i => i.Name == missing)?.Description ?? "Add it.");
        }
    }
}
