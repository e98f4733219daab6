using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Common;
using Portal.Infrastructure.BackgroundServices;

namespace Portal.Infrastructure.Persistence;

public static class PersistenceServices
{
    /// <summary>The database named by Database:Provider and ConnectionStrings:Portal; SQLite under ./data where nothing is set.</summary>
    /// <exception cref="InvalidOperationException">The provider is unknown, or SQL Server has no connection string.</exception>
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        var provider = configuration["Database:Provider"] ?? "Sqlite";
        var connectionString = configuration.GetConnectionString("Portal");
        if (provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
        {
            connectionString = Absolute(connectionString ?? $"Data Source={configuration.DataPath("portal.db")}");
            services.AddPooledDbContextFactory<SqlitePortalDbContext>(options => options.UseSqlite(connectionString).AddInterceptors(new SqlitePragmas()));
            services.AddSingleton<IPortalDbFactory, Factory<SqlitePortalDbContext>>();
        }
        else if (provider.Equals("SqlServer", StringComparison.OrdinalIgnoreCase))
        {
            if (string.IsNullOrWhiteSpace(connectionString))
            {
                throw new InvalidOperationException("Database:Provider is SqlServer, but ConnectionStrings:Portal is empty. Set ConnectionStrings__Portal.");
            }

            services.AddPooledDbContextFactory<SqlServerPortalDbContext>(options => options.UseSqlServer(connectionString, sql => sql.EnableRetryOnFailure()));
            services.AddSingleton<IPortalDbFactory, Factory<SqlServerPortalDbContext>>();
        }
        else
        {
            throw new InvalidOperationException($"Database:Provider is '{provider}'. Write Sqlite or SqlServer.");
        }

        services.AddScoped(sp => sp.GetRequiredService<IPortalDbFactory>().Create());
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<IDatabaseHealth>(sp => sp.GetRequiredService<DatabaseWatch>());
        services.AddSupervised<DatabaseWatch>("It is noticed when the database goes and comes back");
        return services;
    }

    private static string Absolute(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource is { Length: > 0 } file && file != ":memory:")
        {
            builder.DataSource = Path.GetFullPath(file);
            Directory.CreateDirectory(Path.GetDirectoryName(builder.DataSource)!);
        }

        return builder.ToString();
    }

    private sealed class Factory<TContext>(IDbContextFactory<TContext> contexts) : IPortalDbFactory
        where TContext : PortalDbContext
    {
        public IPortalDb Create() => contexts.CreateDbContext();
    }
}
