using System.Globalization;

namespace Portal.Web;

/// <summary>The query parameter page: counted from 1. A page before the first is refused; shown as the first, a wrong link would look right.</summary>
public static class PageNumber
{
    public const string Parameter = "page";

    /// <returns>What is wrong with it, or null when it is a page or is not there.</returns>
    public static string? Problem(IQueryCollection query)
        => query[Parameter].ToString() is not { Length: > 0 } text || (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= 1) ? null
            : $"'{text}' is no page. Write {Parameter}=1: a whole number from 1.";
}
