using System.Text.Json;

namespace Portal.Application.Catalog;

/// <summary>The fields of spec that the record names, and the relations of its kind in the order of the kind's fields.</summary>
internal ref struct StoredSpec(KindSchema schema, string ns)
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

        var reader = new Utf8JsonReader(json, StoredEntity.Deep);
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
