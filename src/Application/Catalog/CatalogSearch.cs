using System.Text;

namespace Portal.Application.Catalog;

/// <summary>Finds entities by words, best first. Every word must occur; when nothing has them all, near spellings of names are tried.</summary>
public sealed class CatalogSearch
{
    private const char FieldEnd = '\n';
    private static readonly StringBuilderPool Texts = new();

    private readonly CatalogEntity[] _entities;
    private readonly TokenIndex _all;
    private readonly TokenIndex _names;

    internal CatalogSearch(CatalogEntity[] entities)
    {
        _entities = entities;
        _all = new(entities.Length, (i, text) => WriteText(entities[i], text), char.IsLetterOrDigit);
        _names = new(entities.Length, (i, text) => text.Append(entities[i].Ref.Name), c => c is not ('-' or '_' or '.'));
    }

    /// <summary>Entities with their score, in no order; empty for blank text.</summary>
    public IReadOnlyList<(CatalogEntity Entity, int Score)> Find(string text)
    {
        var hits = Hits(text);
        List<(CatalogEntity, int)> found = new(hits.Set.Count);
        foreach (var position in hits.Set)
        {
            found.Add((_entities[position], hits.ScoreOf(position)));
        }

        return found;
    }

    /// <summary>What a text finds; scores are worked out for those that are asked for.</summary>
    internal SearchHits Hits(string text)
    {
        var words = Words(text);
        if (words.Length == 0)
        {
            return new(_entities, new EntitySet(_entities.Length), "", words, null, near: false);
        }

        EntitySet? all = null;
        EntitySet? named = null;
        foreach (var word in words)
        {
            var holding = _all.Holding(word, out var exact);
            if (!exact)
            {
                holding = Checked(holding, word);
            }
            else if (words.Length == 1)
            {
                named = _names.Holding(word, out _);
            }

            if (all is null)
            {
                all = holding;
            }
            else
            {
                all.Keep(holding);
            }
        }

        return all!.Count > 0
            ? new(_entities, all, text.Trim().ToLowerInvariant(), words, named, near: false)
            : new(_entities, Near(words), "", words, null, near: true);
    }

    internal static string[] Words(string text)
        => text.ToLowerInvariant().Split([' ', '\t', '\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries);

    internal static int Score(CatalogEntity entity, string whole, string[] words)
    {
        var name = entity.Ref.Name;
        if (name == whole || (whole.Length > name.Length && entity.Ref.ToString() == whole))
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
    internal static int KindWeight(CatalogEntity entity) => entity.Ref.Kind switch { "component" => 9, "group" => 7, "system" => 6, "api" => 5, "user" => 4, "resource" => 3, "template" => 2, _ => 0 };

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

    // A field ends with a line break, which no word holds, so no word is found across two fields.
    private static void WriteText(CatalogEntity entity, StringBuilder text)
    {
        Field(entity.Ref.Name);
        Field(entity.DisplayName);
        Field(entity.Owner?.Name ?? "");
        foreach (var tag in entity.Tags)
        {
            Field(tag);
        }

        text.Append(entity.Ref.Kind).Append(':').Append(entity.Ref.Namespace).Append('/');
        Field(entity.Ref.Name);
        Field(entity.Description ?? "");

        void Field(string value)
        {
            text.Append(value.ToLowerInvariant()).Append(FieldEnd);
        }
    }

    private EntitySet Checked(EntitySet candidates, string word)
    {
        var kept = new EntitySet(_entities.Length);
        var text = Texts.Take();
        foreach (var position in candidates)
        {
            text.Clear();
            WriteText(_entities[position], text);
            if (text.ToString().Contains(word, StringComparison.Ordinal))
            {
                kept.Add(position);
            }
        }

        Texts.Give(text);
        return kept;
    }

    private EntitySet Near(string[] words)
    {
        var near = new EntitySet(_entities.Length);
        if (words.Any(w => w.Length is < 4 or > 40))
        {
            return near; // short words are near to everything
        }

        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var one = new EntitySet(_entities.Length);
            for (var token = 0; token < _names.Tokens; token++)
            {
                if (Spelling.IsNear(word, _names.TextOf(token)))
                {
                    _names.AddMembers(token, one);
                }
            }

            for (var position = 0; position < _entities.Length; position++)
            {
                if (Spelling.IsNear(word, _entities[position].Ref.Name))
                {
                    one.Add(position);
                }
            }

            if (i == 0)
            {
                near = one;
            }
            else
            {
                near.Keep(one);
            }
        }

        return near;
    }

    /// <summary>One text buffer for each reader at a time.</summary>
    private sealed class StringBuilderPool
    {
        private StringBuilder? _free;

        public StringBuilder Take() => Interlocked.Exchange(ref _free, null) ?? new();

        public void Give(StringBuilder text) => _free = text;
    }
}
