using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;
using YamlDotNet.Core;

namespace Portal.Infrastructure.Templating;

/// <summary>Template folders as bytes and back. A version that is opened gets a folder of its own below <paramref name="root"/>, named by its hash, and keeps it.</summary>
internal sealed class TemplateArchive(string root) : ITemplateArchive
{
    private const string Main = "template.yaml";

    public Workspace? Read(ScaffoldTemplate template)
    {
        try
        {
            Workspace files = new();
            foreach (var path in TemplateHash.Reaching(template.Folder))
            {
                FileInfo file = new(Path.Combine(template.Folder, path));
                files.Write(path, new(File.ReadAllBytes(file.FullName), IsExecutable(file)));
            }

            return TemplateHash.Of(template.Folder) == template.Hash ? files : null;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a file went away while it was read, or one has a name that no workspace takes
        }
    }

    public Task<Result<ScaffoldTemplate>> OpenAsync(TemplateContent content, CancellationToken ct)
    {
        var folder = Laid(content, f => f);
        var (template, problem) = TemplateReader.Read(File.ReadAllText(Path.Combine(folder, Main)), Main, folder, content.Hash);
        return Task.FromResult<Result<ScaffoldTemplate>>(template is not null ? template
            : new Conflict("lineage.template_unreadable", $"{content.TemplateVersion ?? content.Hash[..8]} of {content.Template} cannot be read by this version of the portal: line {problem!.Line}: {problem.Message}"));
    }

    public Workspace Reaching(TemplateContent content) => Laid(content, folder =>
    {
        var reaching = TemplateHash.Reaching(folder).ToHashSet(StringComparer.Ordinal);
        Workspace files = new();
        foreach (var (path, file) in Workspace.Unpack(content.Content).Files.Where(f => reaching.Contains(f.Key)))
        {
            files.Write(path, file);
        }

        return files;
    });

    public string ReachingHash(TemplateContent content)
    {
        try
        {
            return Laid(content, TemplateHash.Of);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return content.Hash; // a full disk must not hide what services were made from
        }
    }

    public JsonNode? ReadYaml(string text)
    {
        try
        {
            return new YamlJson().Read(text);
        }
        catch (YamlException)
        {
            return null;
        }
    }

    private T Laid<T>(TemplateContent content, Func<string, T> read)
    {
        var folder = Path.Combine(root, content.Hash);
        if (!Directory.Exists(folder))
        {
            Unpack(content, folder);
        }

        return read(folder);
    }

    // Built beside its place and moved there: whoever finds the folder finds it whole.
    private void Unpack(TemplateContent content, string folder)
    {
        var site = Path.Combine(root, $".{content.Hash}-{Guid.NewGuid():N}");
        foreach (var (path, file) in Workspace.Unpack(content.Content).Files)
        {
            var target = Path.Combine(site, Workspace.Normalise(path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, file.Content);
            if (file.Executable && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, File.GetUnixFileMode(target) | UnixFileMode.UserExecute);
            }
        }

        try
        {
            Directory.Move(site, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(site, recursive: true); // somebody else was faster
        }
    }

    private static bool IsExecutable(FileInfo file) => !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
