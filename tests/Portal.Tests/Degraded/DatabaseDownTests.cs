using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Application.Common;
using Portal.Infrastructure.Persistence;
using Portal.Testing;
using Portal.WebTests.Signals;

namespace Portal.WebTests.Degraded;

/// <summary>The database is stopped: what is needed at night goes on from the last state and says so; changes are refused in words.</summary>
public sealed class DatabaseDownTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/who-owns?q=alpha-api", "alpha-api")]
    [InlineData("/oncall", "Alpha")]
    [InlineData("/oncall/default/alpha", "Alpha")]
    [InlineData("/incident/component/default/alpha-api", "alpha-api")]
    [InlineData("/incidents", "Incidents")]
    [InlineData("/signals", "HighErrorRate")]
    [InlineData("/catalog", "alpha-api")]
    [InlineData("/catalog/component/default/alpha-api", "alpha-api")]
    [InlineData("/catalog/group/default/alpha", "Alpha")]
    [InlineData("/deployments", "Deployments")]
    [InlineData("/clusters", "Clusters")]
    [InlineData("/graph?focus=component:default/alpha-api", "alpha-api")]
    [InlineData("/search?q=alpha", "alpha-api")]
    [InlineData("/", "")]
    public async Task Pages_of_the_night_answer_from_the_last_state_and_say_so(string path, string words)
    {
        DatabaseSwitch database = new();
        await using var host = await HostAsync(database);
        var ada = await host.SignInAsync("ada");
        database.Stop();
        Assert.False(await host.Services.GetRequiredService<IDatabaseHealth>().ProbeAsync(Ct));

        var page = await ada.OpenAsync(path);

        Assert.True(page.StatusCode == HttpStatusCode.OK, $"{page.StatusCode}: {page.Document.Body?.TextContent.Trim()}");
        Assert.Contains(words, page.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("does not answer since", page.Document.QuerySelector("[data-testid=degraded]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/who-owns?q=alpha-api")]
    [InlineData("/api/v1/oncall/alpha")]
    [InlineData("/api/v1/services/default/alpha-api/oncall")]
    [InlineData("/api/v1/incident/component/default/alpha-api")]
    [InlineData("/api/v1/entities/component/default/alpha-api")]
    [InlineData("/api/v1/deployments")]
    [InlineData("/api/v1/signals")]
    [InlineData("/healthz/ready")]
    public async Task The_api_answers_too_and_marks_it(string path)
    {
        DatabaseSwitch database = new();
        await using var host = await HostAsync(database);
        using var api = host.ApiClient();
        using var warm = await api.GetAsync(new Uri("/api/v1/who-owns?q=alpha-api", UriKind.Relative), Ct);
        database.Stop();
        await host.Services.GetRequiredService<IDatabaseHealth>().ProbeAsync(Ct);

        using var answer = await api.GetAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
        Assert.StartsWith("database; since=", answer.Headers.GetValues("Portal-Degraded").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_refused_in_words_and_works_when_the_database_is_back()
    {
        DatabaseSwitch database = new();
        await using var host = await HostAsync(database);
        using var api = host.ApiClient();
        database.Stop(); // the watch has not seen it yet: the failure itself tells

        using var refused = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "bot", url = "https://x.test" }, Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var words = await refused.Content.ReadAsStringAsync(Ct);
        Assert.Contains("The database does not answer", words, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", words, StringComparison.Ordinal);
        using var alert = await api.PostAsJsonAsync("/webhooks/alertmanager", AlertmanagerTests.Notice("firing", "Other", ("service", "alpha-api")), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, alert.StatusCode); // Alertmanager sends it again

        database.Start();
        using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "bot", url = "https://x.test" }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await host.Services.GetRequiredService<IDatabaseHealth>().ProbeAsync(Ct);
        var ada = await host.SignInAsync("ada");
        Assert.Null((await ada.OpenAsync("/who-owns")).Document.QuerySelector("[data-testid=degraded]"));
    }

    // The regular look may have begun just before the stop, and end after a failure has told.
    [Fact]
    public async Task An_answer_from_before_the_stop_does_not_hide_the_stop()
    {
        DatabaseSwitch database = new();
        await using var host = await HostAsync(database);
        using HeldOnce slow = new(host.Services.GetRequiredService<IPortalDbFactory>());
        using DatabaseWatch watch = new(slow, TimeProvider.System, NullLogger<DatabaseWatch>.Instance);

        var early = Task.Run(() => watch.ProbeAsync(Ct), Ct);
        await slow.Reached;
        database.Stop();
        Assert.False(await watch.ProbeAsync(Ct));
        slow.Release();

        Assert.True(await early);
        Assert.NotNull(watch.DownSince);
    }

    // An event that happens meanwhile is not lost.
    [Fact]
    public async Task What_is_to_be_told_waits_in_memory()
    {
        DatabaseSwitch database = new();
        await using var receiver = await HttpReceiver.StartAsync();
        await using var host = await HostAsync(database);
        using var api = host.ApiClient();
        using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "bot", url = receiver.Url }, Ct);
        database.Stop();
        await host.Services.GetRequiredService<Application.Deliveries.IOutgoingEvents>().PublishAsync(new("incident.started", null, "Something", []), Ct);
        database.Start();
        await host.Services.GetRequiredService<Application.Deliveries.DeliveryRunner>().RunOnceAsync(Ct);

        Assert.Single(receiver.Requests);
    }

    private static async Task<PortalHost> HostAsync(DatabaseSwitch database)
    {
        var host = new PortalHost { ConfigureServices = database.AddTo }.Without("DeliveryWorker");
        using var api = host.ApiClient();
        await host.WaitForCatalogAsync(g => g.Entities.Count > 5);
        using var alert = await api.PostAsJsonAsync("/webhooks/alertmanager", AlertmanagerTests.Notice("firing", "HighErrorRate", ("service", "alpha-api")), Ct);
        Assert.Equal(HttpStatusCode.OK, alert.StatusCode);
        return host;
    }

    /// <summary>Gives out its first database only when it is told to.</summary>
    private sealed class HeldOnce(IPortalDbFactory real) : IPortalDbFactory, IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _go = new();
        private int _given;

        public Task Reached => _reached.Task;

        public void Release() => _go.Set();

        public IPortalDb Create()
        {
            var db = real.Create();
            if (Interlocked.Increment(ref _given) == 1)
            {
                _reached.SetResult();
                _go.Wait(Ct);
            }

            return db;
        }

        public void Dispose() => _go.Dispose();
    }
}
