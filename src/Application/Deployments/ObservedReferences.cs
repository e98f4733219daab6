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

/// <summary>A volume: only the names of ConfigMaps and claims, and whether there are Secrets.</summary>
public sealed record ObservedVolume(ObservedName? ConfigMap = null, ObservedSecretVolume? Secret = null, ObservedProjection? Projected = null, ObservedClaimVolume? PersistentVolumeClaim = null);

public sealed record ObservedClaimVolume(string? ClaimName = null);

/// <summary>A Secret as a volume. Its name is not kept.</summary>
public sealed record ObservedSecretVolume;

public sealed record ObservedProjection(IReadOnlyList<ObservedVolume>? Sources = null);

/// <summary>
/// Reads a container's env and keeps, of each value, only hosts and ports; of a value from elsewhere, only the ConfigMap's name. Values may hold secrets,
/// so they leave the parser as what they point to or not at all.
/// </summary>
/// <remarks>Source: Kubernetes API, core/v1 EnvVar.</remarks>
public sealed class ReferencesOfEnv : JsonConverter<IReadOnlyList<ObservedReference>?>
{
    public override IReadOnlyList<ObservedReference>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
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
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadVariable(ref reader, ref found);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<ObservedReference>? value, JsonSerializerOptions options)
        => throw new NotSupportedException("What was kept of an environment is not written back.");

    private static void ReadVariable(ref Utf8JsonReader reader, ref List<ObservedReference>? found)
    {
        var (name, value, configMap, secret) = ("", (string?)null, (string?)null, false);
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
                    }

                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var place = $"env {(name.Length <= 100 ? name : name[..100])}";
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

    private static string? NameIn(JsonElement from, string source)
        => from.TryGetProperty(source, out var reference) && reference.ValueKind == JsonValueKind.Object && reference.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}

/// <summary>Reads a container's command or args and keeps only hosts and ports.</summary>
public abstract class ReferencesOfWords(string place) : JsonConverter<IReadOnlyList<ObservedReference>?>
{
    public override IReadOnlyList<ObservedReference>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
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

        var hosts = HostText.OfWords(words);
        return hosts.Count == 0 ? null : [.. hosts.Select(h => new ObservedReference(place, h.Host, h.Port))];
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<ObservedReference>? value, JsonSerializerOptions options)
        => throw new NotSupportedException("What was kept of a command is not written back.");
}

public sealed class ReferencesOfArgs() : ReferencesOfWords("args");

public sealed class ReferencesOfCommand() : ReferencesOfWords("command");
