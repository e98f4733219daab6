using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Options;

namespace Portal.Web;

/// <summary>
/// Reads JSON bodies. The framework's own formatter refuses with the name of a .NET type, which says nothing to a caller; this one keeps the bytes until the
/// body is understood, so that a refusal can say what was sent where.
/// </summary>
public sealed class JsonBodyFormatter : TextInputFormatter
{
    private readonly JsonSerializerOptions _json;

    public JsonBodyFormatter(JsonSerializerOptions json)
    {
        _json = json;
        SupportedEncodings.Add(UTF8EncodingWithoutBOM);
        SupportedEncodings.Add(UTF16EncodingLittleEndian);
        SupportedMediaTypes.Add("application/json");
        SupportedMediaTypes.Add("text/json");
        SupportedMediaTypes.Add("application/*+json");
    }

    /// <summary>What was wrong with the body of this request; null when nothing was.</summary>
    public static (string Field, string Words)? ProblemOf(HttpContext http) => http.Items[typeof(JsonBodyFormatter)] as (string, string)?;

    public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context, Encoding encoding)
    {
        var http = context.HttpContext;
        using MemoryStream kept = new();
        await http.Request.Body.CopyToAsync(kept, http.RequestAborted);
        var body = encoding is UTF8Encoding ? kept.ToArray() : Encoding.UTF8.GetBytes(encoding.GetString(kept.GetBuffer(), 0, (int)kept.Length));
        if (body.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        JsonBodyWords words = new(_json, context.ModelType, [.. http.Request.RouteValues.Keys]);
        if (!Utf8.IsValid(body))
        {
            return Refuse((JsonBodyWords.Body, "The body is not UTF-8 text."));
        }

        if (body.All(b => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            return Refuse(words.Empty());
        }

        try
        {
            return await InputFormatterResult.SuccessAsync(JsonSerializer.Deserialize(body, context.ModelType, _json) is { } model ? model : throw new JsonException(null, "$", 0, 0));
        }
        catch (JsonWordsException ex)
        {
            return Refuse((JsonBodyWords.FieldOf(ex), ex.Message));
        }
        catch (JsonException ex)
        {
            return Refuse(words.Of(body, ex));
        }
        catch (Exception ex) when (ex is FormatException or OverflowException)
        {
            return Refuse(words.Of(body, new JsonException(null, "$", 0, 0)));
        }

        InputFormatterResult Refuse((string Field, string Words) problem)
        {
            http.Items[typeof(JsonBodyFormatter)] = ((string, string)?)problem;
            context.ModelState.TryAddModelError(problem.Field, problem.Words);
            return InputFormatterResult.Failure();
        }
    }
}

/// <summary>Puts it in the place of the framework's.</summary>
internal sealed class JsonBodySetup(IOptions<JsonOptions> json) : IPostConfigureOptions<MvcOptions>
{
    public void PostConfigure(string? name, MvcOptions options)
    {
        options.InputFormatters.RemoveType<SystemTextJsonInputFormatter>();
        options.InputFormatters.Insert(0, new JsonBodyFormatter(json.Value.JsonSerializerOptions));
    }
}
