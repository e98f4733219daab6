using System.Globalization;
using Portal.Application.Catalog;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What a plain word means: YAML 1.2's core schema, so "yes", "on" and dates stay text.</summary>
/// <remarks>Source: YAML 1.2.2, section 10.3.2.</remarks>
internal static class YamlScalars
{
    private const string CoreTag = "tag:yaml.org,2002:";

    // Longer ones are no figure anyone means.
    private const int MaxNumberLength = 64;

    public static DescriptorNode Resolve(Scalar scalar, int line, int column)
    {
        var text = scalar.Value;
        return IsResolved(scalar) ? ResolvePlain(text, line, column) : DescriptorNode.OfText(text, line, column);
    }

    /// <summary>A word without quotes and tag.</summary>
    public static DescriptorNode ResolvePlain(string text, int line, int column)
        => text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => DescriptorNode.OfNull(line, column),
            "true" or "True" or "TRUE" => DescriptorNode.OfBool(true, text, line, column),
            "false" or "False" or "FALSE" => DescriptorNode.OfBool(false, text, line, column),
            _ => Number(text) is { } number ? DescriptorNode.OfNumber(number, text, line, column) : DescriptorNode.OfText(text, line, column),
        };

    public static bool IsNull(Scalar scalar) => scalar.Value is "" or "~" or "null" or "Null" or "NULL" && IsResolved(scalar);

    // A quoted text is a text, unless its tag says that it is something else.
    private static bool IsResolved(Scalar scalar) => scalar.Tag.IsEmpty
        ? scalar.Style == ScalarStyle.Plain
        : scalar.Tag.Value is CoreTag + "int" or CoreTag + "float" or CoreTag + "bool" or CoreTag + "null";

    private static double? Number(string text)
    {
        if ((!char.IsAsciiDigit(text[0]) && text[0] is not ('+' or '-' or '.')) || text.Length > MaxNumberLength)
        {
            return null;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return Digits(text.AsSpan(2), 8);
        }

        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return Digits(text.AsSpan(2), 16);
        }

        if (IsDecimal(text))
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return text.AsSpan().TrimStart("+-") switch
        {
            ".inf" or ".Inf" or ".INF" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            _ => null,
        };
    }

    private static double? Digits(ReadOnlySpan<char> text, int radix)
    {
        var sum = 0d;
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c) || HexValue(c) >= radix)
            {
                return null;
            }

            sum = (sum * radix) + HexValue(c);
        }

        return text.Length == 0 ? null : sum;
    }

    private static int HexValue(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

    /// <summary><c>[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?</c></summary>
    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var rest = text[0] is '+' or '-' ? text[1..] : text;
        var whole = TakeDigits(ref rest);
        if (rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[1..];
            if (TakeDigits(ref rest) + whole == 0)
            {
                return false;
            }
        }
        else if (whole == 0)
        {
            return false;
        }

        if (rest.Length > 0 && rest[0] is 'e' or 'E')
        {
            rest = rest[1..];
            rest = rest.Length > 0 && rest[0] is '+' or '-' ? rest[1..] : rest;
            return TakeDigits(ref rest) > 0 && rest.Length == 0;
        }

        return rest.Length == 0;
    }

    private static int TakeDigits(ref ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        text = text[count..];
        return count;
    }
}
