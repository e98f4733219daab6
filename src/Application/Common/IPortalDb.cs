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

    /// <summary>
    /// Several saves and bulk statements as one: all, or nothing. The work starts over after a passing failure of the connection, so it must begin
    /// with <see cref="Forget"/> and keep nothing from an earlier try. Any outcome but <see cref="SaveOutcome.Saved"/> takes everything back.
    /// </summary>
    Task<SaveOutcome> InTransactionAsync(Func<CancellationToken, Task<SaveOutcome>> work, CancellationToken ct);

    /// <summary>Lets go of all that is tracked: what was saved in bulk is not looked at again.</summary>
    void Forget();
}

/// <summary>Gives background work its own unit of work; the caller disposes it.</summary>
public interface IPortalDbFactory
{
    IPortalDb Create();
}
