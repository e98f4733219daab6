using System.Numerics;
using Portal.Application.Catalog;

namespace Portal.Application.Ownership;

/// <summary>Names by what a slip of the finger leaves of them: their beginning, their end, their length and letters.</summary>
internal sealed class Spellings
{
    private const int Part = 5;

    private readonly Dictionary<int, List<Spelled>> _byLength = [];
    private readonly Dictionary<string, List<Spelled>> _byPart = new(StringComparer.Ordinal);

    public void Add(string name)
    {
        var lower = name.ToLowerInvariant();
        Spelled spelled = new(name, lower, Letters(lower));
        EstateIndex.Put(_byLength, lower.Length, spelled);
        if (lower.Length >= Part)
        {
            EstateIndex.Put(_byPart, "^" + lower[..Part], spelled);
            EstateIndex.Put(_byPart, "$" + lower[^Part..], spelled);
        }
    }

    /// <summary>Names that differ from the word by no more letters than said, the nearest first.</summary>
    /// <param name="everywhere">Look through all names of a fitting length where none with the same beginning or end is near.</param>
    public IReadOnlyList<(string Name, int Slips)> Near(string word, int most, bool everywhere)
    {
        var lower = word.ToLowerInvariant();
        var near = lower.Length < Part ? [] : Rank(lower, most, Of("^" + lower[..Part]).Concat(Of("$" + lower[^Part..])));
        return near.Count > 0 || !everywhere ? near : Rank(lower, most, Enumerable.Range(lower.Length - most, (2 * most) + 1).SelectMany(l => _byLength.TryGetValue(l, out var same) ? same : []));
    }

    private List<Spelled> Of(string part) => _byPart.TryGetValue(part, out var found) ? found : [];

    private static List<(string Name, int Slips)> Rank(string lower, int most, IEnumerable<Spelled> names)
    {
        var letters = Letters(lower);
        List<(string Name, int Slips)> near = [];
        foreach (var name in names)
        {
            // A slip adds at most one letter and takes at most one away.
            if (Math.Abs(name.Lower.Length - lower.Length) <= most && BitOperations.PopCount(name.Letters ^ letters) <= 2 * most && NearNames.Slips(name.Lower, lower, most) is > 0 and var slips)
            {
                near.Add((name.Name, slips));
            }
        }

        return [.. near.Distinct().OrderBy(n => n.Slips).ThenBy(n => char.ToLowerInvariant(n.Name[0]) == lower[0] ? 0 : 1).ThenBy(n => n.Name, StringComparer.Ordinal)];
    }

    private static ulong Letters(string text)
    {
        ulong letters = 0;
        foreach (var c in text)
        {
            letters |= 1UL << (c & 63);
        }

        return letters;
    }

    private sealed record Spelled(string Name, string Lower, ulong Letters);
}
