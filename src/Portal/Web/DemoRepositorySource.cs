using Portal.Demo;

namespace Portal.Web;

/// <summary>Makes the demo organisation's git repositories before anything reads them.</summary>
internal sealed partial class DemoRepositorySource(IConfiguration configuration, TimeProvider clock, ILogger<DemoRepositorySource> logger) : IHostedService
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(3);

    /// <summary>Where the folders lie that they are made of.</summary>
    public static string Source => Path.Combine(AppContext.BaseDirectory, "demo", "organisation", "repositories");

    /// <summary>Where they are made.</summary>
    public static string Target(IConfiguration configuration) => Path.GetFullPath(Path.Combine(configuration["Data:Directory"] ?? "data", "demo", "repositories"));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DemoRepositories.MakeAsync(Source, Target(configuration), clock.GetUtcNow() - Age, cancellationToken);
        }
        catch (Exception ex) when (ex is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Log.NotMade(logger, ex); // the rest of the demo does without; pages say that the repository cannot be read
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(6420, LogLevel.Warning, "The demo's git repositories could not be made; nothing is compared with them")]
        public static partial void NotMade(ILogger logger, Exception exception);
    }
}
