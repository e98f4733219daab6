namespace Portal.Application.Packages;

/// <summary>A version of a Maven artifact.</summary>
/// <remarks>Source: maven.apache.org, POM reference, "Version Order Specification".</remarks>
internal sealed class MavenVersion
{
    private static readonly string[] Qualifiers = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];
    private const int Release = 5;

    private readonly List<Token> _tokens;

    private MavenVersion(List<Token> tokens) => _tokens = tokens;

    // A number or a qualifier, with the separator before it.
    private readonly record struct Token(char Separator, string Text, bool IsNumber)
    {
        public bool IsNull => IsNumber ? Text.Trim('0').Length == 0 : Rank == Release;

        public int Rank => Array.IndexOf(Qualifiers, Text) is >= 0 and var known ? known : Qualifiers.Length;

        // ".qualifier" = "-qualifier" < "-number" < ".number"
        public int Weight => !IsNumber ? 0 : Separator == '-' ? 1 : 2;
    }

    public static MavenVersion? TryParse(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!lower.Any(char.IsAsciiDigit))
        {
            return null; // LATEST, RELEASE
        }

        var tokens = Split(lower);
        Trim(tokens);
        return new(tokens);
    }

    public static int Compare(MavenVersion left, MavenVersion right)
    {
        for (var i = 0; i < Math.Max(left._tokens.Count, right._tokens.Count); i++)
        {
            var (a, b) = (left.At(i, right), right.At(i, left));
            var order = a.Weight != b.Weight ? a.Weight.CompareTo(b.Weight)
                : a.IsNumber ? Digits.Compare(a.Text, b.Text)
                : a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank)
                : a.Rank == Qualifiers.Length ? string.CompareOrdinal(a.Text, b.Text) : 0;
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    // The shorter one is filled up with the null value that fits the other's token.
    private Token At(int index, MavenVersion other)
        => index < _tokens.Count ? _tokens[index] : other._tokens[index] is { IsNumber: true } number ? number with { Text = "0" } : other._tokens[index] with { Text = "" };

    private static List<Token> Split(string text)
    {
        List<Token> tokens = [];
        var separator = '-';
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var isEnd = i == text.Length || text[i] is '.' or '-';
            var isTurn = !isEnd && i > start && char.IsAsciiDigit(text[i]) != char.IsAsciiDigit(text[i - 1]);
            if (!isEnd && !isTurn)
            {
                continue;
            }

            tokens.Add(TokenOf(separator, text[start..i], isTurn && char.IsAsciiDigit(text[i])));
            separator = isTurn ? '-' : i < text.Length ? text[i] : separator;
            start = isTurn ? i : i + 1;
        }

        return tokens;
    }

    private static Token TokenOf(char separator, string text, bool isBeforeDigit)
    {
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
        {
            return new(separator, text.Length == 0 ? "0" : text, true);
        }

        return new(separator, text switch
        {
            "a" when isBeforeDigit => "alpha",
            "b" when isBeforeDigit => "beta",
            "m" when isBeforeDigit => "milestone",
            "cr" => "rc",
            "final" or "ga" or "release" => "",
            _ => text,
        }, false);
    }

    // Null values at the end go, and those before each hyphen.
    private static void Trim(List<Token> tokens)
    {
        for (var end = tokens.Count; end > 0; end--)
        {
            if (end < tokens.Count && tokens[end].Separator != '-')
            {
                continue;
            }

            while (end > 1 && tokens[end - 1].IsNull)
            {
                tokens.RemoveAt(--end);
            }
        }
    }
}
