using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Infrastructure.Templating;

/// <summary>
/// Content hash of a template's folder: of what can reach a service. Golden-file tests beside the template do not, so that editing one does not make every service drift; where a step reads the
/// folder of tests they do.
/// </summary>
internal static partial class TemplateHash
{
    private const string Tests = "tests/";

    /// <summary>Paths relative to the folder, with forward slashes, in order: those that can reach a service.</summary>
    public static IReadOnlyList<string> Reaching(string folder)
    {
        var all = All(folder);
        return all.Any(p => p.StartsWith(Tests, StringComparison.Ordinal)) && !ReadsTests(folder) ? [.. all.Where(p => !p.StartsWith(Tests, StringComparison.Ordinal))] : all;
    }

    /// <summary>Of what can reach a service.</summary>
    public static string Of(string folder) => Of(folder, Reaching(folder));

    /// <summary>Of everything: how templates were counted before tests were left out. Services that were made then have recorded it.</summary>
    public static string OfAll(string folder) => Of(folder, All(folder));

    private static List<string> All(string folder)
        => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static string Of(string folder, IReadOnlyList<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path + "\0"));
            hash.AppendData(File.ReadAllBytes(Path.Combine(folder, path)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // In doubt the tests count: a text block, an expression, an alias, or the folder of the template as a whole may lead there.
    private static bool ReadsTests(string folder)
        => Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".yaml" or ".yml").SelectMany(f => Url().Matches(File.ReadAllText(f))).Select(m => m.Groups["value"].Value.Trim(' ', '\t', '\r', '"', '\'')).Any(value =>
        {
            var path = value.StartsWith("./", StringComparison.Ordinal) ? value[2..] : value;
            return path.Length == 0 || path[0] is '.' or '$' or '>' or '|' or '&' or '*' or '#' or ',' or '}' || path.StartsWith("tests", StringComparison.Ordinal);
        });

    [GeneratedRegex(@"\burl[""']?\s*:(?<value>[^\n]*)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Url();
}
