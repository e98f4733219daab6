using Microsoft.EntityFrameworkCore;

namespace Portal.Application.Common;

/// <summary>How a save ended. Lost races are expected and are values; anything else throws.</summary>
public enum SaveOutcome
{
    Saved,
    DuplicateKey,
    StaleVersion,
}

/// <summary>The durable log: EF Core without a provider. Scoped; background work takes one from <see cref="IPortalDbFactory"/>.</summary>
public interface IPortalDb : IAsyncDisposable, IDisposable
{
    DbSet<T> Set<T>()
        where T : class;

    /// <summary>Writes everything, or nothing, and says which race was lost instead of throwing.</summary>
    Task<SaveOutcome> SaveAsync(CancellationToken ct);
}

/// <summary>Gives background work its own unit of work; the caller disposes it.</summary>
public interface IPortalDbFactory
{
    IPortalDb Create();
}
