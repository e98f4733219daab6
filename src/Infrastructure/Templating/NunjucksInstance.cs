using System.Reflection;
using System.Text.Json.Nodes;
using Jint;
using Jint.Native;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>One JavaScript engine with Nunjucks loaded. Not thread-safe.</summary>
internal sealed class NunjucksInstance
{
    // A golden path's largest file takes some 20,000; this is a few seconds of work.
    private const int StatementLimit = 2_000_000;
    private const int TemplatesKept = 2_000;

    private static readonly string Script = string.Concat(Resource("nunjucks-polyfills.js"), "\n", Resource("nunjucks.js"), "\n", Resource("nunjucks-host.js"));

    private readonly Engine _engine;
    private readonly HashSet<string> _compiled = new(StringComparer.Ordinal);

    public NunjucksInstance()
    {
        _engine = new Engine(options => options.MaxStatements(StatementLimit).LimitRecursion(400));
        _engine.SetValue("portalHost", new Func<string, string, string, string>(Host));
        _engine.Execute(Script);
    }

    public string Render(string key, string text, string context) => Render(key, text, context, BlockSpace.Usual);

    public string Render(string key, string text, string context, BlockSpace space)
    {
        var rules = (space.TrimBlocks ? "t" : "") + (space.LstripBlocks ? "l" : "");
        key = space == BlockSpace.Usual ? key : $"{key} {rules}";
        Compile(key, text, rules);
        return Call("portalRender", key, context).ToString();
    }

    /// <returns>JSON of the value, or null when it is undefined.</returns>
    public string? Evaluate(string key, string text, string context)
    {
        Compile(key, text);
        var value = Call("portalEvaluate", key, context);
        return value.IsUndefined() || value.IsNull() ? null : value.ToString();
    }

    /// <summary>Names of the filters that templates may use, in order.</summary>
    public IReadOnlyList<string> Filters() => Call("portalFilterNames").ToString().Split(' ');

    /// <exception cref="Jint.Runtime.JavaScriptException">It is no template.</exception>
    public void Parse(string text) => Call("portalParse", text);

    public bool IsExpression(string text) => text.StartsWith("${{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal) && Call("portalIsExpression", text).AsBoolean();

    /// <summary>Filters that are ours. The answer begins with = for a result or ! for an error, because exceptions do not cross into JavaScript.</summary>
    private static string Host(string function, string text, string argument)
    {
        if (function == "parseEntityRef")
        {
            return ParseEntityRef(text, argument);
        }

        var problem = RepoUrl.TryParse(text, out var url);
        return problem is not null ? $"!'{text}' {problem}" : function == "projectSlug" ? $"={url!.Owner}/{url.Repo}" : "=" + url!.ToJson().ToJsonString();
    }

    private static string ParseEntityRef(string text, string defaults)
    {
        var given = JsonNode.Parse(defaults);
        return EntityRef.TryParse(text, given?["defaultKind"]?.ToString(), given?["defaultNamespace"]?.ToString() ?? EntityRef.DefaultNamespace, out _)
            ? "=" + Written(text, given).ToJsonString()
            : $"!'{text}' is no entity reference. Write kind:namespace/name.";
    }

    /// <summary>Backstage keeps the case as written; <see cref="EntityRef"/> does not.</summary>
    private static JsonObject Written(string text, JsonNode? defaults)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var rest = text[(colon + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return new()
        {
            ["kind"] = colon < 0 ? defaults?["defaultKind"]?.ToString() : text[..colon],
            ["namespace"] = slash < 0 ? defaults?["defaultNamespace"]?.ToString() ?? EntityRef.DefaultNamespace : rest[..slash],
            ["name"] = rest[(slash + 1)..],
        };
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} was not embedded. Build Infrastructure again; it needs npm.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private void Compile(string key, string text, string rules = "tl")
    {
        if (_compiled.Contains(key))
        {
            return;
        }

        if (_compiled.Count >= TemplatesKept)
        {
            Call("portalForget");
            _compiled.Clear();
        }

        Call("portalCompile", key, text, rules);
        _compiled.Add(key);
    }

    private JsValue Call(string function, params object[] arguments)
    {
        _engine.ResetStatementsCount();
        return _engine.Invoke(function, arguments);
    }
}
