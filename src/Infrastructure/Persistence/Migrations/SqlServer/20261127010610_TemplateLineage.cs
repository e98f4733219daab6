using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class TemplateLineage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CatalogRetirements",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ref = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    By = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogRetirements", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RetiredServices",
                columns: table => new
                {
                    RunId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Title = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    OverrideReason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Repository = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    ManifestsUrl = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    OwnerGroup = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    RequestedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    RequestedByName = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RestoredAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ActiveKey = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RetiredServices", x => x.RunId);
                });

            migrationBuilder.CreateTable(
                name: "ServiceLineages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Entity = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Repository = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Template = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    TemplateVersion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    TemplateHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    ValuesJson = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    RunId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: true),
                    CreatedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    MovedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServiceLineages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TemplateContents",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Template = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Title = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    TemplateVersion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    KeptAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TemplateContents", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "TemplateUpgrades",
                columns: table => new
                {
                    RunId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Batch = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: true),
                    Entity = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Repository = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Template = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    FromVersion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    FromHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    ToVersion = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    ToHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Branch = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    State = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    Url = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Conflicts = table.Column<int>(type: "int", nullable: false),
                    Changes = table.Column<int>(type: "int", nullable: false),
                    RequestedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ActiveKey = table.Column<string>(type: "nvarchar(330)", maxLength: 330, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TemplateUpgrades", x => x.RunId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogRetirements_Ref",
                table: "CatalogRetirements",
                column: "Ref",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RetiredServices_ActiveKey",
                table: "RetiredServices",
                column: "ActiveKey",
                unique: true,
                filter: "[ActiveKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RetiredServices_Entity",
                table: "RetiredServices",
                column: "Entity");

            migrationBuilder.CreateIndex(
                name: "IX_ServiceLineages_Entity",
                table: "ServiceLineages",
                column: "Entity",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ServiceLineages_Template",
                table: "ServiceLineages",
                column: "Template");

            migrationBuilder.CreateIndex(
                name: "IX_TemplateContents_Template",
                table: "TemplateContents",
                column: "Template");

            migrationBuilder.CreateIndex(
                name: "IX_TemplateUpgrades_ActiveKey",
                table: "TemplateUpgrades",
                column: "ActiveKey",
                unique: true,
                filter: "[ActiveKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_TemplateUpgrades_Entity",
                table: "TemplateUpgrades",
                column: "Entity");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CatalogRetirements");

            migrationBuilder.DropTable(
                name: "RetiredServices");

            migrationBuilder.DropTable(
                name: "ServiceLineages");

            migrationBuilder.DropTable(
                name: "TemplateContents");

            migrationBuilder.DropTable(
                name: "TemplateUpgrades");
        }
    }
}
