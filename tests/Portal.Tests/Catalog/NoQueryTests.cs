using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Infrastructure.Descriptors;
using Portal.Testing;

namespace Portal.WebTests.Catalog;

/// <summary>Reads of the catalog ask the database nothing, and a change never holds one up.</summary>
public sealed class NoQueryTests(CatalogHost host) : IClassFixture<CatalogHost>
{
    [Theory]
    [InlineData("/catalog")]
    [InlineData("/catalog?kind=all&q=orders&sort=owner")]
    [InlineData("/catalog/export.csv?kind=all")]
    [InlineData("/catalog/component/default/orders")]
    [InlineData("/catalog/group/default/alpha")]
    [InlineData("/graph?focus=component:default/basket")]
    [InlineData("/search?q=orders")]
    [InlineData("/who-owns?q=orders")]
    [InlineData("/incident/component/default/orders")]
    [InlineData("/incidents")]
    [InlineData("/api/v1/incident/component/default/orders")]
    [InlineData("/api/v1/entities?kind=component&sort=name")]
    [InlineData("/api/v1/entities?q=orders")]
    [InlineData("/api/v1/entities?dangling=false")]
    [InlineData("/api/v1/entities/component/default/orders")]
    [InlineData("/api/v1/entities/component/default/orders/relations?depth=3")]
    [InlineData("/api/v1/entities/component/default/orders/owners")]
    [InlineData("/api/v1/entities/component/default/orders/raw")]
    [InlineData("/api/v1/facets?facet=kind&facet=spec.owner")]
    [InlineData("/api/v1/search?q=orders")]
    [InlineData("/api/v1/who-owns?q=orders")]
    [InlineData("/api/v1/views")]
    public async Task A_read_sends_no_command_to_the_database(string path)
    {
        host.Server.PreserveExecutionContext = true; // the count knows its test by it, on the server's side too
        var browser = await host.SignInAsync("ada");
        using var api = host.ApiClient();
        var client = path.StartsWith("/api", StringComparison.Ordinal) ? api : browser.Http;
        using var commands = new CommandCount();
        await commands.AwakeAsync(api);

        for (var round = 0; round < 3; round++)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Empty(commands.Texts);
    }

    [Fact]
    public async Task Readers_are_answered_while_snapshots_are_built_and_swapped_all_the_time()
    {
        using var api = host.ApiClient();
        var store = host.Services.GetRequiredService<CatalogStore>();
        var entities = store.Current.Entities.ToArray();
        var from = store.Current.Generation;
        using var feed = new Held();
        var busy = new CatalogStore(feed, TimeProvider.System);
        busy.Swap(entities);

        // A writer that is stopped in the middle of a swap, after the new snapshot is in place.
        feed.Holds = true;
        var stuck = Task.Run(() => busy.Swap(entities.Skip(1)), TestContext.Current.CancellationToken);
        await feed.Entered.WaitAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
        Assert.Equal(entities.Length - 1, EntityList.Of(busy.Current, new EntityFilter { Q = "" }, "name", 5, null).Total);
        Assert.False(stuck.IsCompleted);
        feed.Release();
        await stuck;

        // A hundred swaps with a read after each: every answer is whole and from one snapshot.
        for (var swap = 0; swap < 100; swap++)
        {
            var size = entities.Length - (swap % 2);
            store.Swap(entities.Take(size));
            using var answer = await api.GetAsync(new Uri("/api/v1/entities?limit=1000&sort=name", UriKind.Relative));
            var page = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal(size, page.GetProperty("total").GetInt32());
            Assert.Equal(size, page.GetProperty("items").GetArrayLength());
        }

        store.Swap(entities);
        Assert.Equal(from + 101, store.Current.Generation);
    }

    /// <summary>Commands that Entity Framework sends on behalf of one test, told apart from what background work sends by the test's own context.</summary>
    private sealed class CommandCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private static readonly AsyncLocal<CommandCount?> Here = new();
        private readonly ConcurrentQueue<string> _texts = new();
        private readonly ConcurrentQueue<IDisposable> _subscriptions = new();

        public CommandCount()
        {
            Here.Value = this;
            _subscriptions.Enqueue(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public IReadOnlyCollection<string> Texts => _texts;

        /// <summary>
        /// Asks for a history, which is a query, until the count has seen one, and forgets it: a count that sees nothing proves nothing. Entity Framework looks only once a second
        /// whether anybody listens.
        /// </summary>
        public async Task AwakeAsync(HttpClient api)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
            while (_texts.IsEmpty)
            {
                using var answer = await api.GetAsync(new Uri("/api/v1/entities/component/default/orders/history", UriKind.Relative), limit.Token);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            _texts.Clear();
        }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore")
            {
                _subscriptions.Enqueue(value.Subscribe(this));
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData data && ReferenceEquals(Here.Value, this))
            {
                _texts.Enqueue(data.Command.CommandText);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            Here.Value = null;
            foreach (var subscription in _subscriptions)
            {
                subscription.Dispose();
            }
        }
    }

    /// <summary>A feed that can hold whoever publishes.</summary>
    private sealed class Held : ILiveFeed, IDisposable
    {
        private readonly ManualResetEventSlim _go = new();
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Holds { get; set; }

        public Task Entered => _entered.Task;

        public void Release() => _go.Set();

        public void Publish(string topic)
        {
            if (Holds)
            {
                _entered.TrySetResult();
                _go.Wait();
            }
        }

        public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

        public void Dispose() => _go.Dispose();
    }
}
