using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>
/// Reads entities back from the JSON that was stored of them, without a tree in between: a restart makes a hundred thousand of them, a look into the past
/// ten thousand at once. What the short way does not know goes the long way, by <see cref="EntityFactory"/>.
/// </summary>
internal static class StoredEntity
{
    private static readonly Dictionary<string, string> NoTexts = new(StringComparer.Ordinal);
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <returns>Null when the JSON has a shape that only the long way understands.</returns>
    public static CatalogEntity? TryRead(string json, EntitySource source, string? raw, KindRegistry kinds)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(json, buffer);
            return Read(buffer.AsSpan(0, length), source, raw, kinds);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static CatalogEntity? Read(ReadOnlySpan<byte> json, EntitySource source, string? raw, KindRegistry kinds)
    {
        var reader = new Utf8JsonReader(json, Deep);
        string? apiVersion = null, kind = null;
        var metadata = new Metadata();
        ReadOnlySpan<byte> spec = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                apiVersion = Text(ref reader);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = Text(ref reader);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                if (!metadata.Read(ref reader))
                {
                    return null;
                }
            }
            else
            {
                var isSpec = reader.ValueTextEquals("spec"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                var isObject = reader.TokenType == JsonTokenType.StartObject;
                reader.Skip();
                spec = isSpec && isObject ? json[start..(int)reader.BytesConsumed] : spec;
            }
        }

        if (apiVersion is null || kind is null || metadata.Name is null || spec.IsEmpty || kinds.Find(kind) is not { } schema)
        {
            return null;
        }

        var ns = metadata.Namespace ?? EntityRef.DefaultNamespace;
        var fields = new Spec(schema, ns);
        return !fields.Read(spec) ? null : new CatalogEntity
        {
            Ref = new EntityRef(kind, ns, metadata.Name),
            Kind = kind,
            ApiVersion = apiVersion,
            Namespace = ns,
            Name = metadata.Name,
            Title = metadata.Title,
            ProfileName = fields.ProfileName,
            Description = metadata.Description,
            Labels = metadata.Labels ?? NoTexts,
            Annotations = metadata.Annotations ?? NoTexts,
            Tags = metadata.Tags ?? [],
            Links = metadata.Links ?? [],
            Type = fields.Type,
            Lifecycle = fields.Lifecycle,
            Owner = schema.HasOwner ? fields.Owner : null,
            System = schema.HasSystem ? fields.System : null,
            SpecUtf8 = spec.ToArray(),
            Declares = fields.Relations(),
            Sources = [source],
            Raw = raw,
        };
    }

    // Null when the value is no text: the long way knows what to make of it.
    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private ref struct Metadata
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
                        if (Text(ref reader) is not { } text)
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
                if (Text(ref reader) is not { } value || !map.TryAdd(key, value))
                {
                    return null;
                }
            }

            return map.Count == 0 ? NoTexts : map;
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

                    if (Text(ref reader) is not { } text)
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

    /// <summary>The fields of spec that the record names, and the relations of its kind in the order of the kind's fields.</summary>
    private ref struct Spec(KindSchema schema, string ns)
    {
        private readonly List<EntityRef>?[] _targets = new List<EntityRef>?[schema.Relations.Count];

        public string? Type { get; private set; }

        public string? Lifecycle { get; private set; }

        public string? ProfileName { get; private set; }

        public EntityRef? Owner { get; private set; }

        public EntityRef? System { get; private set; }

        public bool Read(ReadOnlySpan<byte> json)
        {
            foreach (var relation in schema.Relations)
            {
                if (relation.Name.Contains('.', StringComparison.Ordinal))
                {
                    return false; // a custom kind's field further down
                }
            }

            var reader = new Utf8JsonReader(json, Deep);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name == "profile" && reader.TokenType == JsonTokenType.StartObject)
                {
                    Profile(ref reader);
                    continue;
                }

                if (reader.TokenType == JsonTokenType.String)
                {
                    Word(name, reader.GetString()!);
                }

                if (!Relate(name, ref reader))
                {
                    return false;
                }
            }

            return true;
        }

        public readonly Relation[] Relations()
        {
            List<Relation> relations = [];
            for (var i = 0; i < _targets.Length; i++)
            {
                foreach (var target in _targets[i] ?? [])
                {
                    var relation = new Relation(schema.Relations[i].Type, target);
                    if (!relations.Contains(relation))
                    {
                        relations.Add(relation);
                    }
                }
            }

            return [.. relations];
        }

        private void Word(string name, string text)
        {
            switch (name)
            {
                case "type":
                    Type = text;
                    break;
                case "lifecycle":
                    Lifecycle = text;
                    break;
                case "owner":
                    Owner = EntityRef.TryParse(text, "group", ns, out var owner) ? owner : null;
                    break;
                case "system":
                    System = EntityRef.TryParse(text, "system", ns, out var system) ? system : null;
                    break;
            }
        }

        private void Profile(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("displayName"u8);
                reader.Read();
                ProfileName = isName && reader.TokenType == JsonTokenType.String ? reader.GetString() : ProfileName;
                reader.Skip();
            }
        }

        private readonly bool Relate(string name, ref Utf8JsonReader reader)
        {
            for (var i = 0; i < _targets.Length; i++)
            {
                var field = schema.Relations[i];
                if (field.Name != name)
                {
                    continue;
                }

                if (reader.TokenType == JsonTokenType.String)
                {
                    Add(i, field, reader.GetString()!);
                }
                else if (reader.TokenType != JsonTokenType.StartArray)
                {
                    return false;
                }
                else
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.String)
                    {
                        Add(i, field, reader.GetString()!);
                    }

                    if (reader.TokenType != JsonTokenType.EndArray)
                    {
                        return false;
                    }
                }

                return true;
            }

            reader.Skip();
            return true;
        }

        private readonly void Add(int index, RelationField field, string text)
        {
            if (EntityRef.TryParse(text, field.DefaultKind, ns, out var target))
            {
                (_targets[index] ??= []).Add(target);
            }
        }
    }
}
