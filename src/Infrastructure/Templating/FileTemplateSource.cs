using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>Templates in a folder, one folder each with a template.yaml. Looked at again at most every two seconds, so an edit shows without a restart.</summary>
internal sealed class FileTemplateSource(IOptions<ScaffoldingOptions> options, TimeProvider clock) : ITemplateSource
{
    private const string Marker = "apiVersion: scaffolder.backstage.io/v1beta3";
    private const long LargestTemplate = 1024 * 1024;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private Shelf? _shelf;

    public IReadOnlyList<ScaffoldTemplate> All => Current().Templates;

    public IReadOnlyList<TemplateProblem> Problems => Current().Problems;

    public ScaffoldTemplate? Find(EntityRef reference) => All.FirstOrDefault(t => t.Ref == reference);

    private Shelf Current()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_shelf is { } shelf && clock.GetElapsedTime(shelf.LookedAt, now) < LookAgain)
            {
                return shelf;
            }

            var root = Path.GetFullPath(options.Value.TemplatesPath, AppContext.BaseDirectory);
            var stamp = Stamp(root);
            return _shelf = _shelf is { } same && same.Stamp == stamp ? same with { LookedAt = now } : Load(root, stamp, now);
        }
    }

    private static Shelf Load(string root, string stamp, long now)
    {
        List<ScaffoldTemplate> templates = [];
        List<TemplateProblem> problems = [];
        foreach (var path in Files(root))
        {
            var folder = Path.GetDirectoryName(path)!;
            var name = Path.GetRelativePath(root, path);
            foreach (var (template, problem) in Read(root, folder, path, name))
            {
                if (problem is not null)
                {
                    problems.Add(problem);
                }
                else if (templates.Exists(t => t.Ref == template!.Ref))
                {
                    problems.Add(new(name, 0, $"{template!.Ref} is there already, from another file. Give it another name."));
                }
                else
                {
                    templates.Add(template!);
                }
            }
        }

        return new(templates, problems, stamp, now);
    }

    private static IReadOnlyList<(ScaffoldTemplate? Template, TemplateProblem? Problem)> Read(string root, string folder, string path, string name)
    {
        try
        {
            var former = TemplateHash.OfAll(folder);
            return [.. TemplateReader.ReadAll(File.ReadAllText(path), name, folder, TemplateHash.Of(folder), Home(root, folder)).Select(r => (r.Template is null ? null : r.Template with { FormerHash = former }, r.Problem))];
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return [(null, new(name, 0, $"It cannot be read: {ex.Message}"))]; // the others are offered all the same
        }
    }

    /// <summary>Template files below the folder, wherever a cloned repository of templates keeps them; what lies below a template is its skeleton.</summary>
    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var here = Directory.EnumerateFiles(folder).Where(IsTemplate).Order(StringComparer.Ordinal).ToList();
        return here.Count > 0 ? here : Directory.EnumerateDirectories(folder).Where(d => Path.GetFileName(d)[0] != '.').Order(StringComparer.Ordinal).SelectMany(Files);
    }

    private static bool IsTemplate(string path)
        => Path.GetFileName(path) is "template.yaml" or "template.yml" || (Path.GetExtension(path) is ".yaml" or ".yml" && new FileInfo(path).Length < LargestTemplate && Says(File.ReadAllText(path)));

    private static bool Says(string text) => text.StartsWith(Marker, StringComparison.Ordinal) || text.Contains("\n" + Marker, StringComparison.Ordinal);

    /// <summary>A template shares files with its neighbours of the same top folder (one repository of templates), and with nobody else's.</summary>
    private static string Home(string root, string folder)
    {
        var first = Path.GetRelativePath(root, folder).Split(Path.DirectorySeparatorChar)[0];
        return first is "." or ".." ? folder : Path.Combine(root, first);
    }

    private static string Stamp(string root) => Directory.Exists(root)
        ? string.Join('\n', new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal))
        : "";

    private sealed record Shelf(IReadOnlyList<ScaffoldTemplate> Templates, IReadOnlyList<TemplateProblem> Problems, string Stamp, long LookedAt);
}
