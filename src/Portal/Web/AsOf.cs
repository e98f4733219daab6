using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>The query parameter asOf: a moment such as 2026-11-26T12:00:00Z, or a date.</summary>
public static class AsOf
{
    public const string Parameter = "asOf";

    /// <summary>The moment in a query string, where nothing was bound.</summary>
    public static (DateTimeOffset? Moment, Failure? Problem) Of(IQueryCollection query)
        => query[Parameter].ToString() is not { Length: > 0 } text ? (null, null)
            : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var moment) ? (moment, null)
            : (null, Unreadable(text));

    /// <returns>What is wrong with it, or null when it can be read or is not there.</returns>
    public static Failure? Problem(ModelStateDictionary state)
        => state.TryGetValue(Parameter, out var entry) && entry.Errors.Count > 0
            ? Unreadable(entry.AttemptedValue)
            : null;

    /// <summary>What would be right.</summary>
    internal static string Words(string parameter, string? text) => $"'{text}' is no moment. Write {parameter}=2026-11-26T08:00:00Z: an ISO 8601 time, or a date such as 2026-11-26.";

    private static Invalid Unreadable(string? text) => Invalid.Field(Parameter, Words(Parameter, text));
}
