using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>One text while it is checked: what was found, and what expressions may refer to.</summary>
internal sealed partial class LintRun(string text, YamlJson yaml, ScaffoldActions actions, ITemplateEngine engine)
{
    private readonly string[] _lines = text.Split('\n');

    public List<TemplateFinding> Findings { get; } = [];

    public ScaffoldActions Actions => actions;

    /// <summary>Names of all parameters in all branches; of secrets.</summary>
    public HashSet<string> Parameters { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Steps that stand before the one that is checked, with their actions.</summary>
    public Dictionary<string, string> Steps { get; } = new(StringComparer.Ordinal);

    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public void Add(int line, int column, string message, string fix) => Findings.Add(new(Math.Max(1, line), Math.Max(1, column), message, fix));

    /// <summary>At a key of a map; at the map itself where the key is not there.</summary>
    public void At(JsonObject map, string key, string message, string fix)
    {
        var (line, column) = yaml.PlaceOfKey(map, key) is { Line: > 0 } place ? place : yaml.PlaceOf(map);
        Add(line, column, message, fix);
    }

    public void At(JsonNode? node, string message, string fix)
    {
        var (line, column) = yaml.PlaceOf(node);
        Add(line, column, message, fix);
    }

    /// <summary>Checks every text below: whether it is a template at all, and whether what it names is there.</summary>
    /// <param name="node">A tree.</param>
    /// <param name="inEach">Whether <c>each</c> can be read.</param>
    /// <param name="later">Steps that come later, for the message; null where all have run.</param>
    public void Expressions(JsonNode? node, bool inEach, IReadOnlyCollection<string>? later)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (_, value) in map) { Expressions(value, inEach, later); }
                break;
            case JsonArray list:
                foreach (var item in list) { Expressions(item, inEach, later); }
                break;
            case JsonValue value when value.TryGetValue<string>(out var said) && (said.Contains("${{", StringComparison.Ordinal) || said.Contains("{%", StringComparison.Ordinal)):
                Expression(value, said, inEach, later);
                break;
        }
    }

    private void Expression(JsonValue node, string said, bool inEach, IReadOnlyCollection<string>? later)
    {
        if (engine.SyntaxProblem(said) is { } problem)
        {
            var first = Inside().Match(said);
            Found(node, first.Success ? first.Value : said, $"This is no expression: {Tidy(problem)}", "Look at brackets, quotes and the names of filters and tags.");
            return;
        }

        foreach (Match inside in Inside().Matches(said))
        {
            foreach (Match reference in Reference().Matches(Quoted().Replace(inside.Value, q => Brackets(inside.Value, q) ? q.Value : new string(' ', q.Length))))
            {
                Refers(node, reference, inEach, later);
            }
        }
    }

    private void Refers(JsonValue node, Match reference, bool inEach, IReadOnlyCollection<string>? later)
    {
        if (!reference.Groups["name"].Success && reference.Groups["root"].Value != "each")
        {
            return; // all of them: ${{ parameters | dump }}
        }

        var name = reference.Groups["name"].Value;
        switch (reference.Groups["root"].Value)
        {
            case "parameters" when !Parameters.Contains(name):
                Found(node, reference.Value, $"There is no parameter '{name}'.", Near(name, Parameters, "Add it to parameters, or use one of"));
                break;
            case "secrets" when !Secrets.Contains(name):
                Found(node, reference.Value, $"There is no secret '{name}'.", Near(name, Secrets, "Ask for it with ui:field: Secret, or use one of"));
                break;
            case "steps" when !Steps.ContainsKey(name):
                Found(node, reference.Value, later?.Contains(name) == true ? $"Step '{name}' comes later: it has no output yet." : $"There is no step '{name}' before this.",
                    later?.Contains(name) == true ? "Move that step up." : Near(name, Steps.Keys, "Use one of"));
                break;
            case "steps" when reference.Groups["output"] is { Success: true, Value: var output } && actions.Find(Steps[name]) is { Info.Outputs: { Count: > 0 } outputs } && outputs.All(o => o.Name != output):
                Found(node, reference.Value, $"{Steps[name]} answers no output '{output}'.", Near(output, outputs.Select(o => o.Name), "Use one of"));
                break;
            case "each" when !inEach:
                Found(node, reference.Value, "each is read by steps with each only.", "Add each to the step, or name a parameter.");
                break;
        }
    }

    /// <summary>The place of a part of a text: looked for in the source from where the text begins.</summary>
    private void Found(JsonNode node, string part, string message, string fix)
    {
        var (line, column) = yaml.PlaceOf(node);
        var probe = part.Split('\n')[0].TrimEnd('\r');
        for (var i = Math.Max(0, line - 1); i < _lines.Length && i < line + 200; i++)
        {
            if (_lines[i].IndexOf(probe, i == line - 1 ? Math.Min(Math.Max(0, column - 1), _lines[i].Length) : 0, StringComparison.Ordinal) is >= 0 and var at)
            {
                Add(i + 1, at + 1, message, fix);
                return;
            }
        }

        Add(line, column, message, fix);
    }

    public static string Near(string name, IEnumerable<string> known, string otherwise)
    {
        var all = known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var near = all.Find(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? all.Where(k => Distance(k, name) <= Math.Max(2, name.Length / 4)).MinBy(k => Distance(k, name));
        return near is not null && near.Length > 2
            ? $"Did you mean {near}?" : all.Count == 0 ? "There is none here." : $"{otherwise} {string.Join(", ", all.Take(12))}{(all.Count > 12 ? " and others" : "")}.";
    }

    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    /// <summary>steps['x'] is a name, 'x' alone is a text.</summary>
    private static bool Brackets(string expression, Match quoted) => quoted.Index > 0 && expression[quoted.Index - 1] == '[' && quoted.Index + quoted.Length < expression.Length && expression[quoted.Index + quoted.Length] == ']';

    private static string Tidy(string message) => Unknown().Replace(message, "").Trim().TrimEnd('.') + ".";

    [GeneratedRegex(@"\$\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}", RegexOptions.None, 2000)]
    private static partial Regex Inside();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|""(?:[^""\\]|\\.)*""", RegexOptions.None, 2000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.\]'""])(?<root>parameters|secrets|steps|each)(?:\.(?<name>[A-Za-z_$][\w$]*)|\[['""](?<name>[^'""]+)['""]\])?(?:(?<=^|.)\.output(?:\.(?<output>[A-Za-z_$][\w$]*)|\[['""](?<output>[^'""]+)['""]\]))?", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\(unknown path\)|Template render error:|\r?\n", RegexOptions.None, 2000)]
    private static partial Regex Unknown();
}
