using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class OnCallAndOwnership : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "OnCallChecks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RequestedBy = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Services = table.Column<int>(type: "int", nullable: false),
                    FindingsJson = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnCallChecks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OnCallFeeds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Hash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Hint = table.Column<string>(type: "varchar(8)", unicode: false, maxLength: 8, nullable: false),
                    UserRef = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Subject = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RevokedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnCallFeeds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OnCallOverrides",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Rota = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Person = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    FromAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UntilAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Origin = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    CreatedBy = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnCallOverrides", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OnCallRotas",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    InputJson = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Origin = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    ChangedBy = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnCallRotas", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OnCallSwaps",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Rota = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false),
                    Giver = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Taker = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    FromAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    UntilAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    ProposedBy = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    ProposedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    State = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OnCallSwaps", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OwnerSuggestionDecisions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Accepted = table.Column<bool>(type: "bit", nullable: false),
                    EvidenceJson = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    DecidedBy = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OwnerSuggestionDecisions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OwnershipAttestations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Entity = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Owner = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    ConfirmedBy = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    ConfirmedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    ToldExpiredAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OwnershipAttestations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OwnershipLeavers",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Person = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Cause = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    SeenAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    BackAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OwnershipLeavers", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_OnCallChecks_StartedAt",
                table: "OnCallChecks",
                column: "StartedAt");

            migrationBuilder.CreateIndex(
                name: "IX_OnCallFeeds_Hash",
                table: "OnCallFeeds",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OnCallOverrides_Rota",
                table: "OnCallOverrides",
                column: "Rota");

            migrationBuilder.CreateIndex(
                name: "IX_OnCallOverrides_UntilAt",
                table: "OnCallOverrides",
                column: "UntilAt");

            migrationBuilder.CreateIndex(
                name: "IX_OnCallRotas_Name",
                table: "OnCallRotas",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OnCallSwaps_Rota",
                table: "OnCallSwaps",
                column: "Rota");

            migrationBuilder.CreateIndex(
                name: "IX_OnCallSwaps_UntilAt",
                table: "OnCallSwaps",
                column: "UntilAt");

            migrationBuilder.CreateIndex(
                name: "IX_OwnerSuggestionDecisions_Entity_Owner",
                table: "OwnerSuggestionDecisions",
                columns: new[] { "Entity", "Owner" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OwnershipAttestations_Entity",
                table: "OwnershipAttestations",
                column: "Entity",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_OwnershipLeavers_Person",
                table: "OwnershipLeavers",
                column: "Person",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "OnCallChecks");

            migrationBuilder.DropTable(
                name: "OnCallFeeds");

            migrationBuilder.DropTable(
                name: "OnCallOverrides");

            migrationBuilder.DropTable(
                name: "OnCallRotas");

            migrationBuilder.DropTable(
                name: "OnCallSwaps");

            migrationBuilder.DropTable(
                name: "OwnerSuggestionDecisions");

            migrationBuilder.DropTable(
                name: "OwnershipAttestations");

            migrationBuilder.DropTable(
                name: "OwnershipLeavers");
        }
    }
}
