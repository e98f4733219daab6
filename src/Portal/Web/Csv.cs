using System.Text;

namespace Portal.Web;

/// <summary>Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.</summary>
public static class Csv
{
    /// <summary>Appends one row, with its line break.</summary>
    public static void Row(StringBuilder into, IEnumerable<string?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
            {
                into.Append(',');
            }

            first = false;
            Cell(into, cell ?? "");
        }

        into.Append("\r\n");
    }

    // A spreadsheet takes a cell that begins so for a formula; the apostrophe makes it text. See OWASP, "CSV Injection".
    private static void Cell(StringBuilder into, string text)
    {
        var safe = text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + text : text;
        if (safe.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            into.Append(safe);
            return;
        }

        into.Append('"').Append(safe.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
