using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>The verbs <c>portal template test|validate|actions</c>: for authors, without server, database or network.</summary>
public static class TemplateCommand
{
    private static readonly string[] Names = ["template.yaml", "template.yml"];
    private const int Wrong = 1;
    private const int Misused = 2;

    public const string Usage = """
        portal template validate <folder or file>...   checks templates: line, column, what is wrong, how to fix it
        portal template test <folder>... [--update]    renders tests/<case>/input.yaml by a dry run and compares with tests/<case>/expected; --update writes it
        portal template actions [--markdown]           lists what steps can do
        """;

    /// <returns>0: all well; 1: something is wrong or differs; 2: wrong use.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        if (args.Count == 0 || args[0] is not ("validate" or "test" or "actions") || args.Skip(1).FirstOrDefault(a => a.StartsWith("--", StringComparison.Ordinal) && a is not ("--update" or "--markdown")) is not null)
        {
            await error.WriteLineAsync(Usage);
            return Misused;
        }

        await using var services = Offline();
        ScaffoldActions actions = new(services.GetServices<IScaffoldAction>());
        var engine = services.GetRequiredService<ITemplateEngine>();
        TemplateLint lint = new(actions, engine);
        var paths = args.Skip(1).Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (args[0] == "actions")
        {
            return await ListAsync(ActionDocs.Of(actions), args.Contains("--markdown"), output);
        }

        if (paths.Count == 0)
        {
            await error.WriteLineAsync($"Name a folder.\n{Usage}");
            return Misused;
        }

        var worst = 0;
        foreach (var path in paths)
        {
            if (FileOf(path) is not { } file)
            {
                await error.WriteLineAsync($"{path}: there is no template.yaml. Name a template's folder or its file.");
                return Misused;
            }

            var valid = await ValidateAsync(lint, file, output, ct);
            worst = Math.Max(worst, valid is null ? Wrong : args[0] == "test" ? await new GoldenCases(new(engine, actions)).RunAsync(valid, args.Contains("--update"), output, error, ct) : 0);
        }

        return worst;
    }

    /// <summary>The template, or null when something is wrong with it.</summary>
    private static async Task<ScaffoldTemplate?> ValidateAsync(TemplateLint lint, string file, TextWriter output, CancellationToken ct)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var linted = lint.Check(await File.ReadAllTextAsync(file, ct), folder, folder);
        foreach (var finding in linted.Findings)
        {
            await output.WriteLineAsync($"{file}:{finding.Line}:{finding.Column}: {finding.Message} {finding.Fix}");
        }

        if (linted.Findings.Count == 0)
        {
            await output.WriteLineAsync($"{file}: valid");
        }

        return linted.Findings.Count == 0 ? linted.Template : null;
    }

    private static async Task<int> ListAsync(IReadOnlyList<ActionEntry> actions, bool markdown, TextWriter output)
    {
        if (markdown)
        {
            await output.WriteAsync(ActionDocs.Markdown(actions, new NunjucksInstance().Filters()));
            return 0;
        }

        foreach (var action in actions)
        {
            await output.WriteLineAsync($"{action.Id,-36} {action.Info.Description}");
        }

        return 0;
    }

    private static string? FileOf(string path)
        => File.Exists(path) ? path : Directory.Exists(path) ? Names.Select(n => Path.Combine(path, n)).FirstOrDefault(File.Exists) : null;

    /// <summary>Everything registered as the server has it, and nothing started: actions are asked for dry runs only.</summary>
    private static ServiceProvider Offline()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Data:Directory"] = Path.Combine(Path.GetTempPath(), "portal-offline"),
            ["ConnectionStrings:Portal"] = "Data Source=:memory:",
        }).Build();
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddLogging().AddApplication().AddInfrastructure(configuration);
        services.AddSingleton<ICatalog, OfflineCatalog>().AddSingleton<IScaffoldCatalog, OfflineCatalog>().AddSingleton<ILiveFeed, OfflineFeed>();
        return services.BuildServiceProvider();
    }
}
