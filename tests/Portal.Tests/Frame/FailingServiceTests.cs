using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Infrastructure.BackgroundServices;
using Portal.Testing;

namespace Portal.WebTests.Frame;

public sealed class FailingServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_background_service_that_fails_does_not_take_the_portal_down_and_is_begun_again()
    {
        Failing failing = new();
        await using PortalHost host = new() { ConfigureServices = services => services.AddSingleton(failing).AddSupervised<Failing>("Something nobody needs") };
        using var api = host.ApiClient();

        await failing.Again.WaitAsync(TimeSpan.FromMinutes(4), Ct);
        var answer = (await api.GetFromJsonAsync<JsonObject>("/api/v1/background-services", Ct))!;
        var first = answer["items"]![0]!; // what failed comes before what never did

        Assert.Equal(("Failing", "Something nobody needs", "TimeoutException: nobody expected it"), (first["name"]!.ToString(), first["purpose"]!.ToString(), first["error"]!.ToString()));
        Assert.Equal(1, (int)first["failures"]!);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task One_that_is_not_supervised_does_not_take_the_portal_down_either()
    {
        Failing failing = new();
        await using PortalHost host = new() { ConfigureServices = services => services.AddSingleton<IHostedService>(failing) };
        using var api = host.ApiClient();

        await Assert.ThrowsAsync<TimeoutException>(() => failing.ExecuteTask!);
        using var answer = await api.GetAsync(new Uri("/api/v1/entities", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(BackgroundServiceExceptionBehavior.Ignore, host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior);
    }

    [Fact]
    public async Task Every_service_of_the_portal_is_supervised_and_the_page_shows_it()
    {
        await using PortalHost host = new() { ConfigureServices = services => services.AddSingleton<Broken>().AddSupervised<Broken>("Something <b>nobody</b> needs") };
        var pat = await host.SignInAsync("pat");
        var hosted = host.Services.GetServices<IHostedService>().ToList();

        Assert.Empty(hosted.OfType<BackgroundService>());
        var supervised = hosted.Select(h => h.GetType()).Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Supervisor<>)).Select(t => t.GenericTypeArguments[0].Name).ToList();
        await ((BackgroundService)host.Services.GetRequiredService<Broken>()).ExecuteTask!.ContinueWith(_ => { }, TaskScheduler.Default);
        var page = await pat.OpenAsync("/admin/background");

        var rows = page.Document.QuerySelectorAll("[data-testid=background-service]");
        Assert.Equal(supervised.Order(StringComparer.Ordinal), rows.Select(r => r.GetAttribute("data-name")!).Order(StringComparer.Ordinal));
        Assert.Contains("SnapshotWorker", supervised);
        var broken = page.Document.QuerySelector("[data-name=Broken]")!;
        Assert.Contains("Something <b>nobody</b> needs", broken.TextContent, StringComparison.Ordinal);
        Assert.Contains("/admin/background", (await pat.OpenAsync("/admin")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("vic")]
    public async Task Errors_are_for_platform_engineers(string user)
    {
        await using PortalHost host = new();
        var page = await (await host.SignInAsync(user)).OpenAsync("/admin/background");

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    /// <summary>Fails the first time.</summary>
    private sealed class Failing : BackgroundService
    {
        private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        /// <summary>Done once it has been begun a second time.</summary>
        public Task Again => _again.Task;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            if (++_runs == 1)
            {
                throw new TimeoutException("nobody expected it");
            }

            _again.SetResult();
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
    }

    /// <summary>Always fails.</summary>
    private sealed class Broken : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new InvalidOperationException("broken");
    }
}
