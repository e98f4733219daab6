using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Portal.Web;

/// <summary>What would be right in place of a value that cannot be bound.</summary>
internal static class BindingWords
{
    /// <returns>Messages of one field.</returns>
    public static string[] Of(ActionContext context, string key, ModelStateEntry entry)
    {
        var (type, most) = Find(context, key);
        var said = entry.AttemptedValue is { Length: > 0 } text && type is not null ? InWords(JsonNamingPolicy.CamelCase.ConvertName(key), text, Nullable.GetUnderlyingType(type) ?? type, most) : null;
        return said is null ? [.. entry.Errors.Select(e => e.ErrorMessage)] : [said];
    }

    /// <summary>The same fields with one message about the body instead of what follows from it: that the parameter it was to become is missing.</summary>
    public static Dictionary<string, string[]> OfBody(ActionContext context, Dictionary<string, string[]> fields)
    {
        if (context.ActionDescriptor.Parameters.FirstOrDefault(p => p.BindingInfo?.BindingSource == BindingSource.Body) is not { } body)
        {
            return fields;
        }

        var problem = JsonBodyFormatter.ProblemOf(context.HttpContext);
        if (problem is null && fields.ContainsKey(""))
        {
            // A request that says its length is 0 is not read at all.
            var json = context.HttpContext.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<JsonOptions>>().Value.JsonSerializerOptions;
            problem = new JsonBodyWords(json, body.ParameterType, [.. context.RouteData.Values.Keys]).Empty();
        }

        if (problem is not { } said)
        {
            return fields;
        }

        Dictionary<string, string[]> shown = new(fields.Where(f => f.Key.Length > 0 && f.Key != body.Name), StringComparer.Ordinal) { [said.Field] = [said.Words] };
        return shown;
    }

    private static string? InWords(string key, string text, Type type, int? most)
        => type == typeof(DateTimeOffset) ? AsOf.Words(key, text)
            : type == typeof(int) || type == typeof(long) ? $"'{text}' is no whole number. Write {key}={Math.Min(10, most ?? 10)}: a whole number from 1{(most is { } limit ? $" to {limit}" : "")}."
            : type == typeof(bool) ? $"'{text}' is neither true nor false. Write {key}=true or {key}=false."
            : null;

    /// <summary>The parameter, or the property of a parameter, that takes the field.</summary>
    private static (Type? Type, int? Most) Find(ActionContext context, string key)
    {
        foreach (var parameter in context.ActionDescriptor.Parameters)
        {
            if (string.Equals(parameter.BindingInfo?.BinderModelName ?? parameter.Name, key, StringComparison.OrdinalIgnoreCase))
            {
                return (parameter.ParameterType, (parameter as ControllerParameterDescriptor)?.ParameterInfo.GetCustomAttribute<LimitAttribute>()?.Most);
            }

            if (parameter.BindingInfo?.BindingSource == BindingSource.Query && parameter.ParameterType.GetProperty(key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property)
            {
                return (property.PropertyType, property.GetCustomAttribute<LimitAttribute>()?.Most);
            }
        }

        return (null, null);
    }
}
