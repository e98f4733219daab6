IF OBJECT_ID(N'[__EFMigrationsHistory]') IS NULL
BEGIN
    CREATE TABLE [__EFMigrationsHistory] (
        [MigrationId] nvarchar(150) NOT NULL,
        [ProductVersion] nvarchar(32) NOT NULL,
        CONSTRAINT [PK___EFMigrationsHistory] PRIMARY KEY ([MigrationId])
    );
END;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [ApiTokens] (
        [Id] uniqueidentifier NOT NULL,
        [Name] nvarchar(64) NOT NULL,
        [UserRef] nvarchar(256) NULL,
        [Role] varchar(32) NOT NULL,
        [Scopes] nvarchar(1024) NULL,
        [Hash] varchar(64) NOT NULL,
        [Hint] varchar(16) NOT NULL,
        [CreatedBy] nvarchar(256) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [ExpiresAt] datetime2 NOT NULL,
        [RevokedAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_ApiTokens] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [AuditRows] (
        [Id] bigint NOT NULL IDENTITY,
        [At] datetime2 NOT NULL,
        [Actor] nvarchar(256) NOT NULL,
        [ActorName] nvarchar(256) NOT NULL,
        [Action] varchar(128) NOT NULL,
        [Subject] nvarchar(256) NOT NULL,
        [Outcome] varchar(16) NOT NULL,
        [Reason] nvarchar(2000) NULL,
        [Before] nvarchar(max) NULL,
        [After] nvarchar(max) NULL,
        CONSTRAINT [PK_AuditRows] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [CatalogChanges] (
        [Id] bigint NOT NULL IDENTITY,
        [At] datetime2 NOT NULL,
        [Ref] nvarchar(200) NOT NULL,
        [Kind] varchar(16) NOT NULL,
        [LocationId] varchar(32) NOT NULL,
        [File] nvarchar(1024) NOT NULL,
        [Commit] varchar(64) NULL,
        [Fields] nvarchar(1000) NULL,
        CONSTRAINT [PK_CatalogChanges] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [CatalogDocuments] (
        [Id] bigint NOT NULL IDENTITY,
        [LocationId] varchar(32) NOT NULL,
        [Ref] nvarchar(200) NOT NULL,
        [File] nvarchar(1024) NOT NULL,
        [Key] varchar(64) NOT NULL,
        [Line] int NOT NULL,
        [Commit] varchar(64) NULL,
        [LastSeenAt] datetime2 NOT NULL,
        [Hash] varchar(64) NOT NULL,
        [Json] nvarchar(max) NOT NULL,
        [Raw] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_CatalogDocuments] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [CatalogLocations] (
        [Id] varchar(32) NOT NULL,
        [Type] varchar(16) NOT NULL,
        [Target] nvarchar(1024) NOT NULL,
        [Origin] nvarchar(256) NOT NULL,
        [IsTrusted] bit NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [LastAttemptAt] datetime2 NULL,
        [LastSuccessAt] datetime2 NULL,
        [Commit] varchar(64) NULL,
        [Errors] nvarchar(max) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_CatalogLocations] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [ScaffoldRuns] (
        [Id] varchar(32) NOT NULL,
        [Template] nvarchar(256) NOT NULL,
        [TemplateTitle] nvarchar(256) NOT NULL,
        [TemplateHash] varchar(64) NOT NULL,
        [Title] nvarchar(256) NOT NULL,
        [ValuesJson] nvarchar(max) NOT NULL,
        [ProtectedSecrets] nvarchar(max) NULL,
        [DefinitionJson] nvarchar(max) NOT NULL,
        [Status] varchar(16) NOT NULL,
        [OutputJson] nvarchar(max) NULL,
        [Error] nvarchar(2000) NULL,
        [CreatedBy] nvarchar(256) NOT NULL,
        [CreatedByName] nvarchar(256) NOT NULL,
        [OwnerGroup] nvarchar(256) NULL,
        [CreatedAt] datetime2 NOT NULL,
        [StartedAt] datetime2 NULL,
        [FinishedAt] datetime2 NULL,
        [NotBefore] datetime2 NULL,
        [CancelRequested] bit NOT NULL,
        [CleanupRequested] bit NOT NULL,
        [LeaseOwner] nvarchar(256) NULL,
        [LeaseUntil] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_ScaffoldRuns] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [WorkloadClaims] (
        [Id] int NOT NULL IDENTITY,
        [Cluster] nvarchar(253) NOT NULL,
        [Namespace] varchar(63) NOT NULL,
        [Kind] varchar(63) NOT NULL,
        [Name] varchar(253) NOT NULL,
        [Service] nvarchar(400) NOT NULL,
        [Reason] nvarchar(1000) NULL,
        [ClaimedBy] nvarchar(256) NOT NULL,
        [ClaimedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_WorkloadClaims] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [ScaffoldFiles] (
        [RunId] varchar(32) NOT NULL,
        [Content] varbinary(max) NOT NULL,
        CONSTRAINT [PK_ScaffoldFiles] PRIMARY KEY ([RunId]),
        CONSTRAINT [FK_ScaffoldFiles_ScaffoldRuns_RunId] FOREIGN KEY ([RunId]) REFERENCES [ScaffoldRuns] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [ScaffoldLogLines] (
        [Id] bigint NOT NULL IDENTITY,
        [RunId] varchar(32) NOT NULL,
        [StepId] nvarchar(256) NULL,
        [At] datetime2 NOT NULL,
        [Text] nvarchar(4000) NOT NULL,
        CONSTRAINT [PK_ScaffoldLogLines] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_ScaffoldLogLines_ScaffoldRuns_RunId] FOREIGN KEY ([RunId]) REFERENCES [ScaffoldRuns] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE TABLE [ScaffoldSteps] (
        [Id] bigint NOT NULL IDENTITY,
        [RunId] varchar(32) NOT NULL,
        [Position] int NOT NULL,
        [StepId] nvarchar(256) NOT NULL,
        [Name] nvarchar(256) NOT NULL,
        [Action] nvarchar(256) NOT NULL,
        [Status] varchar(16) NOT NULL,
        [StartedAt] datetime2 NULL,
        [FinishedAt] datetime2 NULL,
        [Attempts] int NOT NULL,
        [OutputJson] nvarchar(max) NULL,
        [Error] nvarchar(2000) NULL,
        CONSTRAINT [PK_ScaffoldSteps] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_ScaffoldSteps_ScaffoldRuns_RunId] FOREIGN KEY ([RunId]) REFERENCES [ScaffoldRuns] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_ApiTokens_CreatedBy] ON [ApiTokens] ([CreatedBy]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ApiTokens_Hash] ON [ApiTokens] ([Hash]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_AuditRows_At] ON [AuditRows] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_AuditRows_Subject] ON [AuditRows] ([Subject]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_CatalogChanges_Ref_At] ON [CatalogChanges] ([Ref], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_CatalogDocuments_LocationId_Key] ON [CatalogDocuments] ([LocationId], [Key]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_CatalogDocuments_Ref] ON [CatalogDocuments] ([Ref]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_ScaffoldLogLines_RunId_Id] ON [ScaffoldLogLines] ([RunId], [Id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_ScaffoldRuns_OwnerGroup] ON [ScaffoldRuns] ([OwnerGroup]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE INDEX [IX_ScaffoldRuns_Status_CreatedAt] ON [ScaffoldRuns] ([Status], [CreatedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ScaffoldSteps_RunId_Position] ON [ScaffoldSteps] ([RunId], [Position]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    CREATE UNIQUE INDEX [IX_WorkloadClaims_Cluster_Namespace_Kind_Name] ON [WorkloadClaims] ([Cluster], [Namespace], [Kind], [Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261122085148_Initial'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261122085148_Initial', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogLocations] ADD [RemovedAt] datetime2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogLocations] ADD [RemovedBy] nvarchar(256) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogDocuments] ADD [ChangeId] bigint NOT NULL DEFAULT CAST(0 AS bigint);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogDocuments] ADD [RemovedAt] datetime2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogDocuments] ADD [RestoredAt] datetime2 NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogDocuments] ADD [RestoredBy] nvarchar(256) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogDocuments] ADD [Stamp] varchar(64) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogChanges] ADD [Actor] nvarchar(256) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogChanges] ADD [Diff] nvarchar(max) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogChanges] ADD [DocumentId] bigint NOT NULL DEFAULT CAST(0 AS bigint);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogChanges] ADD [Json] nvarchar(max) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogChanges] ADD [Line] int NOT NULL DEFAULT 0;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    ALTER TABLE [CatalogChanges] ADD [Raw] nvarchar(max) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    EXEC(N'INSERT INTO "CatalogChanges" ("DocumentId", "At", "Ref", "Kind", "LocationId", "File", "Line", "Commit", "Actor", "Json", "Raw") SELECT "Id", "LastSeenAt", "Ref", ''added'', "LocationId", "File", "Line", "Commit", ''system:portal'', "Json", "Raw" FROM "CatalogDocuments"')
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    EXEC(N'UPDATE "CatalogDocuments" SET "ChangeId" = (SELECT MAX(c."Id") FROM "CatalogChanges" c WHERE c."DocumentId" = "CatalogDocuments"."Id")')
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    DECLARE @var nvarchar(max);
    SELECT @var = QUOTENAME([d].[name])
    FROM [sys].[default_constraints] [d]
    INNER JOIN [sys].[columns] [c] ON [d].[parent_column_id] = [c].[column_id] AND [d].[parent_object_id] = [c].[object_id]
    WHERE ([d].[parent_object_id] = OBJECT_ID(N'[CatalogDocuments]') AND [c].[name] = N'Json');
    IF @var IS NOT NULL EXEC(N'ALTER TABLE [CatalogDocuments] DROP CONSTRAINT ' + @var + ';');
    ALTER TABLE [CatalogDocuments] DROP COLUMN [Json];
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    DECLARE @var1 nvarchar(max);
    SELECT @var1 = QUOTENAME([d].[name])
    FROM [sys].[default_constraints] [d]
    INNER JOIN [sys].[columns] [c] ON [d].[parent_column_id] = [c].[column_id] AND [d].[parent_object_id] = [c].[object_id]
    WHERE ([d].[parent_object_id] = OBJECT_ID(N'[CatalogDocuments]') AND [c].[name] = N'Raw');
    IF @var1 IS NOT NULL EXEC(N'ALTER TABLE [CatalogDocuments] DROP CONSTRAINT ' + @var1 + ';');
    ALTER TABLE [CatalogDocuments] DROP COLUMN [Raw];
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    CREATE TABLE [CatalogChoices] (
        [Id] bigint NOT NULL IDENTITY,
        [Ref] nvarchar(200) NOT NULL,
        [LocationId] varchar(32) NOT NULL,
        [Key] varchar(64) NOT NULL,
        [ChosenBy] nvarchar(256) NOT NULL,
        [ChosenAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_CatalogChoices] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    CREATE INDEX [IX_CatalogDocuments_ChangeId] ON [CatalogDocuments] ([ChangeId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    CREATE INDEX [IX_CatalogDocuments_RemovedAt] ON [CatalogDocuments] ([RemovedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    CREATE INDEX [IX_CatalogChanges_At] ON [CatalogChanges] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    CREATE INDEX [IX_CatalogChanges_DocumentId_Id] ON [CatalogChanges] ([DocumentId], [Id]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    CREATE UNIQUE INDEX [IX_CatalogChoices_Ref] ON [CatalogChoices] ([Ref]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126165945_CatalogHistory'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126165945_CatalogHistory', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE TABLE [DiscoveryPromotions] (
        [Id] int NOT NULL IDENTITY,
        [Workload] varchar(340) NOT NULL,
        [Ref] nvarchar(200) NOT NULL,
        [Repository] nvarchar(300) NOT NULL,
        [Branch] nvarchar(120) NOT NULL,
        [Path] nvarchar(200) NOT NULL,
        [Url] nvarchar(1000) NULL,
        [Words] nvarchar(1000) NOT NULL,
        [OpenedBy] nvarchar(256) NOT NULL,
        [OpenedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_DiscoveryPromotions] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE TABLE [PackageSets] (
        [Id] bigint NOT NULL IDENTITY,
        [Entity] nvarchar(200) NOT NULL,
        [Source] varchar(40) NOT NULL,
        [Format] nvarchar(256) NOT NULL,
        [Tool] nvarchar(256) NULL,
        [SubjectVersion] nvarchar(200) NULL,
        [MadeAt] datetime2 NULL,
        [ReadAt] datetime2 NOT NULL,
        [By] nvarchar(256) NOT NULL,
        [Commit] varchar(64) NULL,
        [Packages] int NOT NULL,
        [Notes] nvarchar(2000) NULL,
        [Stamp] varchar(64) NOT NULL,
        CONSTRAINT [PK_PackageSets] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE TABLE [Packages] (
        [Id] bigint NOT NULL IDENTITY,
        [Ecosystem] varchar(32) NOT NULL,
        [Name] nvarchar(400) NOT NULL,
        [Key] nvarchar(400) NOT NULL,
        CONSTRAINT [PK_Packages] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE TABLE [RepositoryVersions] (
        [Id] bigint NOT NULL IDENTITY,
        [Repository] nvarchar(400) NOT NULL,
        [Part] nvarchar(100) NOT NULL,
        [Source] varchar(16) NOT NULL,
        [Version] nvarchar(200) NOT NULL,
        [Url] nvarchar(1024) NULL,
        [At] datetime2 NULL,
        [SeenAt] datetime2 NOT NULL,
        CONSTRAINT [PK_RepositoryVersions] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE TABLE [PackageUses] (
        [Id] bigint NOT NULL IDENTITY,
        [SetId] bigint NOT NULL,
        [PackageId] bigint NOT NULL,
        [VersionId] bigint NOT NULL,
        [IsDirect] bit NULL,
        [IsDevelopment] bit NOT NULL,
        [Path] varchar(400) NULL,
        CONSTRAINT [PK_PackageUses] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_PackageUses_PackageSets_SetId] FOREIGN KEY ([SetId]) REFERENCES [PackageSets] ([Id]) ON DELETE CASCADE
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE TABLE [PackageVersions] (
        [Id] bigint NOT NULL IDENTITY,
        [PackageId] bigint NOT NULL,
        [Text] nvarchar(200) NOT NULL,
        CONSTRAINT [PK_PackageVersions] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_PackageVersions_Packages_PackageId] FOREIGN KEY ([PackageId]) REFERENCES [Packages] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE UNIQUE INDEX [IX_DiscoveryPromotions_Workload] ON [DiscoveryPromotions] ([Workload]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE UNIQUE INDEX [IX_PackageSets_Entity_Source] ON [PackageSets] ([Entity], [Source]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE INDEX [IX_PackageSets_ReadAt] ON [PackageSets] ([ReadAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE INDEX [IX_PackageUses_PackageId_VersionId_SetId_IsDirect_IsDevelopment] ON [PackageUses] ([PackageId], [VersionId], [SetId], [IsDirect], [IsDevelopment]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE INDEX [IX_PackageUses_SetId] ON [PackageUses] ([SetId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE UNIQUE INDEX [IX_PackageVersions_PackageId_Text] ON [PackageVersions] ([PackageId], [Text]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Packages_Key_Ecosystem] ON [Packages] ([Key], [Ecosystem]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    CREATE UNIQUE INDEX [IX_RepositoryVersions_Repository_Part] ON [RepositoryVersions] ([Repository], [Part]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126175303_CatalogSources'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126175303_CatalogSources', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126180505_SavedViews'
)
BEGIN
    CREATE TABLE [SavedViews] (
        [Id] uniqueidentifier NOT NULL,
        [Name] nvarchar(64) NOT NULL,
        [Query] nvarchar(2000) NOT NULL,
        [Owner] nvarchar(256) NOT NULL,
        [CreatedBy] nvarchar(256) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_SavedViews] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126180505_SavedViews'
)
BEGIN
    CREATE UNIQUE INDEX [IX_SavedViews_Owner_Name] ON [SavedViews] ([Owner], [Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126180505_SavedViews'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126180505_SavedViews', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE TABLE [ContainerEnds] (
        [Id] bigint NOT NULL IDENTITY,
        [Service] nvarchar(400) NULL,
        [Owner] nvarchar(400) NULL,
        [Cluster] nvarchar(253) NOT NULL,
        [Environment] nvarchar(253) NOT NULL,
        [Namespace] varchar(63) NOT NULL,
        [Kind] varchar(63) NOT NULL,
        [Workload] varchar(253) NOT NULL,
        [Pod] varchar(253) NOT NULL,
        [PodUid] varchar(63) NOT NULL,
        [Container] varchar(63) NOT NULL,
        [Version] nvarchar(512) NOT NULL,
        [Image] nvarchar(512) NOT NULL,
        [ExitCode] int NOT NULL,
        [Reason] nvarchar(63) NOT NULL,
        [Words] nvarchar(100) NOT NULL,
        [Message] nvarchar(1000) NULL,
        [MemoryLimit] nvarchar(63) NULL,
        [StartedAt] datetime2 NULL,
        [FinishedAt] datetime2 NOT NULL,
        [RestartCount] int NOT NULL,
        [Node] nvarchar(253) NULL,
        [LogState] varchar(16) NOT NULL,
        [LogNote] nvarchar(1000) NULL,
        [Log] nvarchar(max) NULL,
        [RecordedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_ContainerEnds] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE TABLE [ProblemEpisodes] (
        [Id] bigint NOT NULL IDENTITY,
        [Service] nvarchar(400) NULL,
        [Owner] nvarchar(400) NULL,
        [Cluster] nvarchar(253) NOT NULL,
        [Environment] nvarchar(253) NOT NULL,
        [Namespace] varchar(63) NOT NULL,
        [Kind] varchar(63) NOT NULL,
        [Workload] varchar(253) NOT NULL,
        [WorkloadUid] varchar(63) NOT NULL,
        [Code] nvarchar(100) NOT NULL,
        [Severity] varchar(16) NOT NULL,
        [Summary] nvarchar(1000) NOT NULL,
        [WorstPods] int NOT NULL,
        [Since] datetime2 NOT NULL,
        [Until] datetime2 NULL,
        [Reopened] int NOT NULL,
        CONSTRAINT [PK_ProblemEpisodes] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE TABLE [ReleaseTemplates] (
        [Id] varchar(32) NOT NULL,
        [Text] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_ReleaseTemplates] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE TABLE [Releases] (
        [Id] bigint NOT NULL IDENTITY,
        [Service] nvarchar(400) NULL,
        [Owner] nvarchar(400) NULL,
        [Cluster] nvarchar(253) NOT NULL,
        [Environment] nvarchar(253) NOT NULL,
        [Region] nvarchar(253) NULL,
        [Namespace] varchar(63) NOT NULL,
        [Kind] varchar(63) NOT NULL,
        [Workload] varchar(253) NOT NULL,
        [WorkloadUid] varchar(63) NOT NULL,
        [Sequence] bigint NOT NULL,
        [RevisionHash] varchar(64) NULL,
        [Generation] bigint NOT NULL,
        [Version] nvarchar(512) NOT NULL,
        [Image] nvarchar(512) NOT NULL,
        [Digest] varchar(512) NULL,
        [TemplateId] varchar(32) NOT NULL,
        [RestartMark] nvarchar(64) NULL,
        [PreviousId] bigint NULL,
        [PreviousVersion] nvarchar(512) NULL,
        [PreviousImage] nvarchar(512) NULL,
        [StartedAt] datetime2 NOT NULL,
        [Week] int NOT NULL,
        [FinishedAt] datetime2 NULL,
        [FailedAt] datetime2 NULL,
        [Outcome] varchar(16) NOT NULL,
        [OutcomeReason] nvarchar(1000) NULL,
        [Trigger] varchar(16) NOT NULL,
        [Origin] varchar(16) NOT NULL,
        [ChangeCause] nvarchar(1000) NULL,
        [Deployer] nvarchar(512) NULL,
        [Commit] nvarchar(64) NULL,
        [RecordedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_Releases] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_Releases_ReleaseTemplates_TemplateId] FOREIGN KEY ([TemplateId]) REFERENCES [ReleaseTemplates] ([Id]) ON DELETE NO ACTION,
        CONSTRAINT [FK_Releases_Releases_PreviousId] FOREIGN KEY ([PreviousId]) REFERENCES [Releases] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ContainerEnds_FinishedAt] ON [ContainerEnds] ([FinishedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ContainerEnds_PodUid_Container_FinishedAt] ON [ContainerEnds] ([PodUid], [Container], [FinishedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ContainerEnds_Service_FinishedAt] ON [ContainerEnds] ([Service], [FinishedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ContainerEnds_Workload] ON [ContainerEnds] ([Workload]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [IX_ProblemEpisodes_Cluster_WorkloadUid_Code] ON [ProblemEpisodes] ([Cluster], [WorkloadUid], [Code]) WHERE [Until] IS NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ProblemEpisodes_Service_Since] ON [ProblemEpisodes] ([Service], [Since]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ProblemEpisodes_Since] ON [ProblemEpisodes] ([Since]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ProblemEpisodes_Until] ON [ProblemEpisodes] ([Until]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_ProblemEpisodes_WorkloadUid_Until] ON [ProblemEpisodes] ([WorkloadUid], [Until]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_Releases_Cluster_Namespace_Kind_Workload] ON [Releases] ([Cluster], [Namespace], [Kind], [Workload]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE UNIQUE INDEX [IX_Releases_Cluster_WorkloadUid_Sequence] ON [Releases] ([Cluster], [WorkloadUid], [Sequence]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_Releases_PreviousId] ON [Releases] ([PreviousId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_Releases_Service_StartedAt] ON [Releases] ([Service], [StartedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_Releases_StartedAt] ON [Releases] ([StartedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_Releases_TemplateId] ON [Releases] ([TemplateId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    CREATE INDEX [IX_Releases_Week] ON [Releases] ([Week]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126200929_ReleaseLedger'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126200929_ReleaseLedger', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126210630_ClusterRoster'
)
BEGIN
    CREATE TABLE [RegisteredClusters] (
        [Id] int NOT NULL IDENTITY,
        [Name] varchar(63) NOT NULL,
        [Environment] nvarchar(63) NOT NULL,
        [Region] nvarchar(63) NULL,
        [Context] nvarchar(253) NULL,
        [Kubeconfig] nvarchar(max) NOT NULL,
        [AddedBy] nvarchar(256) NOT NULL,
        [AddedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_RegisteredClusters] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126210630_ClusterRoster'
)
BEGIN
    CREATE UNIQUE INDEX [IX_RegisteredClusters_Name] ON [RegisteredClusters] ([Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261126210630_ClusterRoster'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261126210630_ClusterRoster', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001529_ScaffoldApprovals'
)
BEGIN
    ALTER TABLE [ScaffoldRuns] ADD [AwaitsApproval] bit NOT NULL DEFAULT CAST(0 AS bit);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001529_ScaffoldApprovals'
)
BEGIN
    ALTER TABLE [ScaffoldRuns] ADD [CreatedByUser] nvarchar(256) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001529_ScaffoldApprovals'
)
BEGIN
    ALTER TABLE [ScaffoldRuns] ADD [TemplateVersion] nvarchar(256) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001529_ScaffoldApprovals'
)
BEGIN
    CREATE TABLE [ScaffoldApprovals] (
        [Id] bigint NOT NULL IDENTITY,
        [RunId] varchar(32) NOT NULL,
        [Policy] nvarchar(256) NOT NULL,
        [Message] nvarchar(2000) NOT NULL,
        [Approvers] nvarchar(2000) NOT NULL,
        [FourEyes] bit NOT NULL,
        [Approved] bit NULL,
        [DecidedAt] datetime2 NULL,
        [DecidedBy] nvarchar(256) NULL,
        [DecidedByName] nvarchar(256) NULL,
        [Reason] nvarchar(2000) NULL,
        CONSTRAINT [PK_ScaffoldApprovals] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_ScaffoldApprovals_ScaffoldRuns_RunId] FOREIGN KEY ([RunId]) REFERENCES [ScaffoldRuns] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001529_ScaffoldApprovals'
)
BEGIN
    CREATE INDEX [IX_ScaffoldApprovals_RunId] ON [ScaffoldApprovals] ([RunId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127001529_ScaffoldApprovals'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127001529_ScaffoldApprovals', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE TABLE [CatalogRetirements] (
        [Id] bigint NOT NULL IDENTITY,
        [Ref] nvarchar(200) NOT NULL,
        [By] nvarchar(256) NOT NULL,
        [At] datetime2 NOT NULL,
        CONSTRAINT [PK_CatalogRetirements] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE TABLE [RetiredServices] (
        [RunId] varchar(32) NOT NULL,
        [Entity] nvarchar(256) NOT NULL,
        [Title] nvarchar(256) NOT NULL,
        [Reason] nvarchar(1000) NOT NULL,
        [OverrideReason] nvarchar(1000) NULL,
        [Repository] nvarchar(400) NULL,
        [ManifestsUrl] nvarchar(1000) NULL,
        [OwnerGroup] nvarchar(256) NULL,
        [RequestedBy] nvarchar(256) NOT NULL,
        [RequestedByName] nvarchar(256) NOT NULL,
        [RequestedAt] datetime2 NOT NULL,
        [RestoredAt] datetime2 NULL,
        [ActiveKey] nvarchar(256) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_RetiredServices] PRIMARY KEY ([RunId])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE TABLE [ServiceLineages] (
        [Id] bigint NOT NULL IDENTITY,
        [Entity] nvarchar(256) NOT NULL,
        [Repository] nvarchar(400) NOT NULL,
        [Template] nvarchar(256) NOT NULL,
        [TemplateVersion] nvarchar(64) NULL,
        [TemplateHash] varchar(64) NULL,
        [ValuesJson] nvarchar(max) NOT NULL,
        [RunId] varchar(32) NULL,
        [CreatedBy] nvarchar(256) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [MovedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_ServiceLineages] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE TABLE [TemplateContents] (
        [Hash] varchar(64) NOT NULL,
        [Template] nvarchar(256) NOT NULL,
        [Title] nvarchar(256) NOT NULL,
        [TemplateVersion] nvarchar(64) NULL,
        [Content] varbinary(max) NOT NULL,
        [KeptAt] datetime2 NOT NULL,
        CONSTRAINT [PK_TemplateContents] PRIMARY KEY ([Hash])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE TABLE [TemplateUpgrades] (
        [RunId] varchar(32) NOT NULL,
        [Batch] varchar(32) NULL,
        [Entity] nvarchar(256) NOT NULL,
        [Repository] nvarchar(400) NOT NULL,
        [Template] nvarchar(256) NOT NULL,
        [FromVersion] nvarchar(64) NULL,
        [FromHash] varchar(64) NULL,
        [ToVersion] nvarchar(64) NULL,
        [ToHash] varchar(64) NOT NULL,
        [Branch] nvarchar(200) NOT NULL,
        [State] varchar(16) NOT NULL,
        [Url] nvarchar(1000) NULL,
        [Conflicts] int NOT NULL,
        [Changes] int NOT NULL,
        [RequestedBy] nvarchar(256) NOT NULL,
        [RequestedAt] datetime2 NOT NULL,
        [EndedAt] datetime2 NULL,
        [ActiveKey] nvarchar(330) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_TemplateUpgrades] PRIMARY KEY ([RunId])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE UNIQUE INDEX [IX_CatalogRetirements_Ref] ON [CatalogRetirements] ([Ref]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [IX_RetiredServices_ActiveKey] ON [RetiredServices] ([ActiveKey]) WHERE [ActiveKey] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE INDEX [IX_RetiredServices_Entity] ON [RetiredServices] ([Entity]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE UNIQUE INDEX [IX_ServiceLineages_Entity] ON [ServiceLineages] ([Entity]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE INDEX [IX_ServiceLineages_Template] ON [ServiceLineages] ([Template]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE INDEX [IX_TemplateContents_Template] ON [TemplateContents] ([Template]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [IX_TemplateUpgrades_ActiveKey] ON [TemplateUpgrades] ([ActiveKey]) WHERE [ActiveKey] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    CREATE INDEX [IX_TemplateUpgrades_Entity] ON [TemplateUpgrades] ([Entity]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127010610_TemplateLineage'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127010610_TemplateLineage', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OnCallChecks] (
        [Id] uniqueidentifier NOT NULL,
        [StartedAt] datetime2 NOT NULL,
        [FinishedAt] datetime2 NOT NULL,
        [RequestedBy] nvarchar(400) NOT NULL,
        [Services] int NOT NULL,
        [FindingsJson] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_OnCallChecks] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OnCallFeeds] (
        [Id] uniqueidentifier NOT NULL,
        [Hash] varchar(64) NOT NULL,
        [Hint] varchar(8) NOT NULL,
        [UserRef] nvarchar(400) NOT NULL,
        [Subject] nvarchar(400) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [RevokedAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OnCallFeeds] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OnCallOverrides] (
        [Id] uniqueidentifier NOT NULL,
        [Rota] varchar(64) NOT NULL,
        [Person] nvarchar(400) NOT NULL,
        [FromAt] datetime2 NOT NULL,
        [UntilAt] datetime2 NOT NULL,
        [Reason] nvarchar(500) NOT NULL,
        [Origin] nvarchar(400) NULL,
        [CreatedBy] nvarchar(400) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_OnCallOverrides] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OnCallRotas] (
        [Id] uniqueidentifier NOT NULL,
        [Name] varchar(64) NOT NULL,
        [Owner] nvarchar(400) NOT NULL,
        [InputJson] nvarchar(max) NOT NULL,
        [Origin] nvarchar(400) NULL,
        [ChangedBy] nvarchar(400) NOT NULL,
        [ChangedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OnCallRotas] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OnCallSwaps] (
        [Id] uniqueidentifier NOT NULL,
        [Rota] varchar(64) NOT NULL,
        [Giver] nvarchar(400) NOT NULL,
        [Taker] nvarchar(400) NOT NULL,
        [FromAt] datetime2 NOT NULL,
        [UntilAt] datetime2 NOT NULL,
        [Reason] nvarchar(500) NULL,
        [ProposedBy] nvarchar(400) NOT NULL,
        [ProposedAt] datetime2 NOT NULL,
        [State] varchar(16) NOT NULL,
        [DecidedAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OnCallSwaps] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OwnerSuggestionDecisions] (
        [Id] uniqueidentifier NOT NULL,
        [Entity] nvarchar(400) NOT NULL,
        [Owner] nvarchar(400) NOT NULL,
        [Accepted] bit NOT NULL,
        [EvidenceJson] nvarchar(max) NOT NULL,
        [Reason] nvarchar(500) NULL,
        [DecidedBy] nvarchar(400) NOT NULL,
        [DecidedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OwnerSuggestionDecisions] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OwnershipAttestations] (
        [Id] uniqueidentifier NOT NULL,
        [Entity] nvarchar(400) NOT NULL,
        [Owner] nvarchar(400) NOT NULL,
        [ConfirmedBy] nvarchar(400) NOT NULL,
        [ConfirmedAt] datetime2 NOT NULL,
        [ToldExpiredAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OwnershipAttestations] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE TABLE [OwnershipLeavers] (
        [Id] uniqueidentifier NOT NULL,
        [Person] nvarchar(400) NOT NULL,
        [Name] nvarchar(400) NOT NULL,
        [Cause] varchar(16) NOT NULL,
        [SeenAt] datetime2 NOT NULL,
        [BackAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OwnershipLeavers] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE INDEX [IX_OnCallChecks_StartedAt] ON [OnCallChecks] ([StartedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OnCallFeeds_Hash] ON [OnCallFeeds] ([Hash]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE INDEX [IX_OnCallOverrides_Rota] ON [OnCallOverrides] ([Rota]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE INDEX [IX_OnCallOverrides_UntilAt] ON [OnCallOverrides] ([UntilAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OnCallRotas_Name] ON [OnCallRotas] ([Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE INDEX [IX_OnCallSwaps_Rota] ON [OnCallSwaps] ([Rota]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE INDEX [IX_OnCallSwaps_UntilAt] ON [OnCallSwaps] ([UntilAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OwnerSuggestionDecisions_Entity_Owner] ON [OwnerSuggestionDecisions] ([Entity], [Owner]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OwnershipAttestations_Entity] ON [OwnershipAttestations] ([Entity]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OwnershipLeavers_Person] ON [OwnershipLeavers] ([Person]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040445_OnCallAndOwnership'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127040445_OnCallAndOwnership', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE TABLE [Deliveries] (
        [Id] bigint NOT NULL IDENTITY,
        [Channel] varchar(16) NOT NULL,
        [EventId] varchar(64) NOT NULL,
        [EventType] nvarchar(64) NOT NULL,
        [Subject] nvarchar(400) NULL,
        [Summary] nvarchar(512) NOT NULL,
        [Target] nvarchar(1024) NOT NULL,
        [SubscriptionId] uniqueidentifier NULL,
        [Body] nvarchar(max) NOT NULL,
        [Status] varchar(16) NOT NULL,
        [Attempts] int NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [NextAttemptAt] datetime2 NULL,
        [LastAttemptAt] datetime2 NULL,
        [EndedAt] datetime2 NULL,
        [LastStatus] int NULL,
        [LastError] nvarchar(1000) NULL,
        [LastMilliseconds] int NULL,
        [ReplayOf] bigint NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Deliveries] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE TABLE [Signals] (
        [Id] bigint NOT NULL IDENTITY,
        [Fingerprint] nvarchar(128) NOT NULL,
        [Source] nvarchar(64) NOT NULL,
        [Service] nvarchar(400) NULL,
        [ServiceBecause] nvarchar(1000) NULL,
        [Name] nvarchar(256) NOT NULL,
        [Severity] nvarchar(32) NOT NULL,
        [Summary] nvarchar(1000) NOT NULL,
        [StartsAt] datetime2 NOT NULL,
        [EndsAt] datetime2 NULL,
        [SeenAt] datetime2 NOT NULL,
        [RoutedTo] nvarchar(400) NULL,
        [RunbookUrl] nvarchar(1024) NULL,
        [LabelsJson] nvarchar(max) NOT NULL,
        [ActiveKey] nvarchar(128) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Signals] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE TABLE [WebhookSubscriptions] (
        [Id] uniqueidentifier NOT NULL,
        [Name] nvarchar(64) NOT NULL,
        [Url] nvarchar(1024) NOT NULL,
        [Secret] varchar(1000) NOT NULL,
        [Events] varchar(1000) NOT NULL,
        [Active] bit NOT NULL,
        [StoppedBecause] nvarchar(1000) NULL,
        [CreatedBy] nvarchar(400) NOT NULL,
        [CreatedAt] datetime2 NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_WebhookSubscriptions] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE INDEX [IX_Deliveries_EndedAt] ON [Deliveries] ([EndedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE INDEX [IX_Deliveries_NextAttemptAt] ON [Deliveries] ([NextAttemptAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE INDEX [IX_Deliveries_Subject] ON [Deliveries] ([Subject]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    EXEC(N'CREATE UNIQUE INDEX [IX_Signals_ActiveKey] ON [Signals] ([ActiveKey]) WHERE [ActiveKey] IS NOT NULL');
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE INDEX [IX_Signals_EndsAt] ON [Signals] ([EndsAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    CREATE UNIQUE INDEX [IX_WebhookSubscriptions_Name] ON [WebhookSubscriptions] ([Name]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127040541_DeliveriesAndSignals'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127040541_DeliveriesAndSignals', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE TABLE [Incidents] (
        [Id] bigint NOT NULL IDENTITY,
        [Title] nvarchar(200) NOT NULL,
        [Severity] varchar(16) NOT NULL,
        [Status] varchar(16) NOT NULL,
        [StartedAt] datetime2 NOT NULL,
        [StartedBy] nvarchar(256) NOT NULL,
        [ResolvedAt] datetime2 NULL,
        [ClosedAt] datetime2 NULL,
        [Lead] nvarchar(256) NULL,
        [Communications] nvarchar(256) NULL,
        [Scribe] nvarchar(256) NULL,
        [Codes] varchar(400) NOT NULL,
        [Cause] nvarchar(1000) NULL,
        [CauseSubject] nvarchar(256) NULL,
        [Summary] nvarchar(4000) NULL,
        [Impact] nvarchar(4000) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_Incidents] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE TABLE [IncidentActions] (
        [Id] bigint NOT NULL IDENTITY,
        [IncidentId] bigint NOT NULL,
        [Text] nvarchar(1000) NOT NULL,
        [Owner] nvarchar(256) NOT NULL,
        [DueOn] date NOT NULL,
        [DoneAt] datetime2 NULL,
        [DoneBy] nvarchar(256) NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_IncidentActions] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_IncidentActions_Incidents_IncidentId] FOREIGN KEY ([IncidentId]) REFERENCES [Incidents] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE TABLE [IncidentEntries] (
        [Id] bigint NOT NULL IDENTITY,
        [IncidentId] bigint NOT NULL,
        [At] datetime2 NOT NULL,
        [Kind] varchar(16) NOT NULL,
        [Text] nvarchar(4000) NOT NULL,
        [By] nvarchar(256) NOT NULL,
        [Service] nvarchar(256) NULL,
        [Key] nvarchar(300) NOT NULL,
        CONSTRAINT [PK_IncidentEntries] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_IncidentEntries_Incidents_IncidentId] FOREIGN KEY ([IncidentId]) REFERENCES [Incidents] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE TABLE [IncidentServices] (
        [Id] bigint NOT NULL IDENTITY,
        [IncidentId] bigint NOT NULL,
        [Service] nvarchar(256) NOT NULL,
        CONSTRAINT [PK_IncidentServices] PRIMARY KEY ([Id]),
        CONSTRAINT [FK_IncidentServices_Incidents_IncidentId] FOREIGN KEY ([IncidentId]) REFERENCES [Incidents] ([Id]) ON DELETE NO ACTION
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE INDEX [IX_IncidentActions_DoneAt_DueOn] ON [IncidentActions] ([DoneAt], [DueOn]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE INDEX [IX_IncidentActions_IncidentId] ON [IncidentActions] ([IncidentId]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE INDEX [IX_IncidentEntries_IncidentId_At] ON [IncidentEntries] ([IncidentId], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE UNIQUE INDEX [IX_IncidentEntries_IncidentId_Key] ON [IncidentEntries] ([IncidentId], [Key]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE UNIQUE INDEX [IX_IncidentServices_IncidentId_Service] ON [IncidentServices] ([IncidentId], [Service]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    CREATE INDEX [IX_Incidents_ClosedAt_StartedAt] ON [Incidents] ([ClosedAt], [StartedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127041327_Incidents'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127041327_Incidents', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE TABLE [GonePods] (
        [Id] bigint NOT NULL IDENTITY,
        [Cluster] nvarchar(253) NOT NULL,
        [Namespace] varchar(63) NOT NULL,
        [Name] varchar(253) NOT NULL,
        [Address] varchar(45) NULL,
        [WorkloadKind] varchar(63) NOT NULL,
        [Workload] varchar(253) NOT NULL,
        [Service] nvarchar(400) NULL,
        [Phase] varchar(63) NOT NULL,
        [LastSeen] datetime2 NOT NULL,
        CONSTRAINT [PK_GonePods] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE TABLE [OnCallNights] (
        [Id] uniqueidentifier NOT NULL,
        [DueAt] datetime2 NOT NULL,
        [HeldBy] varchar(32) NOT NULL,
        [HeldUntil] datetime2 NOT NULL,
        [DoneAt] datetime2 NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_OnCallNights] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE TABLE [RecentChanges] (
        [Id] bigint NOT NULL IDENTITY,
        [At] datetime2 NOT NULL,
        [KeyHash] varchar(32) NOT NULL,
        [ChangeJson] nvarchar(max) NOT NULL,
        CONSTRAINT [PK_RecentChanges] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE TABLE [WatchSpans] (
        [Id] uniqueidentifier NOT NULL,
        [StartedAt] datetime2 NOT NULL,
        [SeenAt] datetime2 NOT NULL,
        CONSTRAINT [PK_WatchSpans] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE TABLE [WatchedClusters] (
        [Id] uniqueidentifier NOT NULL,
        [Cluster] nvarchar(253) NOT NULL,
        [SeenAt] datetime2 NOT NULL,
        [Fingerprint] varchar(32) NOT NULL,
        [FactsJson] nvarchar(max) NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_WatchedClusters] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE INDEX [IX_GonePods_LastSeen] ON [GonePods] ([LastSeen]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE UNIQUE INDEX [IX_GonePods_Name_Namespace_Cluster] ON [GonePods] ([Name], [Namespace], [Cluster]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE UNIQUE INDEX [IX_OnCallNights_DueAt] ON [OnCallNights] ([DueAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE INDEX [IX_RecentChanges_At] ON [RecentChanges] ([At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE INDEX [IX_RecentChanges_KeyHash_At] ON [RecentChanges] ([KeyHash], [At]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE INDEX [IX_WatchSpans_SeenAt] ON [WatchSpans] ([SeenAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    CREATE UNIQUE INDEX [IX_WatchedClusters_Cluster] ON [WatchedClusters] ([Cluster]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127071323_SeenAndNights'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127071323_SeenAndNights', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073000_ScaffoldGatesAndDrafts'
)
BEGIN
    CREATE TABLE [ScaffoldDrafts] (
        [Id] varchar(32) NOT NULL,
        [Template] nvarchar(256) NOT NULL,
        [InputsJson] nvarchar(max) NOT NULL,
        [SavedBy] nvarchar(256) NOT NULL,
        [SavedAt] datetime2 NOT NULL,
        CONSTRAINT [PK_ScaffoldDrafts] PRIMARY KEY ([Id])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073000_ScaffoldGatesAndDrafts'
)
BEGIN
    CREATE TABLE [ScaffoldGates] (
        [Key] nvarchar(300) NOT NULL,
        [Version] int NOT NULL,
        CONSTRAINT [PK_ScaffoldGates] PRIMARY KEY ([Key])
    );
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073000_ScaffoldGatesAndDrafts'
)
BEGIN
    CREATE INDEX [IX_ScaffoldDrafts_SavedAt] ON [ScaffoldDrafts] ([SavedAt]);
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073000_ScaffoldGatesAndDrafts'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127073000_ScaffoldGatesAndDrafts', N'10.0.14');
END;

COMMIT;
GO

BEGIN TRANSACTION;
IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073245_OwnerChangesAndWebhookOwners'
)
BEGIN
    ALTER TABLE [WebhookSubscriptions] ADD [Owners] nvarchar(2000) NOT NULL DEFAULT N'';
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073245_OwnerChangesAndWebhookOwners'
)
BEGIN
    ALTER TABLE [OwnerSuggestionDecisions] ADD [ChangeBranch] nvarchar(200) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073245_OwnerChangesAndWebhookOwners'
)
BEGIN
    ALTER TABLE [OwnerSuggestionDecisions] ADD [ChangeUrl] nvarchar(1000) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073245_OwnerChangesAndWebhookOwners'
)
BEGIN
    ALTER TABLE [OwnerSuggestionDecisions] ADD [ChangeWords] nvarchar(1000) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073245_OwnerChangesAndWebhookOwners'
)
BEGIN
    ALTER TABLE [Deliveries] ADD [About] varchar(64) NULL;
END;

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20261127073245_OwnerChangesAndWebhookOwners'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20261127073245_OwnerChangesAndWebhookOwners', N'10.0.14');
END;

COMMIT;
GO

