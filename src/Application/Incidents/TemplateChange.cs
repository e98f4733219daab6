using Portal.Application.Deployments;
using Portal.Application.Releases;

namespace Portal.Application.Incidents;

/// <summary>Sorts what differs between two templates, given as lines of <see cref="TemplateFacts.Lines"/>. Pure.</summary>
internal static class TemplateChange
{
    private const int MostDifferences = 20;

    public static (ChangedParts Parts, IReadOnlyList<FieldDifference> Differences) Between(string before, string after)
    {
        var all = FieldDifferences.Between(before, after);
        var parts = all.Aggregate(ChangedParts.None, (sum, d) => sum | PartOf(d));

        // Labels repeat the version; what the pods run with comes first.
        return (parts, [.. all.OrderBy(d => PartOf(d) == ChangedParts.Labels).Take(MostDifferences)]);
    }

    /// <summary>"image, memory limit" and so on.</summary>
    public static string Words(ChangedParts parts)
    {
        List<string> words = [];
        foreach (var (part, word) in new[]
        {
            (ChangedParts.Image, "image"), (ChangedParts.Limits, "limits"), (ChangedParts.Requests, "requests"), (ChangedParts.Probes, "probes"), (ChangedParts.Configuration, "configuration"),
            (ChangedParts.Secrets, "secrets"), (ChangedParts.Environment, "environment"), (ChangedParts.Command, "command"), (ChangedParts.Volumes, "volumes"), (ChangedParts.Labels, "labels"),
        })
        {
            if (parts.HasFlag(part))
            {
                words.Add(word);
            }
        }

        return string.Join(", ", words);
    }

    /// <summary>The first difference that is no label, in words: "limits.memory 512Mi to 96Mi".</summary>
    public static string? Main(IReadOnlyList<FieldDifference> differences)
        => differences.FirstOrDefault(d => PartOf(d) is not (ChangedParts.Labels or ChangedParts.Image)) is { } main
            ? main switch { { Before: null } => $"{main.Field} added ({main.After})", { After: null } => $"{main.Field} removed", _ => $"{main.Field} {main.Before} to {main.After}" }
            : null;

    private static ChangedParts PartOf(FieldDifference difference)
    {
        var field = difference.Field;
        var isSecret = Names(difference, "secret");
        return field switch
        {
            _ when field.StartsWith("label ", StringComparison.Ordinal) => ChangedParts.Labels,
            _ when field.StartsWith("annotation ", StringComparison.Ordinal) => ChangedParts.Configuration,
            _ when field.StartsWith("volume ", StringComparison.Ordinal) => isSecret ? ChangedParts.Volumes | ChangedParts.Secrets : Names(difference, "configMap") ? ChangedParts.Volumes | ChangedParts.Configuration : ChangedParts.Volumes,
            _ when field.EndsWith(": image", StringComparison.Ordinal) => ChangedParts.Image,
            _ when field.Contains(": limits.", StringComparison.Ordinal) => ChangedParts.Limits,
            _ when field.Contains(": requests.", StringComparison.Ordinal) => ChangedParts.Requests,
            _ when field.Contains(" probe", StringComparison.Ordinal) => ChangedParts.Probes,
            _ when field.Contains(": envFrom ", StringComparison.Ordinal) => isSecret ? ChangedParts.Secrets : ChangedParts.Configuration,
            _ when field.Contains(": env ", StringComparison.Ordinal) => isSecret ? ChangedParts.Secrets : Names(difference, "configMap") ? ChangedParts.Configuration : ChangedParts.Environment,
            _ => ChangedParts.Command,
        };
    }

    private static bool Names(FieldDifference difference, string source)
        => difference.Before?.Contains(source, StringComparison.Ordinal) == true || difference.After?.Contains(source, StringComparison.Ordinal) == true;
}
