using System.Text;
using System.Text.Json;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>What a manifest calls the package that it builds. A manifest that cannot be read names none: whoever reads its dependencies says why.</summary>
internal static class OwnNames
{
    private const int MostNames = 50;

    public static IReadOnlyList<OwnPackage> Read(ManifestTree tree, IEnumerable<string> paths)
    {
        List<OwnPackage> found = [];
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var name = ManifestTree.Name(path);
            try
            {
                found.AddRange(Of(tree, path, name).Where(n => n.Length > 2).Select(n => new OwnPackage(n, name)));
            }
            catch (Exception ex) when (ex is MalformedException or JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // Its dependencies are not read either, and that is shown with the reason.
            }
        }

        return [.. found.DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Take(MostNames)];
    }

    private static IEnumerable<string> Of(ManifestTree tree, string path, string name) => name switch
    {
        "package.json" => Npm(tree.Bytes(path)),
        "go.mod" => Lines(tree.Bytes(path)).Where(l => l.StartsWith("module ", StringComparison.Ordinal)).Select(l => l[7..].Trim().Trim('"')).Take(1),
        "pyproject.toml" => Lines(tree.Bytes(path)).Where(l => l.StartsWith("name", StringComparison.Ordinal) && l.Contains('=', StringComparison.Ordinal)).Select(l => l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim().Trim('"', '\'')).Take(1),
        "pom.xml" => Maven(tree.Bytes(path), path),
        _ when name.EndsWith("proj", StringComparison.OrdinalIgnoreCase) => Dotnet(tree.Bytes(path), path, name[..name.LastIndexOf('.')]),
        _ => [],
    };

    private static List<string> Npm(byte[]? content)
    {
        using var document = content is null ? null : JsonDocument.Parse(content, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("name", out var name) && name.GetString() is { } text ? [text] : [];
    }

    // Java packages are mostly called group.artifact, the dashes of the artifact being dots or nothing.
    private static List<string> Maven(byte[]? content, string path)
    {
        var root = content is null ? null : SafeXml.Parse(content, path);
        var (group, artifact) = (root?.Child("groupId") ?? root?.Elements().FirstOrDefault(e => e.Name.LocalName == "parent")?.Child("groupId"), root?.Child("artifactId"));
        return group is null || artifact is null ? [] : [$"{group}.{artifact}", $"{group}.{artifact.Replace('-', '.')}", $"{group}.{artifact.Replace("-", "", StringComparison.Ordinal)}", $"{group}:{artifact}"];
    }

    private static List<string> Dotnet(byte[]? content, string path, string project)
    {
        var properties = content is null ? [] : SafeXml.Parse(content, path).Elements().Where(e => e.Name.LocalName == "PropertyGroup").ToList();
        return [.. properties.SelectMany(p => new[] { p.Child("RootNamespace"), p.Child("AssemblyName"), p.Child("PackageId") }).OfType<string>().Where(n => !n.Contains('$', StringComparison.Ordinal)), project];
    }

    private static IEnumerable<string> Lines(byte[]? content) => content is null ? [] : Encoding.UTF8.GetString(content).Split('\n').Select(l => l.Trim());
}
