using System.Diagnostics;

namespace Portal.WebTests.Create;

/// <summary>Programs that an engineer would call on a clone.</summary>
internal static class Tools
{
    /// <summary>What the program wrote; fails the test, with all of that, when it ends with anything but 0.</summary>
    public static async Task<string> RunAsync(string folder, string command, params string[] arguments)
    {
        ProcessStartInfo info = new(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };

        // A build inside a test must not take the settings of the build that runs the test; nor may a test runner of Node think that it is a child of another.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("DOTNET_HOST", StringComparison.Ordinal) || k.StartsWith("NODE_TEST", StringComparison.Ordinal)).ToList())
        {
            info.Environment.Remove(name);
        }

        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)}: {output} {await error}");
        return output;
    }
}
