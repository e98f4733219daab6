using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CatalogChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    At = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Ref = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    LocationId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    File = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Commit = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    Fields = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CatalogDocuments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    LocationId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Ref = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    File = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Key = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Line = table.Column<int>(type: "int", nullable: false),
                    Commit = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    LastSeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Hash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Json = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Raw = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogDocuments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CatalogLocations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Type = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    Target = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: false),
                    Origin = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    LastAttemptAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    LastSuccessAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Commit = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    Errors = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CatalogLocations", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogChanges_Ref_At",
                table: "CatalogChanges",
                columns: new[] { "Ref", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_CatalogDocuments_LocationId_Key",
                table: "CatalogDocuments",
                columns: new[] { "LocationId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CatalogDocuments_Ref",
                table: "CatalogDocuments",
                column: "Ref");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CatalogChanges");

            migrationBuilder.DropTable(
                name: "CatalogDocuments");

            migrationBuilder.DropTable(
                name: "CatalogLocations");
        }
    }
}
