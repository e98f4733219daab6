using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Portal.Testing;
using Portal.WebTests.Create;

namespace Portal.WebTests.Frame;

/// <summary>The portal's own process, started while its database is away.</summary>
public sealed class WaitingRoomTests : IAsyncDisposable
{
    private readonly CreationHost _files = new(); // not started: it only lays out folders

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_files.Folder, "portal.db");

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public async Task While_SQL_Server_cannot_be_reached_whoever_comes_is_told_so_and_where_the_last_export_is()
    {
        var export = Directory.CreateDirectory(Path.Combine(_files.Folder, "data", "export")).FullName;
        await File.WriteAllTextAsync(Path.Combine(export, "portal-snapshot.html"), "<p>old</p>", Ct);
        await using var portal = await PortalProcess.BeginAsync(Settings("SqlServer", $"Server=127.0.0.1,{NpmServer.FreePort()};Database=portal;User Id=portal;Password=secret-word;Encrypt=false;Connect Timeout=1"), Ct);

        using var page = await portal.Api.GetAsync(new Uri("/who-owns?clue=orders", UriKind.Relative), Ct);
        using var change = await portal.Api.PostAsync(new Uri("/api/v1/incidents", UriKind.Relative), null, Ct);
        using var ready = await portal.Api.GetAsync(new Uri("/healthz/ready", UriKind.Relative), Ct);
        var text = await page.Content.ReadAsStringAsync(Ct);
        var problem = await change.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (page.StatusCode, change.StatusCode, ready.StatusCode));
        Assert.Equal(TimeSpan.FromSeconds(5), page.Headers.RetryAfter?.Delta);
        Assert.Contains("waits for its database, which does not answer yet. It tries again every 5 seconds", text, StringComparison.Ordinal);
        Assert.Contains("<code>portal-snapshot.html</code>, the last export, of ", text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("database.unavailable", problem.GetProperty("code").GetString());
        Assert.Contains("Nothing was changed.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", portal.Output + text, StringComparison.Ordinal);
        Assert.Equal(0, await portal.EndAsync(Ct));
        Assert.Contains("The database does not answer; visitors are told so", portal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_portal_opens_by_itself_when_the_database_lets_it()
    {
        await using var holder = new SqliteConnection($"Data Source={Database};Pooling=False");
        await holder.OpenAsync(Ct);
        await using var hold = holder.CreateCommand();
        hold.CommandText = "PRAGMA journal_mode = wal; CREATE TABLE earlier (id INTEGER); BEGIN IMMEDIATE";
        await hold.ExecuteNonQueryAsync(Ct);
        await using var portal = await PortalProcess.BeginAsync(Settings("Sqlite", $"Data Source={Database}"), Ct);

        using var before = await portal.Api.GetAsync(new Uri("/sign-in", UriKind.Relative), Ct);
        hold.CommandText = "ROLLBACK";
        await hold.ExecuteNonQueryAsync(Ct);
        await portal.AnswersAsync("/healthz/ready", Ct);
        using var after = await portal.Api.GetAsync(new Uri("/sign-in", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        Assert.Contains("This machine has none.", await before.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_database_that_will_never_do_ends_the_start_in_words()
    {
        await File.WriteAllTextAsync(Database, new string('x', 5000), Ct);

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => PortalProcess.StartAsync(Settings("Sqlite", $"Data Source={Database}"), Ct));

        Assert.Contains("The portal ended with 1", ended.Message, StringComparison.Ordinal);
        Assert.Contains("The database cannot be used:", ended.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Message, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Settings(string provider, string connection) => new(StringComparer.Ordinal)
    {
        ["Data:Directory"] = Path.Combine(_files.Folder, "data"),
        ["Database:Provider"] = provider,
        ["ConnectionStrings:Portal"] = connection,
        ["Demo:Enabled"] = "false",
        ["Bootstrap:AdminToken"] = PortalHost.AdminToken,
        ["Catalog:Locations:0:Type"] = "directory",
        ["Catalog:Locations:0:Target"] = _files.CatalogFolder,
    };
}
