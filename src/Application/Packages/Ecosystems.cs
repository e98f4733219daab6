namespace Portal.Application.Packages;

/// <summary>The worlds that package names live in, named as package URLs name them.</summary>
public static class Ecosystems
{
    public const string NuGet = "nuget";
    public const string Npm = "npm";
    public const string PyPi = "pypi";
    public const string Maven = "maven";
    public const string Go = "golang";

    /// <summary>Whatever names no ecosystem.</summary>
    public const string Generic = "generic";

    public const int NameMaxLength = 32;

    /// <summary>What forms offer; an SBOM may name others (deb, apk, cargo, ...).</summary>
    public static IReadOnlyList<(string Value, string Words)> Offered { get; } =
        [(NuGet, "NuGet"), (Npm, "npm"), (PyPi, "PyPI"), (Maven, "Maven"), (Go, "Go"), ("cargo", "Cargo"), ("gem", "RubyGems"), ("composer", "Composer"), ("deb", "Debian"), ("apk", "Alpine"), (Generic, "other")];

    /// <summary>The name for people.</summary>
    public static string Words(string ecosystem) => Offered.FirstOrDefault(o => o.Value == ecosystem).Words ?? ecosystem;

    /// <summary>Lower case, and what people call it besides: go, python, pip, node, java, dotnet.</summary>
    public static string Canonical(string text) => text.Trim().ToLowerInvariant() switch
    {
        "go" or "gomod" => Go,
        "python" or "pip" => PyPi,
        "node" or "nodejs" or "javascript" => Npm,
        "java" or "jvm" => Maven,
        "dotnet" or ".net" => NuGet,
        var other => other,
    };

    /// <summary>Two names with one key are the same package.</summary>
    /// <remarks>PyPI: PEP 503, runs of '-', '_' and '.' are one '-'. Everywhere else letters count alike in both cases, which the registries either say or forbid to matter.</remarks>
    public static string Key(string ecosystem, string name)
    {
        var lower = name.ToLowerInvariant();
        if (ecosystem != PyPi)
        {
            return lower;
        }

        var key = new System.Text.StringBuilder(lower.Length);
        foreach (var c in lower)
        {
            if (c is not ('-' or '_' or '.'))
            {
                key.Append(c);
            }
            else if (key.Length == 0 || key[^1] != '-')
            {
                key.Append('-');
            }
        }

        return key.ToString();
    }
}
