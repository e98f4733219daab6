using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Portal.Infrastructure.Persistence;

/// <summary>Tells a database that cannot be reached now, and may be later, from one that will never let us in as we ask.</summary>
public static class DatabaseAway
{
    // From this severity on the connection is gone. Source: "Database Engine error severities" in SQL Server's documentation.
    private const byte FatalSeverity = 20;

    private const int Timeout = -2;
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    // A database that is being moved, brought back or is short of means. Source: "Troubleshoot transient connection errors in SQL Database".
    private static readonly HashSet<int> Passing = [926, 4221, 40197, 40501, 40613, 49918, 49919, 49920];

    public static bool Is(Exception? exception) => exception switch
    {
        null => false,
        SqlException sql => sql.Class >= FatalSeverity || sql.Number == Timeout || Passing.Contains(sql.Number),
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteBusy or SqliteLocked,
        _ => Is(exception.InnerException),
    };
}
