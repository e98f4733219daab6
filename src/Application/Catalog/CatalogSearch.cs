namespace Portal.Application.Catalog;

/// <summary>Finds entities by words, best first. Every word must occur; when nothing has them all, near spellings of names are tried.</summary>
public sealed class CatalogSearch
{
    private const int Separator = '\n';

    private readonly CatalogEntity[] _entities;
    private readonly string[] _texts;

    internal CatalogSearch(CatalogEntity[] entities)
    {
        _entities = entities;
        _texts = new string[entities.Length];
        for (var i = 0; i < entities.Length; i++)
        {
            var e = entities[i];
            _texts[i] = string.Join((char)Separator, [e.Ref.Name, e.DisplayName, e.Owner?.Name ?? "", .. e.Tags, e.Ref.ToString(), e.Description ?? ""]).ToLowerInvariant();
        }
    }

    /// <summary>Entities with their score, in no order; empty for blank text.</summary>
    public IReadOnlyList<(CatalogEntity Entity, int Score)> Find(string text)
    {
        var words = Words(text);
        if (words.Length == 0)
        {
            return [];
        }

        var whole = text.Trim().ToLowerInvariant();
        List<(CatalogEntity, int)> found = [];
        for (var i = 0; i < _texts.Length; i++)
        {
            if (words.All(w => _texts[i].Contains(w, StringComparison.Ordinal)))
            {
                found.Add((_entities[i], Score(_entities[i], whole, words)));
            }
        }

        return found.Count > 0 ? found : Near(words);
    }

    internal static string[] Words(string text)
        => text.ToLowerInvariant().Split([' ', '\t', '\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries);

    private static int Score(CatalogEntity entity, string whole, string[] words)
    {
        var name = entity.Ref.Name;
        if (name == whole || entity.Ref.ToString() == whole)
        {
            return 1000 + KindWeight(entity);
        }

        var score = KindWeight(entity);
        foreach (var word in words)
        {
            score += name == word ? 200
                : name.StartsWith(word, StringComparison.Ordinal) ? 120
                : IsWordStart(name, word) ? 90
                : name.Contains(word, StringComparison.Ordinal) ? 70
                : entity.DisplayName.Contains(word, StringComparison.OrdinalIgnoreCase) ? 60
                : entity.Tags.Contains(word, StringComparer.Ordinal) ? 40
                : entity.Owner?.Name.Contains(word, StringComparison.Ordinal) == true ? 30
                : 10;
        }

        return score / words.Length;
    }

    // Between equals, what people look for most comes first.
    private static int KindWeight(CatalogEntity entity) => entity.Ref.Kind switch { "component" => 9, "group" => 7, "system" => 6, "api" => 5, "user" => 4, "resource" => 3, "template" => 2, _ => 0 };

    private static bool IsWordStart(string name, string word)
    {
        for (var at = name.IndexOf(word, StringComparison.Ordinal); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if (at == 0 || name[at - 1] is '-' or '_' or '.')
            {
                return true;
            }
        }

        return false;
    }

    private List<(CatalogEntity, int)> Near(string[] words)
    {
        List<(CatalogEntity, int)> found = [];
        if (words.Any(w => w.Length is < 4 or > 40))
        {
            return found; // short words are near to everything
        }

        foreach (var entity in _entities)
        {
            var parts = entity.Ref.Name.Split('-', '_', '.').Append(entity.Ref.Name).ToArray();
            if (words.All(word => parts.Any(part => IsNear(word, part))))
            {
                found.Add((entity, 5 + KindWeight(entity)));
            }
        }

        return found;
    }

    private static bool IsNear(string word, string part)
    {
        var allowed = word.Length >= 8 ? 2 : 1;
        return Math.Abs(word.Length - part.Length) <= allowed && Distance(word, part, allowed) <= allowed;
    }

    // Optimal string alignment: a swap of neighbours counts one, as typing errors do.
    private static int Distance(string left, string right, int limit)
    {
        Span<int> before = stackalloc int[64], last = stackalloc int[64], now = stackalloc int[64];
        if (right.Length >= 63)
        {
            return limit + 1;
        }

        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            now[0] = i;
            var best = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(now[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
                }

                best = Math.Min(best, now[j]);
            }

            if (best > limit)
            {
                return best;
            }

            var free = before;
            before = last;
            last = now;
            now = free;
        }

        return last[right.Length];
    }
}
