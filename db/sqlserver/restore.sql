-- Brings a backup back as a new database; its files go where the server keeps new databases:
--   sqlcmd -S <server> -b -i restore.sql -v Database=Portal File=/var/opt/mssql/backup/portal-2026-01-31.bak
-- An existing database is never overwritten: rename or drop it first, or restore under another name. Stop the portal before, and run logins.sql after.
:on error exit

IF DB_ID(N'$(Database)') IS NOT NULL
    THROW 50001, N'The database $(Database) is there already. Rename or drop it first, or restore under another name.', 1;

RESTORE VERIFYONLY FROM DISK = N'$(File)' WITH CHECKSUM;
GO

-- The columns that RESTORE FILELISTONLY answers with, in its order.
CREATE TABLE #files
(
    LogicalName nvarchar(128), PhysicalName nvarchar(260), [Type] char(1), FileGroupName nvarchar(128), Size numeric(20, 0), MaxSize numeric(20, 0),
    FileId bigint, CreateLsn numeric(25, 0), DropLsn numeric(25, 0), UniqueId uniqueidentifier, ReadOnlyLsn numeric(25, 0), ReadWriteLsn numeric(25, 0),
    BackupSizeInBytes bigint, SourceBlockSize int, FileGroupId int, LogGroupGuid uniqueidentifier, DifferentialBaseLsn numeric(25, 0),
    DifferentialBaseGuid uniqueidentifier, IsReadOnly bit, IsPresent bit, TdeThumbprint varbinary(32), SnapshotUrl nvarchar(360)
);
INSERT INTO #files EXEC (N'RESTORE FILELISTONLY FROM DISK = N''$(File)''');

DECLARE @data nvarchar(260) = CONVERT(nvarchar(260), SERVERPROPERTY('InstanceDefaultDataPath'));
DECLARE @log nvarchar(260) = CONVERT(nvarchar(260), SERVERPROPERTY('InstanceDefaultLogPath'));
DECLARE @moves nvarchar(max);

-- Each file gets the database's name and its number, so that a copy beside the original takes none of its files.
SELECT @moves = STRING_AGG(CONVERT(nvarchar(max),
    N'MOVE N''' + REPLACE(LogicalName, N'''', N'''''') + N''' TO N''' + CASE [Type] WHEN 'L' THEN @log ELSE @data END
    + N'$(Database)_' + CONVERT(nvarchar(20), FileId) + CASE [Type] WHEN 'L' THEN N'.ldf' ELSE N'.mdf' END + N''''), N', ')
FROM #files;

DECLARE @restore nvarchar(max) = N'RESTORE DATABASE [$(Database)] FROM DISK = N''$(File)'' WITH CHECKSUM, STATS = 25, ' + @moves;
EXEC sys.sp_executesql @restore;
GO

DBCC CHECKDB (N'$(Database)') WITH NO_INFOMSGS;
GO
