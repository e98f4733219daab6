using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Portal.Testing;

namespace Portal.WebTests.Create;

/// <summary>The portal's own executable as a child process that can be killed without warning; its files stay for the next one.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output;

    private PortalProcess(Process process, ConcurrentQueue<string> output, HttpClient api) => (_process, _output, Api) = (process, output, api);

    public HttpClient Api { get; }

    /// <summary>What it has said so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, with what it said.</exception>
    public static async Task<PortalProcess> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        var portal = await BeginAsync(settings, ct);
        await portal.AnswersAsync("/healthz/ready", ct); // alive is not enough: before the catalog is read no owner is known
        return portal;
    }

    /// <summary>Until it is alive.</summary>
    /// <exception cref="InvalidOperationException">It ended, with what it said.</exception>
    public static async Task<PortalProcess> BeginAsync(IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        var port = NpmServer.FreePort();
        ProcessStartInfo info = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        info.Environment["urls"] = $"http://127.0.0.1:{port}";
        foreach (var (key, value) in settings)
        {
            info.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(info)!;
        ConcurrentQueue<string> output = new();
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        HttpClient api = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.AdminToken);
        PortalProcess portal = new(process, output, api);
        await portal.AnswersAsync("/healthz/live", ct);
        return portal;
    }

    /// <summary>Asks it to end, as an orchestrator does, and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>Waits until a health address answers well.</summary>
    public async Task AnswersAsync(string health, CancellationToken ct)
    {
        using PeriodicTimer pause = new(TimeSpan.FromMilliseconds(100));
        for (var started = TimeProvider.System.GetTimestamp(); ; await pause.WaitForNextTickAsync(ct))
        {
            try
            {
                using var response = await Api.GetAsync(new Uri(health, UriKind.Relative), ct);
                if (response.IsSuccessStatusCode || TimeProvider.System.GetElapsedTime(started) > Patience)
                {
                    response.EnsureSuccessStatusCode();
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                // not listening yet
            }
            catch (HttpRequestException ex)
            {
                throw new InvalidOperationException($"The portal {(_process.HasExited ? $"ended with {_process.ExitCode}" : "does not answer")}:\n{string.Join('\n', _output.TakeLast(40))}", ex);
            }
        }
    }
}
