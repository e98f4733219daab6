using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Identity;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>How far templates of others get here: every file below a folder that says it is a Template is read, and its actions are looked up.</summary>
internal static class PublicTemplates
{
    private const string Seed = """
        tokens:
          test_token_admin: {login: admin, scopes: [repo, user, admin:org]}
        github:
          users:
            - {login: admin, name: Admin, email: admin@example.test}
          orgs:
            - {login: acme, name: Acme}
        """;

    private const string Marker = "scaffolder.backstage.io/v1beta3";

    public static async Task<int> RunAsync(string root)
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

        await using var server = await NpmServer.EmulateAsync(Seed, "github");
        await using PortalHost host = new();
        host.Set("SourceControl:Provider", "GitHub");
        host.Set("GitHub:BaseUrl", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}"));
        host.Set("GitHub:Organization", "acme");
        host.Set("GitHub:Token", "test_token_admin");
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(graph => graph.Entities.Count > 3);
        var actions = host.Services.GetRequiredService<ScaffoldActions>();
        Print(read, problems, actions.Ids);
        await PreviewAsync(host.Services, read.FindAll(t => actions.Unknown(t).Count == 0), actions);
        return problems.Count == 0 ? 0 : 1;
    }

    /// <summary>A dry run with made-up answers: refs of the test organisation where entities are asked for, the catalog's own checks left out.</summary>
    private static async Task PreviewAsync(IServiceProvider services, List<ScaffoldTemplate> templates, ScaffoldActions actions)
    {
        Actor author = new("user:default/ada", "Ada", Role.PlatformEngineer, ["group:default/alpha"], "user:default/ada");
        DryRun dryRun = new(services.GetRequiredService<ITemplateEngine>(), actions, services.GetRequiredService<ICatalog>(), TimeProvider.System);
        var shown = 0;
        List<string> refused = [];
        foreach (var template in templates)
        {
            var answers = SampleAnswers.Fill(template.Pages, [], pages => [.. pages.Select(p => p with { Fields = [.. p.Fields.Select(Offered)] })]);
            foreach (var place in template.Fields.Where(f => f.Kind is FieldKind.Text or FieldKind.Select && IsOrganization(f.Name)))
            {
                answers[place.Name] = "acme"; // the organisation that this portal may work in
            }

            JsonObject secrets = [];
            foreach (var field in template.Fields.Where(f => f.IsSecret))
            {
                secrets[field.Name] = "sample-secret";
            }

            var outcome = await dryRun.RunAsync(template, answers, secrets, author, CancellationToken.None);
            shown += outcome.IsSuccess ? 1 : 0;
            if (outcome.Failure is { } failure)
            {
                refused.Add($"  {Path.GetRelativePath(template.Root, template.Folder)}: {failure.Message.ReplaceLineEndings(" ")}");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shown} of {templates.Count} previewed; the others:"));
        refused.ForEach(Console.WriteLine);
    }

    private static bool IsOrganization(string name)
        => name.Contains("org", StringComparison.OrdinalIgnoreCase) || name.Contains("repoOwner", StringComparison.OrdinalIgnoreCase) || name.Contains("repo_owner", StringComparison.OrdinalIgnoreCase);

    private static FormField Offered(FormField field) => field.Kind switch
    {
        FieldKind.Owner => field with { Options = [new("group:default/alpha", "Alpha")] },
        FieldKind.Entity => field with { Options = [new("component:default/alpha-api", "alpha-api")] },
        FieldKind.RepoUrl => field with { Options = [new("github.com", "github.com")], Placeholder = "acme" },
        FieldKind.Group or FieldKind.Rows => field with { Fields = [.. field.Fields.Select(Offered)] },
        _ => field,
    };

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
