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
    internal static readonly Dictionary<string, string> NoTexts = new(StringComparer.Ordinal);
    internal static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

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
        var metadata = new StoredMetadata();
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
        var fields = new StoredSpec(schema, ns);
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
    internal static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
