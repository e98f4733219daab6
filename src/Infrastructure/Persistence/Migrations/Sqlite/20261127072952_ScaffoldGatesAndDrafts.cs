using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ScaffoldGatesAndDrafts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ScaffoldDrafts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    Template = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    InputsJson = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    SavedBy = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    SavedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScaffoldDrafts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ScaffoldGates",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScaffoldGates", x => x.Key);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ScaffoldDrafts_SavedAt",
                table: "ScaffoldDrafts",
                column: "SavedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ScaffoldDrafts");

            migrationBuilder.DropTable(
                name: "ScaffoldGates");
        }
    }
}
