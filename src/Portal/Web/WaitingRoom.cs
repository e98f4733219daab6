using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Portal.Application.Snapshots;
using Portal.Infrastructure.Persistence;

namespace Portal.Web;

/// <summary>
/// Answers in the portal's place while the portal starts and its database does not let it: whoever comes is told so and where the last export is, instead of finding nobody. It is alive and not ready, so that it is neither
/// killed for waiting nor given traffic where there is another replica.
/// </summary>
internal sealed partial class WaitingRoom(WebApplication portal, TimeProvider clock) : IAsyncDisposable
{
    private const int RetrySeconds = 5;
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(RetrySeconds);

    private readonly ILogger<WaitingRoom> _logger = portal.Services.GetRequiredService<ILogger<WaitingRoom>>();
    private readonly DateTimeOffset _since = clock.GetUtcNow();
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _room;

    /// <summary>Does what needs the database, again and again while it is away.</summary>
    /// <returns>False when the process was asked to end before it came back.</returns>
    /// <exception cref="DbException">The database is there and refuses.</exception>
    public async Task<bool> PassAsync(Func<CancellationToken, Task> work)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var working = work(_stop.Token);
                if (_room is null && await Task.WhenAny(working, Task.Delay(FirstPatience, clock, CancellationToken.None)) != working)
                {
                    await OpenAsync();
                }

                await working;
                return true;
            }
            catch (Exception ex) when (!_stop.IsCancellationRequested && DatabaseAway.Is(ex))
            {
                Log.Away(_logger, RetrySeconds, Reason(ex));
                await OpenAsync();
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(Pause, clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_room is not null)
        {
            await _room.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static string Reason(Exception exception) => exception is DbException || exception.InnerException is null ? exception.Message : Reason(exception.InnerException);

    private async Task OpenAsync()
    {
        // A test's server listens nowhere, so nobody can come.
        if (_room is not null || portal.Services.GetRequiredService<IServer>().GetType().Namespace?.Contains("Kestrel", StringComparison.Ordinal) != true)
        {
            return;
        }

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = portal.Environment.EnvironmentName });
        builder.Configuration.AddConfiguration(portal.Configuration); // the same addresses and certificates
        builder.Logging.ClearProviders();
        _room = builder.Build();
        _room.UseSecurityHeaders();
        _room.UseStaticFiles();
        _room.Run(AnswerAsync);
        _room.Lifetime.ApplicationStopping.Register(_stop.Cancel); // a signal from whoever runs the process
        await _room.StartAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/healthz/live", StringComparison.OrdinalIgnoreCase))
        {
            return context.Response.WriteAsync("Healthy", context.RequestAborted);
        }

        var changed = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? "" : " Nothing was changed.";
        var detail = string.Create(CultureInfo.InvariantCulture, $"The portal was started at {_since.UtcDateTime:HH:mm:ss} UTC and waits for its database, which does not answer yet.{changed} It tries again every {RetrySeconds} seconds and opens by itself.");
        context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return Problems.WantsJson(context)
            ? Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "database.unavailable", detail)
            : PageAsync(context, detail);
    }

    private Task PageAsync(HttpContext context, string detail)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="{RetrySeconds}">
            <title>Waiting for the database</title><link rel="stylesheet" href="/dist/styles.css"></head>
            <body><main class="signin"><h1>Waiting for the database</h1><p>{detail} This page looks again by itself.</p><p>{ExportWords()}</p></main></body></html>
            """, context.RequestAborted);
    }

    // Not the file itself: nobody can be asked who they are yet, and it holds people's addresses.
    private string ExportWords()
    {
        if (portal.Services.GetRequiredService<ISnapshotFiles>().PathOf(SnapshotFile.Html) is not { } path)
        {
            return "Owners, on-call and runbooks are in the last export, if one was written: a file that opens without the portal. This machine has none.";
        }

        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        var minutes = (long)Math.Max(0, (clock.GetUtcNow() - written).TotalMinutes);
        return string.Create(CultureInfo.InvariantCulture, $"Owners, on-call and runbooks are in <code>{Path.GetFileName(path)}</code>, the last export, of {written.UtcDateTime:yyyy-MM-dd HH:mm} UTC ({minutes} min ago). It opens without the portal; it lies in the folder that Export:Directory names, and where you copy it to.");
    }

    private static partial class Log
    {
        [LoggerMessage(1004, LogLevel.Warning, "The database does not answer; visitors are told so, and it is tried again every {Seconds} s: {Reason}")]
        public static partial void Away(ILogger logger, int seconds, string reason);
    }
}
