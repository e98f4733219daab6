using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>Templates in a folder, one folder each with a template.yaml. Looked at again at most every two seconds, so an edit shows without a restart.</summary>
internal sealed class FileTemplateSource(IOptions<ScaffoldingOptions> options, TimeProvider clock) : ITemplateSource
{
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
        string[] folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        foreach (var folder in folders.Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, "template.yaml");
            if (!File.Exists(path))
            {
                continue;
            }

            var (template, problem) = TemplateReader.Read(File.ReadAllText(path), Path.GetRelativePath(root, path), folder, HashOf(folder));
            if (template is not null && templates.Exists(t => t.Ref == template.Ref))
            {
                problem = new(Path.GetRelativePath(root, path), 0, $"{template.Ref} is there already, from another folder. Give it another name.");
            }
            else if (template is not null)
            {
                templates.Add(template);
            }

            if (problem is not null)
            {
                problems.Add(problem);
            }
        }

        return new(templates, problems, stamp, now);
    }

    private static string Stamp(string root) => Directory.Exists(root)
        ? string.Join('\n', new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories).Select(f => $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}").Order(StringComparer.Ordinal))
        : "";

    internal static string HashOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file) + "\0"));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Shelf(IReadOnlyList<ScaffoldTemplate> Templates, IReadOnlyList<TemplateProblem> Problems, string Stamp, long LookedAt);
}
