-- Database, logins and rights for the portal. May be run again and again, by a member of sysadmin:
--   sqlcmd -S <server> -b -i logins.sql -v Database=Portal MigratorPassword="..." AppPassword="..."
-- Passwords must not contain a single quote. Existing logins keep their password.
--
-- portal_migrator  changes the schema (portal migrate, schema.sql)
-- portal_app       what the portal runs as: rows, never the schema; of the audit trail it may only read and add
--
-- Run it once more after the first migration: the rights on single tables can only be given when the tables exist.
:on error exit

USE [master];
GO
IF DB_ID(N'$(Database)') IS NULL
    CREATE DATABASE [$(Database)];
GO
-- Readers do not wait for writers.
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = N'$(Database)' AND is_read_committed_snapshot_on = 0)
    ALTER DATABASE [$(Database)] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
GO
IF SUSER_ID(N'portal_migrator') IS NULL
    CREATE LOGIN [portal_migrator] WITH PASSWORD = N'$(MigratorPassword)', CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
IF SUSER_ID(N'portal_app') IS NULL
    CREATE LOGIN [portal_app] WITH PASSWORD = N'$(AppPassword)', CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;
GO

USE [$(Database)];
GO
IF DATABASE_PRINCIPAL_ID(N'portal_migrator') IS NULL
    CREATE USER [portal_migrator] FOR LOGIN [portal_migrator] WITH DEFAULT_SCHEMA = [dbo];
IF DATABASE_PRINCIPAL_ID(N'portal_app') IS NULL
    CREATE USER [portal_app] FOR LOGIN [portal_app] WITH DEFAULT_SCHEMA = [dbo];
GO
-- After a restore on another server the users are there but belong to no login.
ALTER USER [portal_migrator] WITH LOGIN = [portal_migrator];
ALTER USER [portal_app] WITH LOGIN = [portal_app];
GO

ALTER ROLE [db_ddladmin] ADD MEMBER [portal_migrator];
GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::[dbo] TO [portal_migrator];

GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::[dbo] TO [portal_app];
GO

-- A refusal on the table outweighs the grant on the schema.
IF OBJECT_ID(N'[dbo].[AuditRows]', N'U') IS NOT NULL
    DENY UPDATE, DELETE ON OBJECT::[dbo].[AuditRows] TO [portal_app];
ELSE
    PRINT N'AuditRows is not there yet. Run this script again after the first migration.';

-- Which migrations were applied is the migrator's business.
IF OBJECT_ID(N'[dbo].[__EFMigrationsHistory]', N'U') IS NOT NULL
    DENY INSERT, UPDATE, DELETE ON OBJECT::[dbo].[__EFMigrationsHistory] TO [portal_app];
GO
