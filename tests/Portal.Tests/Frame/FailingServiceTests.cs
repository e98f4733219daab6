using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Testing;

namespace Portal.WebTests.Frame;

public sealed class FailingServiceTests
{
    [Fact]
    public async Task A_background_service_that_fails_does_not_take_the_portal_down()
    {
        Failing failing = new();
        await using PortalHost host = new() { ConfigureServices = services => services.AddSingleton<IHostedService>(failing) };
        using var api = host.ApiClient();

        await Assert.ThrowsAsync<TimeoutException>(() => failing.ExecuteTask!);
        using var answer = await api.GetAsync(new Uri("/api/v1/entities", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(BackgroundServiceExceptionBehavior.Ignore, host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HostOptions>>().Value.BackgroundServiceExceptionBehavior);
    }

    private sealed class Failing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new TimeoutException("nobody expected it");
        }
    }
}
