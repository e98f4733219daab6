using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;

namespace Portal.Infrastructure.Templating;

/// <summary>Fills in $yaml, $json and $text of a template, as the catalog does for descriptors: a map with such a key and no other is what the named file holds.</summary>
internal sealed class TemplateIncludes(YamlJson yaml, string root)
{
    private const int Deepest = 8;
    private const long MaxBytes = 1024 * 1024;

    private readonly string _root = Path.GetFullPath(root);

    /// <exception cref="TemplateFault">A file is not there, lies outside the templates, is too large or cannot be read.</exception>
    public JsonNode? Fill(JsonNode? node, string folder, int depth = 0)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } map when map.First() is { Key: "$yaml" or "$json" or "$text", Value: JsonValue target } placeholder:
                return Included(placeholder.Key, target.ToString(), folder, yaml.LineOf(node), depth);
            case JsonObject map:
                foreach (var (key, value) in map.ToList())
                {
                    if (Fill(value, folder, depth) is var filled && !ReferenceEquals(filled, value))
                    {
                        map[key] = filled;
                    }
                }

                return map;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (Fill(list[i], folder, depth) is var filled && !ReferenceEquals(filled, list[i]))
                    {
                        list[i] = filled;
                    }
                }

                return list;
            default:
                return node;
        }
    }

    private JsonNode? Included(string kind, string target, string folder, int line, int depth)
    {
        if (depth >= Deepest)
        {
            throw new TemplateFault(line, $"{kind}: {target}: files include each other more than {Deepest} deep. Look for a circle.");
        }

        if (target.Contains("://", StringComparison.Ordinal) || Path.IsPathRooted(target))
        {
            throw new TemplateFault(line, $"{kind}: {target} is no file beside the template. Write a relative path.");
        }

        FileInfo file = new(Path.GetFullPath(target, folder));
        if (!file.FullName.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new TemplateFault(line, $"{kind}: {target} leaves the folder of templates.");
        }

        if (!file.Exists || file.Length > MaxBytes)
        {
            throw new TemplateFault(line, file.Exists ? $"{kind}: {target} has more than {MaxBytes / 1024} KB." : $"{kind}: there is no file {target}.");
        }

        var text = File.ReadAllText(file.FullName);
        try
        {
            return kind switch
            {
                "$text" => JsonValue.Create(text),
                "$json" => Fill(JsonNode.Parse(text), file.DirectoryName!, depth + 1),
                _ => Fill(yaml.Read(text)?.DeepClone(), file.DirectoryName!, depth + 1),
            };
        }
        catch (Exception ex) when (ex is YamlException or JsonException)
        {
            throw new TemplateFault(line, $"{kind}: {target}: {ex.Message} Fix that file.");
        }
    }
}
