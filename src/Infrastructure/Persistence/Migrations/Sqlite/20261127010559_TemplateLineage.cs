using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.Sqlite
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Ref = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogRetirements", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RetiredServices",
                columns: table => new
                {
                    RunId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Entity = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    OverrideReason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    Repository = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    ManifestsUrl = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    OwnerGroup = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    RequestedByName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RestoredAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ActiveKey = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RetiredServices", x => x.RunId);
                });

            migrationBuilder.CreateTable(
                name: "ServiceLineages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Entity = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Repository = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    TemplateVersion = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    TemplateHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    ValuesJson = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    RunId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    MovedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServiceLineages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TemplateContents",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    TemplateVersion = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    KeptAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TemplateContents", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "TemplateUpgrades",
                columns: table => new
                {
                    RunId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Batch = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    Entity = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Repository = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    FromVersion = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    FromHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    ToVersion = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ToHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Branch = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    State = table.Column<string>(type: "TEXT", unicode: false, maxLength: 16, nullable: false),
                    Url = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    Conflicts = table.Column<int>(type: "INTEGER", nullable: false),
                    Changes = table.Column<int>(type: "INTEGER", nullable: false),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    RequestedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ActiveKey = table.Column<string>(type: "TEXT", maxLength: 330, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                unique: true);

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
                unique: true);

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
