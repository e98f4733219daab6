using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What a repository says of its own origin, in <see cref="FileName"/> at its root.</summary>
/// <param name="Template">Ref of the template.</param>
/// <param name="Version">Or null.</param>
/// <param name="Hash">Content hash of the template; null in files that a template wrote itself.</param>
/// <param name="Values">The answers, secrets left out.</param>
public sealed record RepositoryRecord(string Template, string? Version, string? Hash, JsonObject Values)
{
    public const string FileName = "portal-template.yaml";

    /// <summary>Commits of the repositories that the template has read, by <see cref="RemotePlace.Key"/>; an upgrade renders the old version from the same ones.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Only these make the first commit of a repository; a pull request to somebody's repository does not say where that came from.
    private static readonly HashSet<string> Publishing = new(StringComparer.Ordinal) { "publish:local-git", "publish:github", "github:repo:push" };

    public static bool IsPublishedBy(string action) => Publishing.Contains(action);

    /// <summary>Puts the record among the files that a step publishes, in place of what the template may have written there itself: it is whole, and it is the same for every template.</summary>
    public void Stamp(Workspace files, JsonObject input)
    {
        var folder = FormReader.Text(input["sourcePath"]);
        if (files.Below(folder).Files.Count == 0)
        {
            return; // the step itself says that there is nothing to publish
        }

        var root = Workspace.Normalise(folder ?? "");
        files.Write(root.Length == 0 ? FileName : $"{root}/{FileName}", new(Encoding.UTF8.GetBytes(ToYaml())));
    }

    /// <summary>Values are JSON, which is YAML too: nothing that people type can break out of it.</summary>
    public string ToYaml()
    {
        StringBuilder text = new("# Where this repository came from. The portal reads it to offer newer versions of the template, and writes it with each upgrade.\n");
        Line("template", Template);
        if (Version is not null)
        {
            Line("version", Version);
        }

        if (Hash is not null)
        {
            Line("hash", Hash);
        }

        if (Sources.Count > 0)
        {
            text.Append("sources:\n");
            foreach (var (key, commit) in Sources.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                text.Append("  ").Append(JsonSerializer.Serialize(key, Relaxed)).Append(": ").Append(JsonSerializer.Serialize(commit, Relaxed)).Append('\n');
            }
        }

        text.Append(Values.Count == 0 ? "values: {}\n" : "values:\n");
        foreach (var (name, value) in Values)
        {
            text.Append("  ").Append(Key(name)).Append(": ").Append(value?.ToJsonString(Relaxed) ?? "null").Append('\n');
        }

        return text.ToString();
        void Line(string name, string value) => text.Append(name).Append(": ").Append(JsonSerializer.Serialize(value, Relaxed)).Append('\n');
    }

    /// <returns>Null when the document is no such record.</returns>
    public static RepositoryRecord? Of(JsonNode? document)
        => document is JsonObject root && FormReader.Text(root["template"]) is { Length: > 0 } template
            ? new(template, root["version"]?.ToString(), FormReader.Text(root["hash"]), (root["values"] as JsonObject)?.DeepClone().AsObject() ?? [])
            {
                Sources = (root["sources"] as JsonObject ?? []).Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value!.ToString(), StringComparer.Ordinal),
            }
            : null;

    private static string Key(string name)
        => name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && name.ToLowerInvariant() is not ("y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null")
            ? name : JsonSerializer.Serialize(name, Relaxed);
}
