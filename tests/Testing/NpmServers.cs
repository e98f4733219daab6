using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Portal.Testing;

/// <summary>Servers from npm that no one here wrote, each as a child process on a free port; ended with the test.</summary>
public sealed class NpmServer : IAsyncDisposable
{
    private static readonly SemaphoreSlim Installing = new(1, 1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private const int FirstPort = 20_000;
    private const int Ports = 10_000;
    private static int _given = Random.Shared.Next(Ports);
    private readonly Process _process;

    private NpmServer(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>First port; services of one process follow it.</summary>
    public int Port { get; }

    /// <summary>Whether Node and npm are there; tests that need them are skipped by name otherwise.</summary>
    public static bool IsPossible { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "npm")) || File.Exists(Path.Combine(folder, "npm.cmd")));

    /// <summary>GitHub at <see cref="Port"/> and Entra ID at the port after it (emulate); seed is YAML as emulate takes it.</summary>
    public static Task<NpmServer> EmulateAsync(string? seed = null, string services = "github,microsoft", CancellationToken ct = default)
    {
        var file = seed is null ? null : Path.Combine(Path.GetTempPath(), $"emulate-{Guid.NewGuid():N}.yaml");
        if (file is not null)
        {
            File.WriteAllText(file, seed);
        }

        return StartAsync(port => ["node_modules/.bin/emulate", "--service", services, "--port", $"{port}", .. file is null ? Array.Empty<string>() : ["--seed", file]], services.Split(',').Length, ct);
    }

    /// <summary>An OpenID Connect authority (oidc-provider) that knows one client and signs in whoever asks.</summary>
    public static Task<NpmServer> OidcProviderAsync(string redirectUri, CancellationToken ct = default)
        => StartAsync(port => ["oidc-provider.mjs", $"{port}", redirectUri], 1, ct);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>
    /// A port nobody listens on now, with <paramref name="count"/> free ones from it on, and never the same twice. Below those that systems give to outgoing connections: such a port could be taken
    /// again before the server that it is meant for listens, or a client that waits for the server could be connected to itself.
    /// </summary>
    public static int FreePort(int count = 1)
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Add(ref _given, count) % Ports);
            if (Enumerable.Range(port, count).All(IsFree))
            {
                return port;
            }
        }

        static bool IsFree(int port)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    private static async Task<NpmServer> StartAsync(Func<int, string[]> arguments, int ports, CancellationToken ct)
    {
        var folder = await InstalledAsync(ct);
        var port = FreePort(ports);
        var start = new ProcessStartInfo("node") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments(port))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var output = new System.Text.StringBuilder();
        process.OutputDataReceived += (_, line) => output.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => output.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new NpmServer(process, port);
        var last = port + ports - 1;
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(last, ct))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                await server.DisposeAsync();
                throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} does not listen on {last}: {output}");
            }
        }

        return server;
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            await Task.Yield();
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50)); // an external process: nothing here tells when it is ready
            await pause.WaitForNextTickAsync(ct);
            return false;
        }
    }

    internal static async Task<string> InstalledAsync(CancellationToken ct)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "Testing", "npm");
        await Installing.WaitAsync(ct);
        try
        {
            // Several test processes may come here at once: the lock is a file.
            await using var turn = await Checkout.TurnAsync(Path.Combine(folder, ".installing"), ct);
            var marker = Path.Combine(folder, "node_modules", ".package-lock.json");
            if (!File.Exists(marker) || File.GetLastWriteTimeUtc(marker) < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
            {
                using var install = Process.Start(new ProcessStartInfo("npm", "ci --no-audit --no-fund --loglevel=error") { WorkingDirectory = folder })!;
                await install.WaitForExitAsync(ct);
                if (install.ExitCode != 0)
                {
                    throw new InvalidOperationException($"npm ci in {folder} ended with {install.ExitCode}.");
                }

                File.SetLastWriteTimeUtc(marker, DateTime.UtcNow);
            }
        }
        finally
        {
            Installing.Release();
        }

        return folder;
    }
}

/// <summary>The checkout the tests run in.</summary>
public static class Checkout
{
    /// <summary>The folder of Portal.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>Waits until no other process holds the file; released on dispose.</summary>
    public static async Task<FileStream> TurnAsync(string file, CancellationToken ct)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await pause.WaitForNextTickAsync(ct); // another test process installs
            }
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the checkout: Portal.sln was not found above them.");
    }
}
