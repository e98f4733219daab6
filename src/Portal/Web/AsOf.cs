using Microsoft.AspNetCore.Mvc.ModelBinding;
using Portal.Application.Common;

namespace Portal.Web;

/// <summary>The query parameter asOf: a moment such as 2026-11-26T12:00:00Z, or a date.</summary>
public static class AsOf
{
    public const string Parameter = "asOf";

    /// <returns>What is wrong with it, or null when it can be read or is not there.</returns>
    public static Failure? Problem(ModelStateDictionary state)
        => state.TryGetValue(Parameter, out var entry) && entry.Errors.Count > 0
            ? Invalid.Field(Parameter, $"'{entry.AttemptedValue}' is no moment. Write asOf=2026-11-26T12:00:00Z, or a date.")
            : null;
}
