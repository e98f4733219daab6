-- A full backup of the portal's database into a new file on the server, checked after it was written:
--   sqlcmd -S <server> -b -i backup.sql -v Database=Portal File=/var/opt/mssql/backup/portal-2026-01-31.bak
-- COPY_ONLY leaves the chain of your scheduled backups alone. An existing file is never written to.
:on error exit

IF DB_ID(N'$(Database)') IS NULL
    THROW 50001, N'There is no database $(Database).', 1;

IF EXISTS (SELECT 1 FROM sys.dm_os_file_exists(N'$(File)') WHERE file_exists = 1)
    THROW 50002, N'$(File) is there already. Name another file.', 1;

BACKUP DATABASE [$(Database)] TO DISK = N'$(File)' WITH COPY_ONLY, CHECKSUM, STATS = 25;
GO
RESTORE VERIFYONLY FROM DISK = N'$(File)' WITH CHECKSUM;
GO
