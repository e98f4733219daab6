using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class CatalogHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "RemovedAt",
                table: "CatalogLocations",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RemovedBy",
                table: "CatalogLocations",
                type: "nvarchar(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ChangeId",
                table: "CatalogDocuments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTime>(
                name: "RemovedAt",
                table: "CatalogDocuments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "RestoredAt",
                table: "CatalogDocuments",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RestoredBy",
                table: "CatalogDocuments",
                type: "nvarchar(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Stamp",
                table: "CatalogDocuments",
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Actor",
                table: "CatalogChanges",
                type: "nvarchar(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Diff",
                table: "CatalogChanges",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DocumentId",
                table: "CatalogChanges",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "Json",
                table: "CatalogChanges",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Line",
                table: "CatalogChanges",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Raw",
                table: "CatalogChanges",
                type: "nvarchar(max)",
                nullable: true);

            // What documents hold moves into the history as its first version. EXEC: in the idempotent script the statement must not be
            // looked at when its columns are gone.
            migrationBuilder.Sql("""
                EXEC(N'INSERT INTO "CatalogChanges" ("DocumentId", "At", "Ref", "Kind", "LocationId", "File", "Line", "Commit", "Actor", "Json", "Raw") SELECT "Id", "LastSeenAt", "Ref", ''added'', "LocationId", "File", "Line", "Commit", ''system:portal'', "Json", "Raw" FROM "CatalogDocuments"')
                """);

            migrationBuilder.Sql("""
                EXEC(N'UPDATE "CatalogDocuments" SET "ChangeId" = (SELECT MAX(c."Id") FROM "CatalogChanges" c WHERE c."DocumentId" = "CatalogDocuments"."Id")')
                """);

            migrationBuilder.DropColumn(
                name: "Json",
                table: "CatalogDocuments");

            migrationBuilder.DropColumn(
                name: "Raw",
                table: "CatalogDocuments");

            migrationBuilder.CreateTable(
                name: "CatalogChoices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    LocationId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Key = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    ChosenBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    ChosenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogChoices", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogDocuments_ChangeId",
                table: "CatalogDocuments",
                column: "ChangeId");

            migrationBuilder.CreateIndex(
                name: "IX_CatalogDocuments_RemovedAt",
                table: "CatalogDocuments",
                column: "RemovedAt");

            migrationBuilder.CreateIndex(
                name: "IX_CatalogChanges_At",
                table: "CatalogChanges",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_CatalogChanges_DocumentId_Id",
                table: "CatalogChanges",
                columns: new[] { "DocumentId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogChoices_Ref",
                table: "CatalogChoices",
                column: "Ref",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CatalogChoices");

            migrationBuilder.DropIndex(
                name: "IX_CatalogDocuments_ChangeId",
                table: "CatalogDocuments");

            migrationBuilder.DropIndex(
                name: "IX_CatalogDocuments_RemovedAt",
                table: "CatalogDocuments");

            migrationBuilder.DropIndex(
                name: "IX_CatalogChanges_At",
                table: "CatalogChanges");

            migrationBuilder.DropIndex(
                name: "IX_CatalogChanges_DocumentId_Id",
                table: "CatalogChanges");

            migrationBuilder.DropColumn(
                name: "RemovedAt",
                table: "CatalogLocations");

            migrationBuilder.DropColumn(
                name: "RemovedBy",
                table: "CatalogLocations");

            migrationBuilder.DropColumn(
                name: "ChangeId",
                table: "CatalogDocuments");

            migrationBuilder.DropColumn(
                name: "RemovedAt",
                table: "CatalogDocuments");

            migrationBuilder.DropColumn(
                name: "RestoredAt",
                table: "CatalogDocuments");

            migrationBuilder.DropColumn(
                name: "RestoredBy",
                table: "CatalogDocuments");

            migrationBuilder.DropColumn(
                name: "Stamp",
                table: "CatalogDocuments");

            migrationBuilder.DropColumn(
                name: "Actor",
                table: "CatalogChanges");

            migrationBuilder.DropColumn(
                name: "Diff",
                table: "CatalogChanges");

            migrationBuilder.DropColumn(
                name: "DocumentId",
                table: "CatalogChanges");

            migrationBuilder.DropColumn(
                name: "Json",
                table: "CatalogChanges");

            migrationBuilder.DropColumn(
                name: "Line",
                table: "CatalogChanges");

            migrationBuilder.DropColumn(
                name: "Raw",
                table: "CatalogChanges");

            migrationBuilder.AddColumn<string>(
                name: "Json",
                table: "CatalogDocuments",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Raw",
                table: "CatalogDocuments",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "");
        }
    }
}
