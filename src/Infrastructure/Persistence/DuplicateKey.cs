using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Infrastructure.Persistence;

/// <summary>Tells a lost race on a unique index from every other database error.</summary>
internal static class DuplicateKey
{
    // https://www.sqlite.org/rescode.html#constraint_unique and #constraint_primarykey
    private const int SqliteConstraintUnique = 2067;
    private const int SqliteConstraintPrimaryKey = 1555;

    // SQL Server: "Cannot insert duplicate key row" and "Violation of UNIQUE KEY or PRIMARY KEY constraint".
    private const int SqlServerDuplicateRow = 2601;
    private const int SqlServerConstraint = 2627;

    public static bool Caused(DbUpdateException exception) => exception.InnerException switch
    {
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintUnique or SqliteConstraintPrimaryKey } => true,
        SqlException { Number: SqlServerDuplicateRow or SqlServerConstraint } => true,
        _ => false,
    };
}
