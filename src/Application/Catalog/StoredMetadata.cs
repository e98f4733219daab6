using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>metadata of a stored entity, read field by field.</summary>
internal ref struct StoredMetadata
{
    public string? Name { get; private set; }

    public string? Namespace { get; private set; }

    public string? Title { get; private set; }

    public string? Description { get; private set; }

    public Dictionary<string, string>? Labels { get; private set; }

    public Dictionary<string, string>? Annotations { get; private set; }

    public string[]? Tags { get; private set; }

    public EntityLink[]? Links { get; private set; }

    public bool Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            switch (name)
            {
                case "name" or "namespace" or "title" or "description":
                    if (StoredEntity.Text(ref reader) is not { } text)
                    {
                        return false;
                    }

                    Set(name, text);
                    break;
                case "labels" or "annotations":
                    if (Map(ref reader) is not { } map)
                    {
                        return false;
                    }

                    (Labels, Annotations) = name == "labels" ? (map, Annotations) : (Labels, map);
                    break;
                case "tags":
                    if (List(ref reader) is not { } tags)
                    {
                        return false;
                    }

                    Tags = tags;
                    break;
                case "links":
                    if (LinksOf(ref reader) is not { } links)
                    {
                        return false;
                    }

                    Links = links;
                    break;
                default:
                    reader.Read();
                    reader.Skip();
                    break;
            }
        }

        return true;
    }

    private static Dictionary<string, string>? Map(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        Dictionary<string, string> map = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (StoredEntity.Text(ref reader) is not { } value || !map.TryAdd(key, value))
            {
                return null;
            }
        }

        return map.Count == 0 ? StoredEntity.NoTexts : map;
    }

    private static string[]? List(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        List<string> items = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            items.Add(reader.GetString()!);
        }

        return reader.TokenType == JsonTokenType.EndArray ? [.. items] : null;
    }

    private static EntityLink[]? LinksOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        List<EntityLink> links = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? url = null, title = null, icon = null, type = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                if (name is not ("url" or "title" or "icon" or "type"))
                {
                    reader.Read();
                    reader.Skip();
                    continue;
                }

                if (StoredEntity.Text(ref reader) is not { } text)
                {
                    return null;
                }

                (url, title, icon, type) = (name == "url" ? text : url, name == "title" ? text : title, name == "icon" ? text : icon, name == "type" ? text : type);
            }

            if (url is null)
            {
                return null;
            }

            links.Add(new(url, title, icon, type));
        }

        return reader.TokenType == JsonTokenType.EndArray ? [.. links] : null;
    }

    private void Set(string name, string text)
        => (Name, Namespace, Title, Description) = (name == "name" ? text : Name, name == "namespace" ? text : Namespace, name == "title" ? text : Title, name == "description" ? text : Description);
}
