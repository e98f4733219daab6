using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Application.Deployments;

/// <summary>
/// What a pod template says about its configuration, as lines of "field, tab, value": environment names with the kind of their source, requests and limits, probes, hashes of
/// command and arguments, volumes, checksums. Never a value of an environment, never a word of a command. Images and labels are not in it, so that the revisions of a
/// workload, which mostly differ in these alone, share one object.
/// </summary>
public sealed class TemplateFacts
{
    private const int ValueMaxLength = 200;

    private TemplateFacts(string text) => (Text, Fingerprint) = (text, Hash(text, 16));

    public string Text { get; }

    public string Fingerprint { get; }

    /// <summary>Reads them and lets go of what they were read from, as far as nobody else reads it.</summary>
    /// <param name="alike">Facts of related templates: an equal one is taken instead of a new one.</param>
    public static PodTemplate Slim(PodTemplate template, IEnumerable<TemplateFacts?> alike)
        => template with
        {
            Facts = Of(template, alike),
            Metadata = WithoutChecksums(template.Metadata),
            Spec = template.Spec with { Containers = [.. (template.Spec.Containers ?? []).Select(Slim)] },
        };

    /// <summary>As <see cref="Slim(PodTemplate, IEnumerable{TemplateFacts?})"/>, and lets go of everything that the workload's own template holds.</summary>
    public static PodTemplate Bare(PodTemplate template, IEnumerable<TemplateFacts?> alike)
        => template with { Facts = Of(template, alike), Metadata = WithoutChecksums(template.Metadata), Spec = TemplateReferences.Without(template.Spec) };

    /// <summary>A pod repeats the annotations of its template that only releases are read from: they are not held once more.</summary>
    public static ObservedMeta WithoutOwn(ObservedMeta pod)
        => pod.Annotations?.Keys.Any(IsOwn) == true ? pod with { Annotations = Rest(pod.Annotations, IsOwn) } : pod;

    /// <summary>All lines of a template, images and labels included; what the ledger keeps and compares.</summary>
    public static string Lines(PodTemplate template)
    {
        StringBuilder text = new();
        foreach (var container in template.Spec.Containers ?? [])
        {
            Line(text, $"{container.Name}: image", container.Image);
        }

        foreach (var (name, value) in (template.Metadata.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            if (name is not ("pod-template-hash" or "controller-revision-hash"))
            {
                Line(text, $"label {name}", value);
            }
        }

        return text.Append(template.Facts?.Text ?? Read(template)).ToString();
    }

    /// <returns>The first characters of a SHA-256 in hexadecimal.</returns>
    public static string Hash(string text, int length) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..length];

    private static TemplateFacts Of(PodTemplate template, IEnumerable<TemplateFacts?> alike)
    {
        var text = Read(template);
        return alike.FirstOrDefault(f => f?.Text == text) ?? new(text);
    }

    private static string Read(PodTemplate template)
    {
        StringBuilder text = new();
        foreach (var container in template.Spec.Containers ?? [])
        {
            Read(text, container, container.Name);
        }

        foreach (var container in template.Spec.InitContainers ?? [])
        {
            Line(text, $"init {container.Name}: image", container.Image);
            Read(text, container, $"init {container.Name}");
        }

        foreach (var volume in template.Spec.Volumes ?? [])
        {
            Line(text, $"volume {volume.Name}", KindOf(volume));
        }

        foreach (var (name, value) in (template.Metadata.Annotations ?? new Dictionary<string, string>(StringComparer.Ordinal)).Where(a => IsChecksum(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            Line(text, $"annotation {name}", value);
        }

        return text.ToString();
    }

    private static void Read(StringBuilder text, ObservedContainer container, string name)
    {
        foreach (var variable in container.Env?.Variables ?? [])
        {
            Line(text, $"{name}: env {variable.Name}", variable.Source);
        }

        foreach (var (source, index) in (container.EnvFrom ?? []).Select((s, i) => (s, i + 1)))
        {
            Line(text, $"{name}: envFrom {index.ToString(CultureInfo.InvariantCulture)}", source.ConfigMapRef?.Name is { } map ? $"configMap {map}" : "secret");
        }

        Quantities(text, $"{name}: requests", container.Resources?.Requests);
        Quantities(text, $"{name}: limits", container.Resources?.Limits);
        foreach (var (word, probe) in new[] { ("startup", container.StartupProbe), ("readiness", container.ReadinessProbe), ("liveness", container.LivenessProbe) })
        {
            if (probe is not null)
            {
                Line(text, $"{name}: {word} probe", probe.Asks);
                Line(text, $"{name}: {word} probe timing", probe.Timing.Length == 0 ? "defaults" : probe.Timing);
            }
        }

        if (container.Command is { } command)
        {
            Line(text, $"{name}: command", $"hash {command.Hash}");
        }

        if (container.Args is { } arguments)
        {
            Line(text, $"{name}: args", $"hash {arguments.Hash}");
        }
    }

    private static void Quantities(StringBuilder text, string field, IReadOnlyDictionary<string, string>? quantities)
    {
        foreach (var (name, value) in (quantities ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(q => q.Key, StringComparer.Ordinal))
        {
            Line(text, $"{field}.{name}", value);
        }
    }

    private static string KindOf(ObservedVolume volume) => volume switch
    {
        { ConfigMap.Name: { } map } => $"configMap {map}",
        { Secret: not null } => "secret",
        { PersistentVolumeClaim: { } claim } => $"claim {claim.ClaimName}",
        { HostPath: { } host } => $"hostPath {host.Path}",
        { EmptyDir: { } empty } => string.IsNullOrEmpty(empty.Medium) ? "emptyDir" : $"emptyDir in {empty.Medium}",
        { Projected: { } projected } => $"projected {string.Join(", ", (projected.Sources ?? []).Select(KindOf))}",
        _ => "another kind",
    };

    private static ObservedContainer Slim(ObservedContainer container)
        => container with
        {
            Env = container.Env is { References.Count: > 0 } env ? env with { Variables = [] } : null,
        };

    private static bool IsChecksum(string annotation) => annotation.StartsWith(KeptAnnotations.ChecksumPrefix, StringComparison.Ordinal);

    private static bool IsOwn(string annotation) => IsChecksum(annotation) || annotation == KeptAnnotations.RestartedAt || ReleaseHints.Annotations.Contains(annotation);

    private static ObservedMeta WithoutChecksums(ObservedMeta meta)
        => meta.Annotations?.Keys.Any(IsChecksum) == true ? meta with { Annotations = Rest(meta.Annotations, IsChecksum) } : meta;

    private static Dictionary<string, string>? Rest(IReadOnlyDictionary<string, string> annotations, Func<string, bool> without)
        => annotations.Where(a => !without(a.Key)).ToDictionary(StringComparer.Ordinal) is { Count: > 0 } rest ? rest : null;

    private static void Line(StringBuilder text, string field, string? value)
        => text.Append(Plain(field)).Append('\t').Append(Plain(value ?? "")).Append('\n');

    private static string Plain(string text)
    {
        var cut = text.Length <= ValueMaxLength ? text : text[..ValueMaxLength];
        return cut.AsSpan().IndexOfAny('\t', '\n', '\r') < 0 ? cut : cut.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
    }
}
