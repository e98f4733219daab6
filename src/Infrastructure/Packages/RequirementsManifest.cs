using System.Text.RegularExpressions;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>requirements.txt and its kind. A version pinned with == is known; everything else is a wish.</summary>
/// <remarks>Source: pip.pypa.io, "Requirements File Format"; PEP 508 for a line.</remarks>
internal static partial class RequirementsManifest
{
    private const int MaxDepth = 10;

    public static void Read(ManifestReading reading, string path) => Read(reading, path, IsForDevelopment(ManifestTree.Name(path)), 0);

    /// <summary>Adds what a PEP 508 line asks for.</summary>
    /// <returns>The id under which it was added, or null when the line is none.</returns>
    public static string? Add(ManifestReading reading, string file, string line, bool isDevelopment)
    {
        if (Requirement().Match(line) is not { Success: true } match)
        {
            return null;
        }

        var name = match.Groups["name"].Value;
        var wish = match.Groups["wish"].Value.Trim().Trim('(', ')').Trim();
        var pinned = Pinned().Match(wish);
        var id = $"{file}:{Ecosystems.Key(Ecosystems.PyPi, name)}";
        reading.Add(id, Ecosystems.PyPi, name, pinned.Success ? pinned.Groups["version"].Value : wish, isDevelopment);
        reading.Graph.Direct(id);
        return id;
    }

    private static bool IsForDevelopment(string name) => name.Contains("dev", StringComparison.OrdinalIgnoreCase) || name.Contains("test", StringComparison.OrdinalIgnoreCase) || name.Contains("lint", StringComparison.OrdinalIgnoreCase) || name.Contains("doc", StringComparison.OrdinalIgnoreCase);

    private static void Read(ManifestReading reading, string path, bool isDevelopment, int depth)
    {
        if (!reading.Done.Add($"{path}:{isDevelopment}") || reading.Tree.Text(path) is not { } text)
        {
            return;
        }

        var number = 0;
        var whole = "";
        foreach (var line in text.Split('\n'))
        {
            number++;
            var part = line.TrimEnd('\r', ' ', '\t');
            if (part.EndsWith('\\'))
            {
                whole += part[..^1] + " ";
                continue;
            }

            whole = Comment().Replace(whole + part, "").Trim();
            var stated = whole;
            whole = "";
            if (stated.Length == 0)
            {
                continue;
            }

            if (Include().Match(stated) is { Success: true } include)
            {
                // Constraints say in which version, not that it is there.
                if (include.Groups["kind"].Value is "-r" or "--requirement" && depth < MaxDepth && ManifestTree.Join(ManifestTree.Folder(path), include.Groups["file"].Value) is { } other)
                {
                    Read(reading, other, isDevelopment, depth + 1);
                }
            }
            else if (!stated.StartsWith('-') && Add(reading, path, Option().Replace(stated, "").Split(';')[0], isDevelopment) is null)
            {
                reading.Notes.Add($"{path}, line {number}: '{(stated.Length > 60 ? stated[..60] + "..." : stated)}' names no package of PyPI and is left out.");
            }
        }
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*(?<wish>(\(?\s*(===|==|~=|!=|<=|>=|<|>)[^@]*)?)(@\s*\S+)?\s*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Requirement();

    [GeneratedRegex(@"^={2,3}\s*(?<version>[^,*\s]+)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"(^|\s)#.*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s--(hash|global-option|config-settings)[= ].*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Option();

    [GeneratedRegex(@"^(?<kind>-r|--requirement|-c|--constraint)[\s=]*(?<file>\S+)\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Include();
}
