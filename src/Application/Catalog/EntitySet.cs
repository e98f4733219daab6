using System.Numerics;

namespace Portal.Application.Catalog;

/// <summary>Some of the entities of a snapshot, a bit each, by their place in its order.</summary>
internal sealed class EntitySet
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _words;
    private int _count = -1;

    public EntitySet(int entities)
        : this(new ulong[(entities + BitsPerWord - 1) / BitsPerWord])
    {
    }

    private EntitySet(ulong[] words) => _words = words;

    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>How many are in it; counted once, after the last change.</summary>
    public int Count
    {
        get
        {
            if (_count < 0)
            {
                var count = 0;
                foreach (var word in _words)
                {
                    count += BitOperations.PopCount(word);
                }

                _count = count;
            }

            return _count;
        }
    }

    public bool this[int position] => (_words[position >> 6] >> position & 1) != 0;

    public static EntitySet All(int entities)
    {
        var set = new EntitySet(entities);
        set._words.AsSpan().Fill(ulong.MaxValue);
        if (entities % BitsPerWord != 0)
        {
            set._words[^1] = (1UL << (entities % BitsPerWord)) - 1;
        }

        return set;
    }

    public void Add(int position)
    {
        _words[position >> 6] |= 1UL << position;
        _count = -1;
    }

    public void Add(ReadOnlySpan<int> positions)
    {
        foreach (var position in positions)
        {
            _words[position >> 6] |= 1UL << position;
        }

        _count = -1;
    }

    public void Add(EntitySet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] |= other._words[i];
        }

        _count = -1;
    }

    public void Keep(EntitySet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= other._words[i];
        }

        _count = -1;
    }

    public void Remove(EntitySet other)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~other._words[i];
        }

        _count = -1;
    }

    /// <summary>How many are in both.</summary>
    public int CountWith(EntitySet other)
    {
        var count = 0;
        for (var i = 0; i < _words.Length; i++)
        {
            count += BitOperations.PopCount(_words[i] & other._words[i]);
        }

        return count;
    }

    public EntitySet Copy() => new(_words.AsSpan().ToArray());

    /// <summary>The places in it, ascending.</summary>
    public Enumerator GetEnumerator() => new(_words);

    public struct Enumerator(ulong[] words)
    {
        private int _word = -1;
        private ulong _left;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_left == 0)
            {
                if (++_word == words.Length)
                {
                    return false;
                }

                _left = words[_word];
            }

            Current = (_word << 6) + BitOperations.TrailingZeroCount(_left);
            _left &= _left - 1;
            return true;
        }
    }
}
