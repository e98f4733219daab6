using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SeenAndNights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "GonePods",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Cluster = table.Column<string>(type: "TEXT", maxLength: 253, nullable: false),
                    Namespace = table.Column<string>(type: "TEXT", unicode: false, maxLength: 63, nullable: false),
                    Name = table.Column<string>(type: "TEXT", unicode: false, maxLength: 253, nullable: false),
                    Address = table.Column<string>(type: "TEXT", unicode: false, maxLength: 45, nullable: true),
                    WorkloadKind = table.Column<string>(type: "TEXT", unicode: false, maxLength: 63, nullable: false),
                    Workload = table.Column<string>(type: "TEXT", unicode: false, maxLength: 253, nullable: false),
                    Service = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    Phase = table.Column<string>(type: "TEXT", unicode: false, maxLength: 63, nullable: false),
                    LastSeen = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GonePods", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OnCallNights",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    DueAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    HeldBy = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    HeldUntil = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DoneAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnCallNights", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RecentChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    KeyHash = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    ChangeJson = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RecentChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "WatchSpans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SeenAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WatchSpans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "WatchedClusters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cluster = table.Column<string>(type: "TEXT", maxLength: 253, nullable: false),
                    SeenAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Fingerprint = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: false),
                    FactsJson = table.Column<string>(type: "TEXT", maxLength: -1, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WatchedClusters", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_GonePods_LastSeen",
                table: "GonePods",
                column: "LastSeen");

            migrationBuilder.CreateIndex(
                name: "IX_GonePods_Name_Namespace_Cluster",
                table: "GonePods",
                columns: new[] { "Name", "Namespace", "Cluster" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OnCallNights_DueAt",
                table: "OnCallNights",
                column: "DueAt",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RecentChanges_At",
                table: "RecentChanges",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_RecentChanges_KeyHash_At",
                table: "RecentChanges",
                columns: new[] { "KeyHash", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_WatchSpans_SeenAt",
                table: "WatchSpans",
                column: "SeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_WatchedClusters_Cluster",
                table: "WatchedClusters",
                column: "Cluster",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "GonePods");

            migrationBuilder.DropTable(
                name: "OnCallNights");

            migrationBuilder.DropTable(
                name: "RecentChanges");

            migrationBuilder.DropTable(
                name: "WatchSpans");

            migrationBuilder.DropTable(
                name: "WatchedClusters");
        }
    }
}
