using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Portal.Application.Common;

namespace Portal.Infrastructure.Persistence;

/// <summary>One model for both providers. Entity configurations are found by scan: one file per entity under Configurations.</summary>
public abstract class PortalDbContext(DbContextOptions options) : DbContext(options), IPortalDb
{
    DbSet<T> IPortalDb.Set<T>() => Set<T>();

    /// <inheritdoc />
    public async Task<SaveOutcome> SaveAsync(CancellationToken ct)
    {
        try
        {
            await SaveChangesAsync(ct);
            return SaveOutcome.Saved;
        }
        catch (DbUpdateConcurrencyException)
        {
            return SaveOutcome.StaleVersion;
        }
        catch (DbUpdateException ex) when (DuplicateKey.Caused(ex))
        {
            return SaveOutcome.DuplicateKey;
        }
    }

    /// <inheritdoc />
    public Task<SaveOutcome> InTransactionAsync(Func<CancellationToken, Task<SaveOutcome>> work, CancellationToken ct)
        => Database.CreateExecutionStrategy().ExecuteAsync(async token =>
        {
            await using var transaction = await Database.BeginTransactionAsync(token);
            var outcome = await work(token);
            if (outcome == SaveOutcome.Saved)
            {
                await transaction.CommitAsync(token);
            }

            return outcome;
        }, ct);

    /// <inheritdoc />
    public void Forget() => ChangeTracker.Clear();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
        => modelBuilder.ApplyConfigurationsFromAssembly(typeof(PortalDbContext).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot order DateTimeOffset; UTC DateTime sorts and compares on both providers.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcDateTimeConverter>();
    }

    private sealed class UtcDateTimeConverter() : ValueConverter<DateTimeOffset, DateTime>(
        offset => offset.UtcDateTime,
        utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));
}

/// <summary>The same model on SQLite; a class of its own so that each provider has its migrations.</summary>
public sealed class SqlitePortalDbContext(DbContextOptions<SqlitePortalDbContext> options) : PortalDbContext(options);

/// <summary>The same model on SQL Server.</summary>
public sealed class SqlServerPortalDbContext(DbContextOptions<SqlServerPortalDbContext> options) : PortalDbContext(options);
