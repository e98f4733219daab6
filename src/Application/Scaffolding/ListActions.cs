using System.Text;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What a step of a template can do here, as the code says it.</summary>
public sealed record ListActions(string? Text = null) : IQuery<ActionGuide>
{
    public Demand Demand => new(Permissions.ScaffoldRead);
}

/// <param name="Actions">By id.</param>
/// <param name="Total">How many there are without the text.</param>
public sealed record ActionGuide(IReadOnlyList<ActionEntry> Actions, int Total);

/// <summary>One action.</summary>
public sealed record ActionEntry(string Id, ActionInfo Info)
{
    /// <summary>For addresses: fetch-template.</summary>
    public string Anchor => Id.Replace(':', '-');
}

internal sealed class ListActionsHandler(ScaffoldActions actions) : IQueryHandler<ListActions, ActionGuide>
{
    public Task<Result<ActionGuide>> Handle(ListActions query, CancellationToken cancellationToken)
    {
        var all = ActionDocs.Of(actions);
        return Task.FromResult<Result<ActionGuide>>(new ActionGuide([.. all.Where(a => string.IsNullOrWhiteSpace(query.Text) || Says(a, query.Text.Trim()))], all.Count));
    }

    private static bool Says(ActionEntry action, string text)
        => new[] { action.Id, action.Info.Description }.Concat(action.Info.Inputs.SelectMany(i => new[] { i.Name, i.Description })).Concat(action.Info.Outputs.SelectMany(o => new[] { o.Name, o.Description }))
            .Any(t => t.Contains(text, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The guide to all actions, made from the code that runs them.</summary>
public static class ActionDocs
{
    public static IReadOnlyList<ActionEntry> Of(ScaffoldActions actions) => [.. actions.Ids.Order(StringComparer.Ordinal).Select(id => new ActionEntry(id, actions.Find(id)!.Info))];

    /// <summary>As a page of the documentation.</summary>
    /// <param name="filters">Names of the template language's filters.</param>
    public static string Markdown(IEnumerable<ActionEntry> actions, IEnumerable<string> filters)
    {
        StringBuilder text = new("""
            # Actions of templates

            What a step can do, made from the code: `portal template actions --markdown`. A step names the action, gives it inputs, and later steps read its outputs as
            `${{ steps['id'].output.name }}`. How a template is written and tried: [Templates](templates.md).

            """);
        foreach (var action in actions)
        {
            text.Append('\n').Append("## ").Append(action.Id).Append("\n\n").Append(action.Info.Description).Append('\n');
            Table(text, "Input", action.Info.Inputs.Select(i => ($"`{i.Name}`{(i.Required ? " (required)" : "")}", i.Type, i.Description)));
            Table(text, "Output", action.Info.Outputs.Select(o => ($"`{o.Name}`", o.Type, o.Description)));
            if (action.Info.Example is { } example)
            {
                text.Append("\n```yaml\n").Append(example.Trim('\n').ReplaceLineEndings("\n")).Append("\n```\n");
            }
        }

        text.Append("\n## Filters\n\nWhat stands behind `|` in an expression. A filter that is not listed is refused with its name and place; others' portals may have some of their own, made by code that is not in their templates.\n\n")
            .AppendJoin(", ", filters.Select(f => $"`{f}`")).Append(".\n\n`now` answers the milliseconds since 1970 at which the run was started, in every attempt and every later upgrade the same; in tests of templates it is the beginning of 2026.\n");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Table(StringBuilder text, string what, IEnumerable<(string Name, string Type, string Description)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        text.Append("\n| ").Append(what).Append(" | Type | |\n|---|---|---|\n");
        foreach (var (name, type, description) in all)
        {
            text.Append("| ").Append(name).Append(" | ").Append(Cell(type)).Append(" | ").Append(Cell(description)).Append(" |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
