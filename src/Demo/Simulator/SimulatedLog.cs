using System.Globalization;

namespace Portal.Demo.Simulator;

/// <summary>What one run of a simulated container writes. Line by line from its number, so the end of a long log costs nothing and is the same each time.</summary>
/// <param name="Began">When the run began.</param>
/// <param name="Ended">When it ended; null while it runs.</param>
internal sealed record SimulatedLog(string Pod, string Service, string Image, int Port, string? Node, PodFault Fault, string? FaultMessage, DateTimeOffset Began, DateTimeOffset? Ended)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);
    private static readonly string[] Paths = ["/orders/{0}", "/health", "/items?page={1}", "/customers/{0}", "/search?q=p{1}", "/events"];

    // Services log in three styles, as those of a grown organisation do.
    private int Style => KubeObjects.StableHash(Service) % 3;

    /// <summary>Number of lines at a moment.</summary>
    public int Count(DateTimeOffset now)
    {
        var end = Ended ?? now;
        var boot = Boot.Count(b => Began.AddMilliseconds(b.After) <= end);
        var work = end < WorkBegins ? 0 : (int)Math.Min(int.MaxValue / 2, (end - WorkBegins) / Between) + 1;
        return boot + work + (Ended is null ? 0 : Last.Count);
    }

    public string Line(int number, DateTimeOffset now, bool timestamps)
    {
        var (at, level, said) = At(number, now);
        var text = said.ReplaceLineEndings(" ");
        var line = Style switch
        {
            0 => $"{Stamp(at)} {level,-5} {Service}: {text}",
            1 => $$"""{"time":"{{Stamp(at)}}","level":"{{level}}","service":"{{Service}}","msg":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""",
            _ => $"\u001b[2m{Stamp(at)}\u001b[0m \u001b[{(level == "info" ? "32" : level == "warn" ? "33" : "31")}m{level}\u001b[0m {text}",
        };
        return timestamps ? $"{Stamp(at)} {line}" : line;
    }

    private DateTimeOffset WorkBegins => Began.AddSeconds(3);

    private List<(int After, string Level, string Text)> Boot =>
    [
        (0, "info", $"starting {Image}"),
        (120, "info", $"configuration read; node {Node ?? "unknown"}"),
        (640, "info", $"listening on :{Port}"),
        (900, "info", "connected to its dependencies"),
    ];

    private List<(string Level, string Text)> Last => Fault switch
    {
        PodFault.OutOfMemory => [("warn", "heap is at 94 % of the limit after a collection"), ("warn", "heap is at 99 % of the limit after a collection")],
        PodFault.CrashLoop =>
        [
            ("error", $"fatal: {FaultMessage ?? "unhandled exception while starting"}"),
            ("error", "   at Startup.Configure(Settings settings) in Startup.cs:line 48"),
            ("error", "   at Program.Main(String[] args) in Program.cs:line 12"),
            ("error", "exiting with code 1"),
        ],
        _ => [("info", "received SIGTERM, finishing open requests"), ("info", "stopped")],
    };

    private (DateTimeOffset At, string Level, string Text) At(int number, DateTimeOffset now)
    {
        var end = Ended ?? now;
        var boot = Boot;
        var shown = boot.Count(b => Began.AddMilliseconds(b.After) <= end);
        if (number < shown)
        {
            return (Began.AddMilliseconds(boot[number].After), boot[number].Level, boot[number].Text);
        }

        var fromEnd = Count(now) - number;
        if (Ended is { } ended && fromEnd <= Last.Count)
        {
            var last = Last[^fromEnd];
            return (ended, last.Level, last.Text);
        }

        var n = number - shown;
        return (WorkBegins + (n * Between), LevelOf(n), TextOf(n));
    }

    private string LevelOf(int n) => Fault == PodFault.NotReady && n % 3 == 0 ? "warn" : Hash(n) % 97 == 0 ? "warn" : "info";

    private string TextOf(int n)
    {
        if (Fault == PodFault.NotReady && n % 3 == 0)
        {
            return $"not ready: {FaultMessage ?? "a dependency does not answer (connection refused)"}";
        }

        var hash = Hash(n);
        if (hash % 97 == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"slow answer from a dependency: {800 + (hash % 900)} ms");
        }

        var path = string.Format(CultureInfo.InvariantCulture, Paths[hash % Paths.Length], hash % 90_000, hash % 40);
        return string.Create(CultureInfo.InvariantCulture, $"GET {path} {(hash % 41 == 0 ? 404 : 200)} {2 + (hash % 60)} ms");
    }

    private int Hash(int n) => KubeObjects.StableHash(string.Create(CultureInfo.InvariantCulture, $"{Pod}/{Began.Ticks}/{n}"));

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
