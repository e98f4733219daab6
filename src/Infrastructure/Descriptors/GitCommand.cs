using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Portal.Infrastructure.Descriptors;

/// <summary>How a git command ended.</summary>
internal sealed record GitResult(int ExitCode, string Output, string Error)
{
    public bool Ok => ExitCode == 0;

    /// <summary>The line of git's complaint that says most.</summary>
    public string Complaint
    {
        get
        {
            var lines = Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var said = lines.FirstOrDefault(l => l.StartsWith("fatal:", StringComparison.Ordinal) || l.StartsWith("error:", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? $"git ended with {ExitCode}";
            return GitTarget.WithoutSecret(said);
        }
    }
}

/// <summary>Runs the git command line tool: never asks, never runs hooks, ends in time.</summary>
internal sealed class GitCommand(TimeSpan timeout)
{
    // Repositories are other people's input: no hooks, no ext:: transport, no symlinks, no filters.
    private static readonly string[] Safety =
    [
        "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "core.symlinks=false", "-c", "core.fsmonitor=false",
        "-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false", "-c", "gc.auto=0", "-c", "advice.detachedHead=false",
    ];

    public async Task<GitResult> RunAsync(string? folder, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        if (folder is not null)
        {
            start.WorkingDirectory = folder;
        }

        foreach (var argument in Safety.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_ASKPASS"] = "true";
        start.Environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=10";
        start.Environment["LC_ALL"] = "C";
        foreach (var inherited in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE" })
        {
            start.Environment.Remove(inherited);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            StringBuilder output = new(), error = new();
            process.OutputDataReceived += (_, e) => Append(output, e.Data);
            process.ErrorDataReceived += (_, e) => Append(error, e.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
                ct.ThrowIfCancellationRequested();
                return new(-1, "", $"fatal: no answer within {timeout.TotalSeconds:0} s");
            }

            return new(process.ExitCode, output.ToString(), error.ToString());
        }
        catch (Win32Exception ex)
        {
            return new(-1, "", $"fatal: the git command is not installed here: {ex.Message}");
        }
    }

    private static void Append(StringBuilder text, string? line)
    {
        const int enough = 1 << 20;
        if (line is not null && text.Length < enough)
        {
            text.Append(line).Append('\n');
        }
    }
}
