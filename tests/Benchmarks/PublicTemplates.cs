using System.Globalization;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Benchmarks;

/// <summary>How far templates of others get here: every file below a folder that says it is a Template is read, and its actions are looked up.</summary>
internal static class PublicTemplates
{
    private const string Marker = "scaffolder.backstage.io/v1beta3";

    public static int Run(string root, IReadOnlyCollection<string> actions)
    {
        List<ScaffoldTemplate> read = [];
        List<TemplateProblem> problems = [];
        foreach (var path in Directory.EnumerateFiles(root, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(path);
            if (!text.Contains(Marker, StringComparison.Ordinal) || text.Contains("\n{%", StringComparison.Ordinal))
            {
                continue; // a skeleton of a template is no template yet
            }

            var (template, problem) = TemplateReader.Read(text, Path.GetRelativePath(root, path), Path.GetDirectoryName(path)!, "", root);
            if (template is not null)
            {
                read.Add(template);
            }

            if (problem is not null)
            {
                problems.Add(problem);
            }
        }

        Print(read, problems, actions);
        return problems.Count == 0 ? 0 : 1;
    }

    private static void Print(List<ScaffoldTemplate> read, List<TemplateProblem> problems, IReadOnlyCollection<string> actions)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{read.Count} read, {problems.Count} not"));
        problems.ForEach(p => Console.WriteLine($"  {p.Path}:{p.Line} {p.Message}"));
        var missing = read.SelectMany(t => t.Steps.Select(s => (Template: t, s.Action))).Where(s => !actions.Contains(s.Action)).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{read.Count - missing.Select(m => m.Template).Distinct().Count()} have all their actions here; missing:"));
        foreach (var group in missing.GroupBy(m => m.Action, StringComparer.Ordinal).OrderByDescending(g => g.Select(m => m.Template).Distinct().Count()))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Select(m => m.Template).Distinct().Count(),4} {group.Key}"));
        }

        foreach (var group in read.SelectMany(t => t.Pages.SelectMany(p => Fields(p.Schema))).CountBy(f => f, StringComparer.Ordinal).OrderByDescending(g => g.Value))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  ui:field {group.Key}: {group.Value}"));
        }
    }

    private static IEnumerable<string> Fields(System.Text.Json.Nodes.JsonNode? node) => node switch
    {
        System.Text.Json.Nodes.JsonObject map => map.SelectMany(p => p.Key == "ui:field" && p.Value is System.Text.Json.Nodes.JsonValue value ? [value.ToString()] : Fields(p.Value)),
        System.Text.Json.Nodes.JsonArray list => list.SelectMany(Fields),
        _ => [],
    };
}
