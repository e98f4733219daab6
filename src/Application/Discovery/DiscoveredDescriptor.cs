using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Discovery;

/// <summary>Writes a discovered service as a descriptor: as the entity that the catalog shows, and as the file that is proposed for its repository.</summary>
public static class DiscoveredDescriptor
{
    /// <summary>
    /// The entity. One rule of a descriptor it may break: without evidence it has no spec.owner, since an invented one would be a lie and a group that does not exist
    /// would dangle. It then counts as unowned everywhere.
    /// </summary>
    public static JsonObject Entity(DiscoveredService service)
    {
        var spec = new JsonObject { ["type"] = service.Type, ["lifecycle"] = service.Lifecycle };
        if (service.Owner is { } owner)
        {
            spec["owner"] = owner;
        }

        if (service.System is { } system)
        {
            spec["system"] = system;
        }

        return new JsonObject
        {
            ["apiVersion"] = "backstage.io/v1alpha1",
            ["kind"] = "Component",
            ["metadata"] = new JsonObject
            {
                ["name"] = service.EntityName,
                ["description"] = $"Runs as {service.Kind} {service.Namespace}/{service.Name}; nobody has declared it.",
                ["annotations"] = new JsonObject
                {
                    [Discovered.Mark] = "true",
                    [Discovered.From] = service.From,
                    [Discovered.Confidence] = service.Confidence.ToString("0.00", CultureInfo.InvariantCulture),
                    [Discovered.Evidence] = string.Join('\n', service.Evidence),
                },
                ["tags"] = new JsonArray(Discovered.Tag),
            },
            ["spec"] = spec,
        };
    }

    /// <summary>The entity as text, as a descriptor would be.</summary>
    public static string Text(JsonObject entity)
    {
        var text = new StringBuilder();
        Write(text, entity, 0);
        return text.ToString();
    }

    /// <summary>
    /// The descriptor that, once merged, makes the workload belong to the service at once: it names the workload by labels that only it has, or by its name.
    /// </summary>
    public static string Proposal(DiscoveredService service)
    {
        var annotations = new JsonObject();
        if (service.Repository?.Contains('/', StringComparison.Ordinal) == true)
        {
            annotations["github.com/project-slug"] = service.Repository;
        }

        if (service.Selector is { } selector)
        {
            annotations[ServiceMatcher.SelectorAnnotation] = selector;
            annotations[ServiceMatcher.NamespaceAnnotation] = service.Namespace;
        }
        else
        {
            annotations[Discovered.Workload] = service.From;
        }

        var spec = new JsonObject { ["type"] = service.Type, ["lifecycle"] = service.Lifecycle, ["owner"] = service.Owner ?? "" };
        if (service.System is { } system)
        {
            spec["system"] = system;
        }

        return Text(new JsonObject
        {
            ["apiVersion"] = "backstage.io/v1alpha1",
            ["kind"] = "Component",
            ["metadata"] = new JsonObject { ["name"] = service.EntityName, ["description"] = $"What {service.Name} is for, in one sentence.", ["annotations"] = annotations },
            ["spec"] = spec,
        });
    }

    private static void Write(StringBuilder text, JsonObject map, int indent)
    {
        foreach (var (name, value) in map)
        {
            text.Append(' ', indent).Append(name).Append(':');
            switch (value)
            {
                case JsonObject { Count: > 0 } inner:
                    text.Append('\n');
                    Write(text, inner, indent + 2);
                    break;
                case JsonArray list:
                    text.Append(" [").AppendJoin(", ", list.Select(i => Scalar(i!.GetValue<string>()))).Append("]\n");
                    break;
                default:
                    text.Append(' ').Append(value is JsonObject ? "{}" : Scalar(value!.GetValue<string>())).Append('\n');
                    break;
            }
        }
    }

    // A plain word needs no quotes; everything else is written as JSON writes it, which YAML reads the same.
    private static string Scalar(string text)
        => text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '=' or ',') && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off")
            && !text.Contains(',', StringComparison.Ordinal) ? text : JsonSerializer.Serialize(text, JsonOptions);

    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
