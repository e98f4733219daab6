using System.Diagnostics.CodeAnalysis;

namespace Portal.Application.Deployments;

/// <summary>A label selector in Kubernetes' text form: <c>app=web,tier!=cache,env in (a, b),zone notin (c),owner,!legacy</c>.</summary>
/// <remarks>Source: Kubernetes documentation, "Labels and Selectors". As there, != and notin are also true where the label is missing.</remarks>
public sealed class LabelSelector
{
    private readonly Requirement[] _requirements;

    private LabelSelector(string text, Requirement[] requirements) => (Text, _requirements) = (text, requirements);

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        Absent,
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>A label that whatever it matches must have, or null when it asks for none by value: it makes an index possible.</summary>
    public (string Key, string Value)? Anchor => Array.Find(_requirements, r => r is { Operator: Operator.In, Values.Length: 1 }) is { } requirement ? (requirement.Key, requirement.Values[0]) : null;

    /// <returns>False with the reason when the text is no selector; an empty one is refused because it would match everything.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? error)
    {
        selector = null;
        List<Requirement> requirements = [];
        foreach (var part in SplitOutsideParentheses(text ?? ""))
        {
            if (Parse(part.Trim(), out var bad) is not { } requirement)
            {
                error = bad ?? "";
                return false;
            }

            requirements.Add(requirement);
        }

        if (requirements.Count == 0)
        {
            error = "The selector is empty; it would match every workload.";
            return false;
        }

        (selector, error) = (new(text!.Trim(), [.. requirements]), null);
        return true;
    }

    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, op, values) in _requirements)
        {
            string? value = null;
            var present = labels?.TryGetValue(key, out value) == true;
            var holds = op switch
            {
                Operator.Exists => present,
                Operator.Absent => !present,
                Operator.In => present && values.Contains(value!, StringComparer.Ordinal),
                _ => !present || !values.Contains(value!, StringComparer.Ordinal),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> SplitOutsideParentheses(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        if (!string.IsNullOrWhiteSpace(text[start..]) || start > 0)
        {
            yield return text[start..];
        }
    }

    private static Requirement? Parse(string part, out string? error)
    {
        error = null;
        if (part.IndexOf('(', StringComparison.Ordinal) is var open and >= 0)
        {
            var words = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is [var key, "in" or "notin"] && part.EndsWith(')') && IsKey(key))
            {
                var values = part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
                return values.All(IsValue) ? new(key, words[1] == "in" ? Operator.In : Operator.NotIn, values) : Bad(part, out error);
            }

            return Bad(part, out error);
        }

        foreach (var (sign, op) in new[] { ("!=", Operator.NotIn), ("==", Operator.In), ("=", Operator.In) })
        {
            if (part.IndexOf(sign, StringComparison.Ordinal) is var at and >= 0)
            {
                var (key, value) = (part[..at].Trim(), part[(at + sign.Length)..].Trim());
                return IsKey(key) && IsValue(value) ? new(key, op, [value]) : Bad(part, out error);
            }
        }

        return part.StartsWith('!')
            ? IsKey(part[1..].Trim()) ? new(part[1..].Trim(), Operator.Absent, []) : Bad(part, out error)
            : IsKey(part) ? new(part, Operator.Exists, []) : Bad(part, out error);
    }

    private static Requirement? Bad(string part, out string error)
    {
        error = $"'{part}' is no requirement. Write key=value, key!=value, key in (a,b), key notin (a,b), key or !key.";
        return null;
    }

    private static bool IsKey(string key) => key.Length is > 0 and <= 317 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');

    private static bool IsValue(string value) => value.Length <= 63 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private sealed record Requirement(string Key, Operator Operator, string[] Values);
}
