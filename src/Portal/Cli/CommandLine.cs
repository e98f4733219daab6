namespace Portal.Web.Cli;

/// <summary>The verbs of the executable: <c>portal who-owns billing-worker</c>. Anything else starts the server.</summary>
public static class CommandLine
{
    /// <summary>Exit codes of every verb.</summary>
    internal const int Done = 0;
    internal const int NotFound = 1;
    internal const int Usage = 2;
    internal const int Unreachable = 3;
    internal const int Unfinished = 4;

    /// <summary>What there is; the shells' completions are made of it.</summary>
    internal static IReadOnlyList<Verb> Verbs { get; } =
    [
        new("who-owns", "<clue> [--json]", "from any clue to the owner; - reads the clue from standard input", ["--json"], WhoOwnsVerb.RunAsync),
        new("on-call", "<team|service> [--json]", "who is on call now and next", ["--json"], OnCallVerb.RunAsync),
        new("status", "[service] [--json]", "where a service runs and how it is; without a service, what has problems", ["--json"], StatusVerb.RunAsync),
        new("diff", "<service> [--from <place> --to <place>] [--json]", "versions that differ between environments, regions and clusters", ["--from", "--to", "--json"], DiffVerb.RunAsync),
        new("create", "<template> --set k=v ... [--values file] [--dry-run] [--wait [--timeout seconds]] [--json]", "makes something from a template", ["--set", "--values", "--dry-run", "--wait", "--timeout", "--json"], CreateVerb.RunAsync),
        new("validate", "<path>...", "checks descriptors without a server; --json, --sarif [file], --strict, --kinds <folder>, --against <url>; - reads standard input", ["--json", "--sarif", "--strict", "--kinds", "--against"],
            (args, cli, ct) => Infrastructure.Descriptors.ValidateCommand.RunAsync(args, cli.Output, cli.Error, ct)),
        new("template", "validate|test|actions", "for authors of templates: checks them, runs their golden tests, lists what steps can do", ["validate", "test", "actions"],
            (args, cli, ct) => Infrastructure.Scaffolding.TemplateCommand.RunAsync(args, cli.Output, cli.Error, ct)),
        new("completion", "bash|zsh|fish|powershell", "completes verbs and options in your shell", ["bash", "zsh", "fish", "powershell"], CompletionVerb.RunAsync),
        new("migrate", "", "brings the database to the newest schema and ends", [], null),
        new("help", "", "this", [], (_, cli, _) => Task.FromResult(Help(cli.Output))),
    ];

    /// <summary>Whether the first argument is a word that is neither a verb nor a setting (--urls, key=value): a typo must not start a server.</summary>
    public static bool Mistakes(string[] args)
        => args.Length > 0 && !Asks(args) && args[0].Length > 0 && args[0][0] is not ('-' or '/') && !args[0].Contains('=', StringComparison.Ordinal);

    /// <summary>What there is, for somebody who wrote something else.</summary>
    public static int Refuse(string[] args, TextWriter error)
    {
        error.WriteLine($"There is no verb '{args[0]}'.");
        Help(error);
        return Usage;
    }

    /// <summary>Whether the arguments name a verb; settings such as --urls do not.</summary>
    public static bool Asks(string[] args) => args.Length > 0 && Verbs.Any(v => v.Name == args[0]);

    /// <returns>0 done, 1 not found or invalid, 2 wrong use, 3 the portal cannot be reached, 4 not finished yet.</returns>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct) => RunAsync(args, new CliContext(output, error, Console.In), ct);

    internal static Task<int> RunAsync(string[] args, CliContext cli, CancellationToken ct)
        => Verbs.FirstOrDefault(v => v.Name == args[0])?.RunAsync is { } run ? cli.GuardAsync(() => run(args[1..], cli, ct)) : Task.FromResult(Help(cli.Output));

    private static int Help(TextWriter output)
    {
        output.WriteLine("portal                       starts the server");
        foreach (var verb in Verbs)
        {
            output.WriteLine($"{$"portal {verb.Name} {verb.Arguments}".TrimEnd(),-28} {verb.About}");
        }

        output.WriteLine();
        output.WriteLine("PORTAL_URL names the portal (http://localhost:5080 where it is not set), PORTAL_TOKEN a token made at its page /admin/tokens.");
        output.WriteLine("Exit codes: 0 found or done, 1 not found, invalid or refused, 2 wrong use, 3 the portal cannot be reached, 4 not finished yet: it waits for somebody, or the time that --timeout allowed is up.");
        return Done;
    }
}

/// <summary>A verb of the command line.</summary>
/// <param name="Options">What may follow it, for completion.</param>
/// <param name="RunAsync">Null for one that the server itself does.</param>
internal sealed record Verb(string Name, string Arguments, string About, IReadOnlyList<string> Options, Func<string[], CliContext, CancellationToken, Task<int>>? RunAsync);
