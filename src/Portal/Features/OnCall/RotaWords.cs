using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Web.Features.OnCall;

/// <summary>What the form of a rota calls the places that its checks name.</summary>
public static partial class RotaWords
{
    /// <summary>"Layer 2, handover at" for <c>layers[1].handoverAt</c>; a place that is no question of the form stays as it is.</summary>
    public static string PlaceOf(string field)
    {
        var found = Place().Match(field);
        if (!found.Success)
        {
            return field;
        }

        var (list, index, name) = (found.Groups["list"].Value, found.Groups["index"].Value, found.Groups["name"].Value);
        var number = index.Length == 0 ? "" : $" {(int.Parse(index, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)}";
        var words = name.Length == 0 ? "" : Spaced().Replace(name, m => " " + m.Value.ToLowerInvariant());
        return list switch
        {
            "layers" => $"Layer{number}{(words.Length == 0 ? "" : ", " + words)}",
            "escalation" => number.Length == 0 ? "Escalation" : $"Escalation, step{number}",
            _ => number.Length == 0 && name.Length == 0 ? Upper(Spaced().Replace(list, m => " " + m.Value.ToLowerInvariant())) : field,
        };
    }

    private static string Upper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(@"^(?<list>[A-Za-z]+)(?:\[(?<index>[0-9]{1,4})\])?(?:\.(?<name>[A-Za-z]+))?(?:\[[0-9]{1,4}\])?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaced();
}
