using System.Runtime.InteropServices;
using System.Text;

namespace Portal.Application.Catalog;

/// <summary>
/// Which entities hold a piece of text, without reading their texts: every run of token characters is kept once with the entities that have it, and the runs
/// lie in one text, in which a piece is looked for. A piece that crosses runs gives a superset, which the caller checks.
/// </summary>
internal sealed class TokenIndex
{
    private const char Edge = '\0';
    private const string EdgeText = "\0";
    private const int DenseShare = 32;

    private readonly int _entities;
    private readonly Func<char, bool> _isPart;
    private readonly string _vocabulary;
    private readonly int[] _offsets;
    private readonly int[] _starts;
    private readonly int[] _members;
    private readonly EntitySet?[] _dense;

    /// <param name="entities">How many there are.</param>
    /// <param name="append">Writes the text of one entity; lower case.</param>
    /// <param name="isPart">Whether a character belongs to a token; the others lie between tokens.</param>
    public TokenIndex(int entities, Action<int, StringBuilder> append, Func<char, bool> isPart)
    {
        (_entities, _isPart) = (entities, isPart);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var bySpan = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        List<string> tokens = [];
        List<int> lastSeen = [];
        List<int> counts = [];
        List<int> flat = [];
        var ends = new int[entities];
        var text = new StringBuilder();
        var buffer = new char[1024];
        List<(int From, int Length)> runs = [];
        for (var entity = 0; entity < entities; entity++)
        {
            text.Clear();
            append(entity, text);
            if (buffer.Length < text.Length)
            {
                buffer = new char[text.Length * 2];
            }

            text.CopyTo(0, buffer, text.Length);
            Runs(buffer.AsSpan(0, text.Length), runs);
            foreach (var (from, length) in runs)
            {
                var run = buffer.AsSpan(from, length);
                if (!bySpan.TryGetValue(run, out var token))
                {
                    token = tokens.Count;
                    var word = run.ToString();
                    numbers.Add(word, token);
                    tokens.Add(word);
                    lastSeen.Add(-1);
                    counts.Add(0);
                }

                if (lastSeen[token] != entity)
                {
                    lastSeen[token] = entity;
                    counts[token]++;
                    flat.Add(token);
                }
            }

            ends[entity] = flat.Count;
        }

        (_vocabulary, _offsets) = Join(tokens);
        (_starts, _members, _dense) = Postings(entities, counts, flat, ends);
    }

    /// <summary>How many different tokens there are.</summary>
    public int Tokens => _offsets.Length - 1;

    public ReadOnlySpan<char> TextOf(int token) => _vocabulary.AsSpan(_offsets[token], _offsets[token + 1] - 1 - _offsets[token]);

    /// <summary>The entities that have one of the tokens.</summary>
    public void AddMembers(int token, EntitySet into)
    {
        if (_dense[token] is { } dense)
        {
            into.Add(dense);
        }
        else
        {
            into.Add(_members.AsSpan(_starts[token].._starts[token + 1]));
        }
    }

    /// <summary>Entities that may hold a piece of text.</summary>
    /// <param name="piece">Lower case.</param>
    /// <param name="exact">True when all of them hold it; false: some may not.</param>
    public EntitySet Holding(string piece, out bool exact)
    {
        List<(int From, int Length)> runs = [];
        Runs(piece, runs);
        exact = runs.Count == 1 && runs[0].Length == piece.Length;
        if (runs.Count == 0)
        {
            return EntitySet.All(_entities);
        }

        EntitySet? all = null;
        foreach (var (from, length) in runs)
        {
            // What has a separator beside it in the piece is the edge of a token.
            var pattern = string.Concat(from > 0 ? EdgeText : "", piece.AsSpan(from, length), from + length < piece.Length ? EdgeText : "");
            var found = Having(pattern);
            if (all is null)
            {
                all = found;
            }
            else
            {
                all.Keep(found);
            }
        }

        return all!;
    }

    private void Runs(ReadOnlySpan<char> text, List<(int From, int Length)> runs)
    {
        runs.Clear();
        for (var at = 0; at < text.Length; at++)
        {
            if (_isPart(text[at]))
            {
                var from = at;
                while (at < text.Length && _isPart(text[at]))
                {
                    at++;
                }

                runs.Add((from, at - from));
            }
        }
    }

    private static (string Vocabulary, int[] Offsets) Join(List<string> tokens)
    {
        var joined = new StringBuilder().Append(Edge);
        var offsets = new int[tokens.Count + 1];
        for (var i = 0; i < tokens.Count; i++)
        {
            offsets[i] = joined.Length;
            joined.Append(tokens[i]).Append(Edge);
        }

        offsets[^1] = joined.Length;
        return (joined.ToString(), offsets);
    }

    private static (int[] Starts, int[] Members, EntitySet?[] Dense) Postings(int entities, List<int> counts, List<int> flat, int[] ends)
    {
        var dense = new EntitySet?[counts.Count];
        var starts = new int[counts.Count + 1];
        for (var token = 0; token < counts.Count; token++)
        {
            // A token of many entities takes less room as bits.
            var isDense = counts[token] >= Math.Max(DenseShare, entities / DenseShare);
            dense[token] = isDense ? new EntitySet(entities) : null;
            starts[token + 1] = starts[token] + (isDense ? 0 : counts[token]);
        }

        var filled = starts.AsSpan(0, counts.Count).ToArray();
        var members = new int[starts[^1]];
        for (int entity = 0, at = 0; entity < entities; entity++)
        {
            for (; at < ends[entity]; at++)
            {
                var token = flat[at];
                if (dense[token] is { } set)
                {
                    set.Add(entity);
                }
                else
                {
                    members[filled[token]++] = entity;
                }
            }
        }

        return (starts, members, dense);
    }

    private EntitySet Having(string pattern)
    {
        var found = new EntitySet(_entities);
        for (var at = 0; at < _vocabulary.Length;)
        {
            var hit = _vocabulary.AsSpan(at).IndexOf(pattern, StringComparison.Ordinal);
            if (hit < 0)
            {
                break;
            }

            // The edge before a token belongs to the one behind it here.
            var inside = at + hit + (pattern[0] == Edge ? 1 : 0);
            var place = Array.BinarySearch(_offsets, inside);
            var token = place >= 0 ? place : ~place - 1;
            AddMembers(token, found);
            at = _offsets[token + 1] - 1;
        }

        return found;
    }
}
