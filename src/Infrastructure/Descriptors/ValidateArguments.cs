namespace Portal.Infrastructure.Descriptors;

/// <summary>What <c>portal validate</c> was asked.</summary>
/// <param name="SarifFile">Where the SARIF goes; null with <paramref name="Sarif"/>: to the output.</param>
/// <param name="Against">Address of a running portal.</param>
internal sealed record ValidateArguments(IReadOnlyList<string> Paths, bool Json, bool Sarif, string? SarifFile, bool Strict, string? Kinds, string? Against)
{
    public const string Usage = """
        Name what to check: portal validate <file, folder or pattern>... [options]; - reads standard input.
          --json              the report as JSON
          --sarif [file]      the report as SARIF 2.1.0; to a file, the report in words goes to the output as usual (write --sarif=file after a path)
          --strict            warnings fail, too
          --kinds <folder>    the organisation's own kinds (Catalog:KindsPath of the portal)
          --against <url>     ask a running portal which entities exist (PORTAL_TOKEN)
        """;

    /// <returns>Null with the reason when the arguments make no sense.</returns>
    public static ValidateArguments? Parse(IReadOnlyList<string> args, out string problem)
    {
        problem = "";
        List<string> paths = [];
        bool json = false, sarif = false, strict = false;
        string? sarifFile = null, kinds = null, against = null;
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            switch (name)
            {
                case "--json": json = true; break;
                case "--strict": strict = true; break;
                case "--sarif":
                    sarif = true;
                    sarifFile = value ?? (i + 1 < args.Count && args[i + 1].EndsWith(".sarif", StringComparison.OrdinalIgnoreCase) ? args[++i] : null);
                    break;
                case "--kinds" or "--against":
                    value ??= i + 1 < args.Count ? args[++i] : null;
                    if (string.IsNullOrEmpty(value))
                    {
                        problem = $"{name} needs a value.";
                        return null;
                    }

                    (kinds, against) = name == "--kinds" ? (value, against) : (kinds, value);
                    break;
                case var other when other.StartsWith("--", StringComparison.Ordinal):
                    problem = $"There is no option {other}.";
                    return null;
                default: paths.Add(args[i]); break;
            }
        }

        problem = paths.Count == 0 ? "" : json && sarif && sarifFile is null ? "--json and --sarif both write to the output: give --sarif a file." : Problem(kinds, against);
        return paths.Count == 0 || problem.Length > 0 ? null : new(paths, json, sarif, sarifFile, strict, kinds, against);
    }

    private static string Problem(string? kinds, string? against)
        => kinds is not null && !Directory.Exists(kinds) ? $"There is no folder {kinds}."
            : against is not null && !(Uri.TryCreate(against, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") ? $"{against} is no http or https address."
            : "";

    private static (string Name, string? Value) Split(string argument)
        => argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (argument[..at], argument[(at + 1)..]) : (argument, null);
}
