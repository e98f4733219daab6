using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Portal.Application.Common;
using Portal.Infrastructure.Persistence;

namespace Portal.Testing;

/// <summary>
/// SQL Server without a server: every query goes through the provider's translation to T-SQL, is recorded, and finds
/// nothing; every save is recorded as statements and counts as done.
/// </summary>
public sealed class OfflineSqlServer : IPortalDbFactory
{
    private readonly DbContextOptions<SqlServerPortalDbContext> _options;
    private readonly ConcurrentQueue<string> _statements = new();
    private long _identity;

    public OfflineSqlServer()
        => _options = new DbContextOptionsBuilder<SqlServerPortalDbContext>().UseSqlServer("Server=offline;Database=Portal")
            .AddInterceptors(new NoConnection(), new Record(this), new NoSave(this)).Options;

    /// <summary>T-SQL of everything that was asked for.</summary>
    public IReadOnlyCollection<string> Statements => _statements;

    public IPortalDb Create() => new Offline(new SqlServerPortalDbContext(_options));

    // A transaction needs a server; the work in it does not.
    private sealed class Offline(SqlServerPortalDbContext context) : IPortalDb
    {
        public DbSet<T> Set<T>()
            where T : class => context.Set<T>();

        public Task<SaveOutcome> SaveAsync(CancellationToken ct) => context.SaveAsync(ct);

        public Task<SaveOutcome> InTransactionAsync(Func<CancellationToken, Task<SaveOutcome>> work, CancellationToken ct) => work(ct);

        public void Forget() => context.Forget();

        public void Dispose() => context.Dispose();

        public ValueTask DisposeAsync() => context.DisposeAsync();
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) => new(InterceptionResult.Suppress());

        public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

        public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => new(InterceptionResult.Suppress());
    }

    private sealed class Record(OfflineSqlServer server) : DbCommandInterceptor
    {
        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            server._statements.Enqueue(command.CommandText);
            return InterceptionResult<DbDataReader>.SuppressWithResult(Nothing(command.CommandText));
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
            => new(ReaderExecuting(command, eventData, result));

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            server._statements.Enqueue(command.CommandText);
            return InterceptionResult<int>.SuppressWithResult(1);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
            => new(NonQueryExecuting(command, eventData, result));

        public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        {
            server._statements.Enqueue(command.CommandText);
            return InterceptionResult<object>.SuppressWithResult(0);
        }

        public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
            => new(ScalarExecuting(command, eventData, result));

        // Aggregates answer one row even over nothing.
        private static DataTableReader Nothing(string statement)
        {
            using var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
            var text = statement.TrimStart();
            object? only = text.StartsWith("SELECT COUNT(", StringComparison.Ordinal) ? 0
                : text.StartsWith("SELECT COUNT_BIG(", StringComparison.Ordinal) ? 0L
                : text.StartsWith("SELECT CASE", StringComparison.Ordinal) ? false : null;
            if (only is not null)
            {
                table.Columns.Add("c", only.GetType());
                table.Rows.Add(only);
            }

            return table.CreateDataReader();
        }
    }

    // Inserting and updating need answers that only a server gives; the statements themselves are EF Core's own business.
    private sealed class NoSave(OfflineSqlServer server) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
            => new(SavingChanges(eventData, result));

        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            foreach (var entry in eventData.Context!.ChangeTracker.Entries().ToArray())
            {
                server._statements.Enqueue($"-- {entry.State} {entry.Metadata.GetTableName()}");
                if (entry.Properties.FirstOrDefault(p => p.Metadata.IsPrimaryKey() && p.Metadata.ClrType == typeof(long)) is { } key && entry.State == EntityState.Added)
                {
                    key.CurrentValue = Interlocked.Increment(ref server._identity);
                    key.IsTemporary = false;
                }

                entry.State = entry.State == EntityState.Deleted ? EntityState.Detached : EntityState.Unchanged;
            }

            return InterceptionResult<int>.SuppressWithResult(1);
        }
    }
}
