using System.Diagnostics;
using System.Globalization;

namespace Portal.Demo;

/// <summary>Makes git repositories of the folders below organisation/repositories, as if they had been pushed some days ago.</summary>
public static class DemoRepositories
{
    private const string Author = "Northwind Delivery";
    private const string Mail = "delivery@northwind.example";

    /// <summary>Names of the repositories that <see cref="MakeAsync"/> makes.</summary>
    public static IReadOnlyList<string> Names(string from) => Directory.Exists(from) ? [.. Directory.GetDirectories(from).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)] : [];

    /// <summary>Makes each of them anew, bare, with one commit on main.</summary>
    /// <param name="from">The folder with one folder for each repository.</param>
    /// <param name="to">Where NAME.git is made.</param>
    /// <param name="committedAt">Moment of the commit.</param>
    /// <exception cref="InvalidOperationException">git is not installed, or refuses.</exception>
    public static async Task MakeAsync(string from, string to, DateTimeOffset committedAt, CancellationToken ct)
    {
        foreach (var name in Names(from))
        {
            var bare = Path.GetFullPath(Path.Combine(to, name + ".git"));
            if (Directory.Exists(bare))
            {
                Directory.Delete(bare, recursive: true);
            }

            Directory.CreateDirectory(bare);
            var files = Path.GetFullPath(Path.Combine(from, name));
            await GitAsync(bare, committedAt, ["init", "-q", "--bare", "-b", "main"], ct);
            await GitAsync(bare, committedAt, ["--work-tree", files, "add", "-A", "."], ct, files);
            await GitAsync(bare, committedAt, ["--work-tree", files, "commit", "-q", "-m", $"Deploy {name} from this repository"], ct, files);
        }
    }

    private static async Task GitAsync(string bare, DateTimeOffset at, IReadOnlyList<string> arguments, CancellationToken ct, string? folder = null)
    {
        ProcessStartInfo start = new("git") { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder ?? bare };
        foreach (var argument in (string[])["--git-dir", bare, "-c", "core.bare=false", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var moment = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        foreach (var (name, value) in new[]
        {
            ("GIT_AUTHOR_NAME", Author), ("GIT_AUTHOR_EMAIL", Mail), ("GIT_AUTHOR_DATE", moment), ("GIT_COMMITTER_NAME", Author), ("GIT_COMMITTER_EMAIL", Mail), ("GIT_COMMITTER_DATE", moment), ("GIT_TERMINAL_PROMPT", "0"),
        })
        {
            start.Environment[name] = value;
        }

        using var process = Start(start);
        var error = process.StandardError.ReadToEndAsync(ct);
        var output = process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        await output;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {arguments[0]} ended with {process.ExitCode}: {await error}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception ex)
        {
            throw new InvalidOperationException("The git command is not installed here.", ex);
        }
    }
}
