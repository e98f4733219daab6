using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>An entity as Backstage's API answers it: what templates read as <c>user.entity</c>.</summary>
internal static class EntityDocument
{
    public static JsonObject Of(CatalogEntity entity, CatalogGraph graph)
    {
        JsonObject metadata = new() { ["namespace"] = entity.Namespace, ["name"] = entity.Name };
        Put(metadata, "title", entity.Title);
        Put(metadata, "description", entity.Description);
        if (entity.Annotations.Count > 0)
        {
            metadata["annotations"] = new JsonObject(entity.Annotations.Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value)));
        }

        if (entity.Labels.Count > 0)
        {
            metadata["labels"] = new JsonObject(entity.Labels.Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value)));
        }

        if (entity.Tags.Count > 0)
        {
            metadata["tags"] = new JsonArray([.. entity.Tags.Select(t => JsonValue.Create(t))]);
        }

        if (entity.Links.Count > 0)
        {
            metadata["links"] = new JsonArray([.. entity.Links.Select(Link)]);
        }

        return new()
        {
            ["apiVersion"] = entity.ApiVersion,
            ["kind"] = entity.Kind,
            ["metadata"] = metadata,
            ["spec"] = JsonNode.Parse(entity.SpecUtf8.Span),
            ["relations"] = new JsonArray([.. graph.RelationsOf(entity.Ref).Select(r => new JsonObject { ["type"] = r.Type, ["targetRef"] = r.Target.ToString() })]),
        };
    }

    private static JsonObject Link(EntityLink link)
    {
        JsonObject json = new() { ["url"] = link.Url };
        Put(json, "title", link.Title);
        Put(json, "icon", link.Icon);
        Put(json, "type", link.Type);
        return json;
    }

    private static void Put(JsonObject target, string name, string? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }
}
