using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Portal.Application.Onboarding;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Portal.Infrastructure.Docs;

/// <summary>
/// Markdown from Docs:Path (the organisation's) and from docs/user beside the executable (the portal's, under portal/).
/// Read again when a file is newer than what is kept.
/// </summary>
internal sealed partial class MarkdownLibrary(IConfiguration configuration, ILogger<MarkdownLibrary> logger) : IDocsLibrary
{
    private const int LargestFile = 1_000_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UseAutoIdentifiers().UsePipeTables().UseAutoLinks().UseTaskLists().UseEmphasisExtras().Build();

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DocPage> _pages = new(StringComparer.Ordinal);

    public IReadOnlyList<DocPage> All()
        => [.. Roots().SelectMany(root => Files(root.Folder).Select(file => Read(root.Prefix, root.Folder, file))).OfType<DocPage>().OrderBy(p => p.Title, StringComparer.OrdinalIgnoreCase)];

    public DocPage? Find(string slug)
    {
        foreach (var (prefix, folder) in Roots().Where(r => slug.StartsWith(r.Prefix, StringComparison.Ordinal)))
        {
            var file = Path.GetFullPath(Path.Combine(folder, slug[prefix.Length..] + ".md"));
            if (file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file))
            {
                return Read(prefix, folder, file);
            }
        }

        return null;
    }

    public IReadOnlyList<ChecklistStep> Checklist()
    {
        if (configuration["Onboarding:Checklist"] is not { Length: > 0 } file || !File.Exists(file))
        {
            return [];
        }

        try
        {
            var read = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build()
                .Deserialize<ChecklistFile>(File.ReadAllText(file));
            return [.. (read?.Steps ?? []).Select(s => new ChecklistStep(s.Id, s.Title, s.Why, s.Link))];
        }
        catch (YamlDotNet.Core.YamlException ex)
        {
            Log.BadChecklist(logger, file, ex.Start.Line, ex.Message);
            return [];
        }
    }

    private IEnumerable<(string Prefix, string Folder)> Roots()
    {
        var own = Path.Combine(AppContext.BaseDirectory, "docs", "user");
        if (Directory.Exists(own))
        {
            yield return ("portal/", own);
        }

        if (configuration["Docs:Path"] is { Length: > 0 } path && Directory.Exists(path))
        {
            yield return ("", Path.GetFullPath(path));
        }
    }

    private static IEnumerable<string> Files(string folder)
        => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private DocPage? Read(string prefix, string folder, string file)
    {
        var info = new FileInfo(file);
        var slug = prefix + Path.GetRelativePath(folder, file).Replace('\\', '/')[..^3];
        var modified = new DateTimeOffset(info.LastWriteTimeUtc);
        lock (_gate)
        {
            if (_pages.TryGetValue(slug, out var kept) && kept.ModifiedAt == modified)
            {
                return kept;
            }
        }

        if (info.Length > LargestFile)
        {
            Log.TooLarge(logger, file, info.Length);
            return null;
        }

        var document = Markdown.Parse(File.ReadAllText(file), Pipeline);
        var title = document.Descendants<HeadingBlock>().FirstOrDefault(h => h.Level == 1) is { Inline: { } inline }
            ? string.Concat(inline.Descendants<LiteralInline>().Select(l => l.Content.ToString()))
            : Path.GetFileNameWithoutExtension(file);
        MakeSafe(document, slug);

        // A wide sample scrolls, so the keyboard must reach it.
        var html = document.ToHtml(Pipeline).Replace("<pre>", "<pre tabindex=\"0\">", StringComparison.Ordinal);
        var page = new DocPage(slug, title, html, modified);
        lock (_gate)
        {
            return _pages[slug] = page;
        }
    }

    // Only web, mail and own addresses stay links; links between the files lose their ".md".
    private static void MakeSafe(MarkdownDocument document, string slug)
    {
        foreach (var link in document.Descendants<LinkInline>())
        {
            var url = link.Url ?? "";
            if (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !url.StartsWith('/'))
            {
                link.Url = absolute.Scheme is "http" or "https" or "mailto" ? url : "#";
            }
            else if (url.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && !url.StartsWith('/'))
            {
                var from = new Uri("http://docs/docs/" + slug);
                link.Url = new Uri(from, url[..^3]).AbsolutePath;
            }
        }
    }

    private sealed class ChecklistFile
    {
        public List<Step> Steps { get; set; } = [];
    }

    private sealed class Step
    {
        public string Id { get; set; } = "";

        public string Title { get; set; } = "";

        public string Why { get; set; } = "";

        public string Link { get; set; } = "/";
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "The onboarding checklist {File} is not read: line {Line}: {Problem}")]
        public static partial void BadChecklist(ILogger logger, string file, long line, string problem);

        [LoggerMessage(1102, LogLevel.Warning, "The page {File} is left out: {Bytes} bytes are too many")]
        public static partial void TooLarge(ILogger logger, string file, long bytes);
    }
}
