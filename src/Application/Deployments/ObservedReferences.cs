using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>
/// What a container's configuration points to: a host, or a ConfigMap by name, or a Secret that is not read. The value it was found in is never kept.
/// </summary>
/// <param name="From">Where it stood, in words: "env ORDERS_URL", "args", "command", "envFrom", "volume".</param>
/// <param name="Host">Lower case, as written: short name, Kubernetes DNS name or full name. Null for a ConfigMap or a Secret.</param>
/// <param name="Port">1 to 65535, where one is written.</param>
/// <param name="ConfigMap">Name of a ConfigMap.</param>
/// <param name="IsSecret">The value comes from a Secret: what it points to stays unknown.</param>
public sealed record ObservedReference(string From, string? Host = null, int? Port = null, string? ConfigMap = null, bool IsSecret = false);

/// <summary>A source of a container's environment: only the ConfigMap's name, and whether there is a Secret.</summary>
public sealed record ObservedEnvSource(ObservedName? ConfigMapRef = null, ObservedName? SecretRef = null);

/// <summary>A name that something refers to.</summary>
public sealed record ObservedName(string? Name = null);

/// <summary>A variable of an environment: its name and where its value comes from, never the value.</summary>
/// <param name="Source">In words: "value", "configMap orders-config key LEVEL", "secret key", "field metadata.name".</param>
public sealed record ObservedVariable(string Name, string Source);

/// <summary>A container's environment, without its values.</summary>
/// <param name="References">What the values point to.</param>
/// <param name="Variables">In the order of the template; empty where they have been read into <see cref="TemplateFacts"/> already.</param>
public sealed record ObservedEnvironment(IReadOnlyList<ObservedReference> References, IReadOnlyList<ObservedVariable> Variables);

/// <summary>A command or its arguments, without the words.</summary>
/// <param name="Hash">Tells that they have changed, not what they are.</param>
public sealed record ObservedWords(IReadOnlyList<ObservedReference> References, string Hash);

/// <summary>A volume: its kind, the names of ConfigMaps and claims, and whether there are Secrets.</summary>
public sealed record ObservedVolume(ObservedName? ConfigMap = null, ObservedSecretVolume? Secret = null, ObservedProjection? Projected = null)
{
    public string? Name { get; init; }

    public ObservedClaim? PersistentVolumeClaim { get; init; }

    public ObservedHostPath? HostPath { get; init; }

    public ObservedEmptyDir? EmptyDir { get; init; }
}

public sealed record ObservedClaim(string? ClaimName = null);

public sealed record ObservedHostPath(string? Path = null);

public sealed record ObservedEmptyDir(string? Medium = null);

/// <summary>A Secret as a volume. Its name is not kept.</summary>
public sealed record ObservedSecretVolume;

public sealed record ObservedProjection(IReadOnlyList<ObservedVolume>? Sources = null);

/// <summary>
/// Reads a container's env and keeps, of each value, only hosts and ports; of a value from elsewhere, only the ConfigMap's name. Values may hold secrets,
/// so they leave the parser as what they point to or not at all.
/// </summary>
/// <remarks>Source: Kubernetes API, core/v1 EnvVar.</remarks>
public sealed class ReferencesOfEnv : JsonConverter<ObservedEnvironment?>
{
    private const int NameMaxLength = 100;

    public override ObservedEnvironment? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("env is no list.");
        }

        List<ObservedReference>? found = null;
        List<ObservedVariable> variables = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadVariable(ref reader, ref found, variables);
            }
            else
            {
                reader.Skip();
            }
        }

        return variables.Count == 0 ? null : new(found ?? [], variables);
    }

    public override void Write(Utf8JsonWriter writer, ObservedEnvironment? value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in (value?.Variables ?? []).Select(v => v.ToString()).Concat((value?.References ?? []).Select(r => r.ToString())))
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void ReadVariable(ref Utf8JsonReader reader, ref List<ObservedReference>? found, List<ObservedVariable> variables)
    {
        var (name, value, configMap, secret, source) = ("", (string?)null, (string?)null, false, "value");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            reader.Read();
            switch (field)
            {
                case "name" when reader.TokenType == JsonTokenType.String:
                    name = reader.GetString()!;
                    break;
                case "value" when reader.TokenType == JsonTokenType.String:
                    value = reader.GetString();
                    break;
                case "valueFrom" when reader.TokenType == JsonTokenType.StartObject:
                    using (var from = JsonDocument.ParseValue(ref reader))
                    {
                        configMap = NameIn(from.RootElement, "configMapKeyRef");
                        secret = from.RootElement.TryGetProperty("secretKeyRef", out _);
                        source = SourceOf(from.RootElement, configMap, secret);
                    }

                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        name = name.Length <= NameMaxLength ? name : name[..NameMaxLength];
        variables.Add(new(name, source));
        var place = $"env {name}";
        if (configMap is not null || secret)
        {
            (found ??= []).Add(new(place, ConfigMap: configMap, IsSecret: secret));
        }
        else if (value is not null)
        {
            foreach (var (host, port) in HostText.Of(name, value))
            {
                (found ??= []).Add(new(place, host, port));
            }
        }
    }

    private static string? NameIn(JsonElement from, string source) => TextIn(from, source, "name");

    // Keys of a Secret may say what it holds; that it is one is enough.
    private static string SourceOf(JsonElement from, string? configMap, bool secret)
        => configMap is not null ? $"configMap {configMap} key {TextIn(from, "configMapKeyRef", "key")}"
            : secret ? "secret key"
            : TextIn(from, "fieldRef", "fieldPath") is { } field ? $"field {field}"
            : TextIn(from, "resourceFieldRef", "resource") is { } resource ? $"resource {resource}"
            : "another source";

    private static string? TextIn(JsonElement from, string source, string field)
        => from.TryGetProperty(source, out var reference) && reference.ValueKind == JsonValueKind.Object && reference.TryGetProperty(field, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

/// <summary>Reads a container's command or args and keeps only hosts and ports.</summary>
public abstract class ReferencesOfWords(string place) : JsonConverter<ObservedWords?>
{
    public override ObservedWords? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException($"{place} is no list.");
        }

        List<string> words = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                words.Add(reader.GetString()!);
            }
            else
            {
                reader.Skip();
            }
        }

        return words.Count == 0 ? null : new([.. HostText.OfWords(words).Select(h => new ObservedReference(place, h.Host, h.Port))], TemplateFacts.Hash(string.Join('\n', words), 8));
    }

    public override void Write(Utf8JsonWriter writer, ObservedWords? value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var reference in value?.References ?? [])
        {
            writer.WriteStringValue(reference.ToString());
        }

        writer.WriteEndArray();
    }
}

public sealed class ReferencesOfArgs() : ReferencesOfWords("args");

public sealed class ReferencesOfCommand() : ReferencesOfWords("command");
