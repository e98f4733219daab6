using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Portal.Infrastructure.LocalGit;

/// <summary>Runs the git command line without asking anybody and without the machine's own configuration.</summary>
internal static class GitCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>What it printed.</returns>
    /// <exception cref="GitException">git is missing, failed, or took longer than two minutes.</exception>
    public static async Task<string> RunAsync(string folder, IReadOnlyList<string> arguments, CancellationToken ct, byte[]? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var ended = await EndAsync(folder, arguments, ct, input, environment);
        return ended.Code == 0 ? Encoding.UTF8.GetString(ended.Output) : throw new GitException($"git {arguments[0]} failed: {ended.Error.Trim()}");
    }

    /// <returns>Exit code, what it printed as it came, and what it complained about.</returns>
    /// <exception cref="GitException">git is missing, or took longer than two minutes.</exception>
    public static async Task<(int Code, byte[] Output, string Error)> EndAsync(string folder, IReadOnlyList<string> arguments, CancellationToken ct, byte[]? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = new() { StartInfo = Info(folder, arguments, environment) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            process.Start();
        }
        catch (Win32Exception ex)
        {
            throw new GitException("git cannot be started. Install git, or put it on the PATH of the portal.", ex);
        }

        try
        {
            using MemoryStream printed = new();
            var output = process.StandardOutput.BaseStream.CopyToAsync(printed, patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
            }

            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            await output;
            return (process.ExitCode, printed.ToArray(), await error);
        }
        catch (IOException ex)
        {
            throw new GitException($"git {arguments[0]} stopped reading: {ex.Message}", ex);
        }
        catch (OperationCanceledException ex) when (!ct.IsCancellationRequested)
        {
            throw new GitException($"git {arguments[0]} took longer than {Patience.TotalMinutes:0} minutes.", ex);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo Info(string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo info = new("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        info.Environment["GIT_TERMINAL_PROMPT"] = "0";
        info.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        info.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (var name in info.Environment.Keys.Where(k => k is "GIT_DIR" or "GIT_WORK_TREE" or "GIT_INDEX_FILE" or "GIT_OBJECT_DIRECTORY").ToList())
        {
            info.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            info.Environment[name] = value;
        }

        return info;
    }
}

/// <summary>git did not do what was asked; the message is for people.</summary>
public sealed class GitException : Exception
{
    public GitException()
    {
    }

    public GitException(string message)
        : base(message)
    {
    }

    public GitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
