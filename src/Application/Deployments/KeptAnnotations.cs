using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Application.Deployments;

/// <summary>Keeps the few annotations that are read: others, such as kubectl's last-applied copy of the whole object, would double the memory.</summary>
public sealed class KeptAnnotations : JsonConverter<IReadOnlyDictionary<string, string>?>
{
    public const string Service = "portal.dev/service";
    public const string KubernetesId = "backstage.io/kubernetes-id";
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DefaultContainer = "kubectl.kubernetes.io/default-container";
    public const string RestartedAt = "kubectl.kubernetes.io/restartedAt";
    public const string TemplateGeneration = "deprecated.daemonset.template.generation";

    /// <summary>Annotations of a template by which its pods are replaced when a configuration changes: checksum/config and others.</summary>
    public const string ChecksumPrefix = "checksum/";

    // The hints tell the owner and the repository of a workload that nobody declares.
    private static readonly HashSet<string> Kept = new([Service, KubernetesId, Revision, RevisionHistory, DefaultContainer, RestartedAt, TemplateGeneration, .. WorkloadHints.Annotations, .. ReleaseHints.Annotations], StringComparer.Ordinal);

    /// <summary>Whether an annotation of this name is kept.</summary>
    public static bool Keeps(string name) => Kept.Contains(name) || name.StartsWith(ChecksumPrefix, StringComparison.Ordinal);

    public override IReadOnlyDictionary<string, string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("metadata.annotations is no object.");
        }

        Dictionary<string, string>? kept = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (Keeps(name) && reader.TokenType == JsonTokenType.String)
            {
                (kept ??= new(StringComparer.Ordinal))[name] = reader.GetString()!;
            }
            else
            {
                reader.Skip();
            }
        }

        return kept;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in value ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}
