namespace Portal.Application.Catalog;

/// <summary>Whether two words differ by a slip or two.</summary>
internal static class Spelling
{
    private const int LongestPart = 62;

    public static bool IsNear(string word, ReadOnlySpan<char> part)
    {
        var allowed = word.Length >= 8 ? 2 : 1;
        return Math.Abs(word.Length - part.Length) <= allowed && Distance(word, part, allowed) <= allowed;
    }

    // Optimal string alignment: a swap of neighbours counts one, as typing errors do.
    private static int Distance(string left, ReadOnlySpan<char> right, int limit)
    {
        Span<int> before = stackalloc int[LongestPart + 2], last = stackalloc int[LongestPart + 2], now = stackalloc int[LongestPart + 2];
        if (right.Length > LongestPart)
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
