using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Application.Catalog;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portal.Infrastructure.Descriptors;

/// <summary>What a plain word means: YAML 1.2's core schema, so "yes", "on" and dates stay text.</summary>
/// <remarks>Source: YAML 1.2.2, section 10.3.2.</remarks>
internal static partial class YamlScalars
{
    private const string CoreTag = "tag:yaml.org,2002:";

    public static DescriptorNode Resolve(Scalar scalar, int line, int column)
    {
        var text = scalar.Value;
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        var plain = scalar.Style == ScalarStyle.Plain && tag.Length == 0;
        if (!plain && tag is not (CoreTag + "int" or CoreTag + "float" or CoreTag + "bool" or CoreTag + "null"))
        {
            return DescriptorNode.OfText(text, line, column);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => DescriptorNode.OfNull(line, column),
            "true" or "True" or "TRUE" => DescriptorNode.OfBool(true, text, line, column),
            "false" or "False" or "FALSE" => DescriptorNode.OfBool(false, text, line, column),
            _ => Number(text) is { } number ? DescriptorNode.OfNumber(number, text, line, column) : DescriptorNode.OfText(text, line, column),
        };
    }

    private static double? Number(string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('+' or '-' or '.'))
        {
            return null;
        }

        if (text.Length > 64)
        {
            return null; // no figure anyone means; and it keeps the patterns below cheap
        }

        if (Octal().IsMatch(text))
        {
            return text[2..].Aggregate(0d, (sum, digit) => (sum * 8) + (digit - '0'));
        }

        if (Hexadecimal().IsMatch(text))
        {
            return text[2..].Aggregate(0d, (sum, digit) => (sum * 16) + Convert.ToInt32(digit.ToString(), 16));
        }

        if (Decimal().IsMatch(text))
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        return text.TrimStart('+', '-') switch
        {
            ".inf" or ".Inf" or ".INF" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            _ => null,
        };
    }

    [GeneratedRegex("^0o[0-7]+$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Octal();

    [GeneratedRegex("^0x[0-9a-fA-F]+$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Decimal();
}
