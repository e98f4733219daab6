using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;

namespace Portal.Testing;

/// <summary>A database that can be stopped: as with a real one, work can be begun, and fails with the first command.</summary>
public sealed class DatabaseSwitch
{
    private volatile bool _stopped;

    public void Stop() => _stopped = true;

    public void Start() => _stopped = false;

    public void AddTo(IServiceCollection services)
    {
        var real = services.Single(s => s.ServiceType == typeof(IPortalDbFactory));
        services.Remove(real);
        services.AddSingleton<IPortalDbFactory>(sp => new Factory(this, (IPortalDbFactory)ActivatorUtilities.CreateInstance(sp, real.ImplementationType!)));
    }

    private sealed class Factory(DatabaseSwitch owner, IPortalDbFactory real) : IPortalDbFactory
    {
        public IPortalDb Create() => owner._stopped ? new Stopped() : real.Create();
    }

    private sealed class Stopped : IPortalDb
    {
        public DbSet<T> Set<T>()
            where T : class => throw Gone();

        public Task<SaveOutcome> SaveAsync(CancellationToken ct) => throw Gone();

        public Task<SaveOutcome> InTransactionAsync(Func<CancellationToken, Task<SaveOutcome>> work, CancellationToken ct) => throw Gone();

        public void Forget()
        {
            // Nothing is tracked.
        }

        public void Dispose()
        {
            // Nothing is open.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static SqliteException Gone() => new("unable to open database file", 14);
    }
}
