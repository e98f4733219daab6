using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Jint.Runtime;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>
/// Nunjucks itself (its browser build) in Jint, set up as Backstage sets it up. An engine serves one thread at a time, so they are pooled;
/// each keeps what it has compiled, by content.
/// </summary>
internal sealed class NunjucksEngine : ITemplateEngine
{
    // Rendering is pure computation: more engines than processors only cost memory, whatever the number of runs.
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount + 1);

    private readonly ConcurrentBag<NunjucksInstance> _idle = [];

    /// <inheritdoc />
    public string Render(string template, JsonObject context, string name) => Render(template, context, name, BlockSpace.Usual);

    /// <inheritdoc />
    public string Render(string template, JsonObject context, string name, BlockSpace space)
    {
        if (!IsMarked(template))
        {
            return template;
        }

        LongText held = new();
        var shorter = held.HoldBack(template);
        return held.PutBack(Use(name, engine => engine.Render(Key(shorter), shorter, context.ToJsonString(), space)));
    }

    /// <inheritdoc />
    public JsonNode? Evaluate(JsonNode? tree, JsonObject context, string name)
    {
        string? json = null; // the context is the same for the whole tree: serialised once, and only if something asks
        return Walk(tree, name);

        JsonNode? Walk(JsonNode? node, string path) => node switch
        {
            JsonObject map => Map(map, path),
            JsonArray list => new JsonArray([.. list.Select((item, i) => Walk(item, $"{path}[{i}]"))]),
            JsonValue value when value.TryGetValue<string>(out var text) && IsMarked(text) => Use(path, engine => Value(engine, text, json ??= context.ToJsonString())),
            _ => node?.DeepClone(),
        };

        JsonObject Map(JsonObject map, string path)
        {
            JsonObject result = [];
            foreach (var (key, value) in map)
            {
                var name = IsMarked(key) ? Use(path, engine => engine.Render(Key(key), key, json ??= context.ToJsonString())) : key;
                if (Walk(value, $"{path}.{key}") is { } rendered)
                {
                    result[name] = rendered;
                }
            }

            return result;
        }
    }

    /// <inheritdoc />
    public string? SyntaxProblem(string template)
    {
        if (!IsMarked(template))
        {
            return null;
        }

        try
        {
            return Use("", engine =>
            {
                engine.Parse(template);
                return (string?)null;
            });
        }
        catch (TemplateRenderException ex)
        {
            return ex.Message.TrimStart(':', ' ');
        }
    }

    private static JsonNode? Value(NunjucksInstance engine, string text, string context)
    {
        if (!engine.IsExpression(text))
        {
            return engine.Render(Key(text), text, context);
        }

        // "${{ x }}" becomes "${{ ( x ) | portalCapture }}": the value itself, not its print.
        var captured = string.Concat("${{ (", text.AsSpan(3, text.Length - 5), ") | portalCapture }}");
        return engine.Evaluate(Key(captured), captured, context) is { } json ? JsonNode.Parse(json) : null;
    }

    private T Use<T>(string name, Func<NunjucksInstance, T> work)
    {
        Places.Wait();
        try
        {
            return UseOne(name, work);
        }
        finally
        {
            Places.Release();
        }
    }

    private T UseOne<T>(string name, Func<NunjucksInstance, T> work)
    {
        if (!_idle.TryTake(out var engine))
        {
            engine = new();
        }

        try
        {
            var result = work(engine);
            _idle.Add(engine);
            return result;
        }
        catch (JavaScriptException ex)
        {
            _idle.Add(engine);
            throw new TemplateRenderException($"{name}: {Clean(ex.Message)}", ex);
        }
        catch (StatementsCountOverflowException ex)
        {
            // This engine was stopped in the middle of something: it is thrown away.
            throw new TemplateRenderException($"{name}: rendering takes too many steps. Look for an endless loop.", ex);
        }
        catch (RecursionDepthOverflowException ex)
        {
            throw new TemplateRenderException($"{name}: the template calls itself too deeply.", ex);
        }
    }

    private static string Clean(string message)
        => message.Replace("(unknown path)", "", StringComparison.Ordinal).Replace("Template render error:", "", StringComparison.Ordinal)
            .Replace("Error:", "", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();

    private static bool IsMarked(string text)
        => text.Contains("${{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal) || text.Contains("{#", StringComparison.Ordinal);

    private static string Key(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
