using System.Globalization;

namespace Portal.Application.Deployments;

/// <summary>What containers request, added up.</summary>
/// <param name="MilliCpu">Millicores (1 core = 1000); null when a container says nothing, so the sum is unknown.</param>
/// <param name="Bytes">Null when a container says nothing.</param>
public sealed record ResourceSum(long? MilliCpu, long? Bytes)
{
    private const long Kibi = 1024;

    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", Kibi), ("Mi", Kibi * Kibi), ("Gi", Kibi * Kibi * Kibi), ("Ti", Kibi * Kibi * Kibi * Kibi), ("Pi", Math.Pow(Kibi, 5)), ("Ei", Math.Pow(Kibi, 6)),
        ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
    ];

    /// <summary>Requests of one pod of the template; where a container has only a limit, that is its request.</summary>
    public static ResourceSum Of(PodSpec spec)
    {
        var containers = spec.Containers ?? [];
        return new(Sum(containers, "cpu", 1000), Sum(containers, "memory", 1));
    }

    /// <summary>A quantity as Kubernetes writes it, for instance 250m, 1.5Gi or 1e3; null when it is none.</summary>
    public static double? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        foreach (var (suffix, factor) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && Number(text[..^suffix.Length]) is { } number)
            {
                return number * factor;
            }
        }

        return Number(text);
    }

    /// <summary>250m or 1.5.</summary>
    public static string CpuText(long milli) => milli is > 0 and < 1000 ? $"{milli}m" : (milli / 1000d).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>512 MiB or 1.5 GiB.</summary>
    public static string MemoryText(long bytes) => bytes switch
    {
        0 => "0",
        >= Kibi * Kibi * Kibi => (bytes / (double)(Kibi * Kibi * Kibi)).ToString("0.#", CultureInfo.InvariantCulture) + " GiB",
        >= Kibi * Kibi => (bytes / (double)(Kibi * Kibi)).ToString("0", CultureInfo.InvariantCulture) + " MiB",
        _ => (bytes / (double)Kibi).ToString("0", CultureInfo.InvariantCulture) + " KiB",
    };

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static long? Sum(IReadOnlyList<ObservedContainer> containers, string resource, double unit)
    {
        var sum = 0d;
        foreach (var container in containers)
        {
            if (Parse(container.Resources?.Requests?.GetValueOrDefault(resource) ?? container.Resources?.Limits?.GetValueOrDefault(resource)) is not { } value)
            {
                return null;
            }

            sum += value * unit;
        }

        return containers.Count == 0 || sum > long.MaxValue / 2d ? null : (long)Math.Ceiling(sum);
    }
}
