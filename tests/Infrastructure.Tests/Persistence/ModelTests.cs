using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Portal.Infrastructure.Persistence;
using Portal.Testing;

namespace Portal.InfrastructureTests.Persistence;

/// <summary>Rules of the model on both providers, and the SQL Server script that operators run.</summary>
public sealed class ModelTests
{
    [Fact]
    public void No_migration_is_missing()
    {
        using var sqlite = Sqlite();
        using var sqlServer = SqlServer();

        Assert.False(sqlite.Database.HasPendingModelChanges(), "Run eng/migrations.sh.");
        Assert.False(sqlServer.Database.HasPendingModelChanges(), "Run eng/migrations.sh.");
    }

    [Fact]
    public void The_script_in_db_is_the_one_the_migrations_make()
    {
        using var sqlServer = SqlServer();
        var script = sqlServer.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        var kept = File.ReadAllText(Path.Combine(Checkout.Root, "db", "sqlserver", "schema.sql"));

        Assert.Equal(Lines(script), Lines(kept));
    }

    [Fact]
    public void Every_key_and_indexed_text_has_a_length_that_SQL_Server_can_index()
    {
        using var sqlServer = SqlServer();
        var model = sqlServer.GetService<IDesignTimeModel>().Model;

        foreach (var property in model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.ClrType == typeof(string) && (p.IsKey() || p.IsIndex() || p.IsForeignKey())))
        {
            var bytes = property.GetMaxLength() * (property.IsUnicode() == false ? 1 : 2);
            Assert.True(bytes is <= 1700, $"{property.DeclaringType.DisplayName()}.{property.Name}: an index on SQL Server holds at most 1,700 bytes a row; it has {bytes?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no limit"}.");
        }
    }

    [Fact]
    public async Task A_fresh_SQLite_file_is_brought_up_to_date_and_a_second_time_changes_nothing()
    {
        var file = Path.Combine(Path.GetTempPath(), $"portal-{Guid.NewGuid():N}.db");
        try
        {
            await using var first = Sqlite(file);
            await first.Database.MigrateAsync(TestContext.Current.CancellationToken);
            await using var second = Sqlite(file);

            Assert.Empty(await second.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Delete(file);
        }
    }

    private static string[] Lines(string text) => [.. text.Replace("\r", "", StringComparison.Ordinal).Trim('\n', '\uFEFF').Split('\n').Select(l => l.TrimEnd())];

    private static SqlitePortalDbContext Sqlite(string file = "design-time.db") => new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file}").Options);

    private static SqlServerPortalDbContext SqlServer() => new(new DbContextOptionsBuilder<SqlServerPortalDbContext>().UseSqlServer("Server=none").Options);
}
