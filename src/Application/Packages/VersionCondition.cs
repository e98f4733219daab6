using System.Text.RegularExpressions;
using Portal.Application.Common;

namespace Portal.Application.Packages;

/// <summary>Whether a version meets a condition. A version that cannot be read meets none for sure.</summary>
public enum Met
{
    No,
    Yes,

    /// <summary>The version is no version but a range or a variable, so what is installed is not known.</summary>
    Unknown,
}

/// <summary>
/// A condition on a version: <c>&lt;2.15</c>, <c>&gt;=1.2 &lt;2</c>, <c>1.2.3</c>, <c>1.2.*</c>; alternatives with <c>||</c>. A pre-release is before its release, so &lt;2.15 holds for 2.15.0-rc.1.
/// </summary>
public sealed partial class VersionCondition
{
    public const int TextMaxLength = 200;
    private const string Help = "Write for instance <2.15, >=1.2 <2, 1.2.3 or 1.2.*; alternatives with ||.";

    private readonly List<List<Part>> _alternatives;

    private VersionCondition(string text, List<List<Part>> alternatives) => (Text, _alternatives) = (text, alternatives);

    private readonly record struct Part(string Operator, string Version);

    public string Text { get; }

    /// <returns>Null with the reason when the text is no condition; a condition that all versions meet when it is empty or a star.</returns>
    public static VersionCondition? Parse(string? text, out string? problem)
    {
        problem = null;
        text = text?.Trim() ?? "";
        if (text is "" or "*")
        {
            return new(text, []);
        }

        if (text.Length > TextMaxLength)
        {
            problem = $"A condition has at most {TextMaxLength} characters. {Help}";
            return null;
        }

        List<List<Part>> alternatives = [];
        foreach (var alternative in text.Split("||"))
        {
            List<Part> parts = [];
            var at = 0;
            foreach (Match match in Comparators().Matches(alternative))
            {
                if (match.Index != at)
                {
                    break;
                }

                at = match.Index + match.Length;
                parts.Add(new(match.Groups["op"].Value is "" or "==" ? "=" : match.Groups["op"].Value, match.Groups["version"].Value));
            }

            if (parts.Count == 0 || at != alternative.Length)
            {
                problem = $"'{text}' is no condition on versions{(at < alternative.Length && at > 0 ? $": '{alternative[at..].Trim()}' is not understood" : "")}. {Help}";
                return null;
            }

            if (parts.Count(p => p.Operator == "=") > 1)
            {
                problem = $"'{alternative.Trim()}' asks for several versions at once. {Help}";
                return null;
            }

            if (parts.Any(p => p.Version.Contains('*', StringComparison.Ordinal) && (p.Operator != "=" || !Prefix().IsMatch(p.Version))))
            {
                problem = $"A star stands at the end of a version, after a dot and without an operator: 1.2.*. {Help}";
                return null;
            }

            alternatives.Add(parts);
        }

        return new(text, alternatives);
    }

    /// <summary>What keeps the condition from being asked of versions of this ecosystem, or null.</summary>
    public Failure? ProblemIn(string ecosystem)
        => _alternatives.SelectMany(a => a).FirstOrDefault(p => p.Operator != "=" && VersionOrder.Read(ecosystem, p.Version) is null) is { Version: { } version }
            ? Invalid.Field("version", $"'{version}' is no version that {Ecosystems.Words(ecosystem)} orders. {Help}")
            : null;

    /// <summary>Whether a version of a package of this ecosystem meets it.</summary>
    public Met Test(string ecosystem, string version)
    {
        if (_alternatives.Count == 0)
        {
            return Met.Yes;
        }

        var read = VersionOrder.Read(ecosystem, version);
        var verdict = Met.No;
        foreach (var alternative in _alternatives)
        {
            var all = Met.Yes;
            foreach (var part in alternative)
            {
                var one = Test(part, ecosystem, version, read);
                all = one == Met.No || all == Met.No ? Met.No : one == Met.Unknown || all == Met.Unknown ? Met.Unknown : Met.Yes;
            }

            if (all == Met.Yes)
            {
                return Met.Yes;
            }

            verdict = all == Met.Unknown ? Met.Unknown : verdict;
        }

        return verdict;
    }

    private static Met Test(Part part, string ecosystem, string text, ReadVersion? version)
    {
        if (part.Version.EndsWith(".*", StringComparison.Ordinal))
        {
            return version is null ? Met.Unknown : StartsWith(text, part.Version[..^2]) ? Met.Yes : Met.No;
        }

        if (version is null || VersionOrder.Read(ecosystem, part.Version) is not { } wanted)
        {
            return part.Operator == "=" && string.Equals(text, part.Version, StringComparison.OrdinalIgnoreCase) ? Met.Yes : version is null ? Met.Unknown : Met.No;
        }

        var order = version.CompareWith(wanted);
        return part.Operator switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "!=" => order != 0,
            _ => order == 0,
        } ? Met.Yes : Met.No;
    }

    // 1.2 is a prefix of 1.2.3 and 1.2-rc.1, not of 1.20.
    private static bool StartsWith(string version, string prefix)
    {
        var (text, start) = (version.TrimStart('v', 'V'), prefix.TrimStart('v', 'V'));
        return text.StartsWith(start, StringComparison.OrdinalIgnoreCase) && (text.Length == start.Length || !char.IsAsciiLetterOrDigit(text[start.Length]) || !char.IsAsciiDigit(text[start.Length]));
    }

    [GeneratedRegex(@"[\s,]*(?<op><=|>=|==|!=|<|>|=)?\s*(?<version>[A-Za-z0-9][A-Za-z0-9.+_~!:*-]*)[\s,]*", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Comparators();

    [GeneratedRegex(@"^[^*]+\.\*\z", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Prefix();
}
