using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class OwnerChangesAndWebhookOwners : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Owners",
                table: "WebhookSubscriptions",
                type: "nvarchar(2000)",
                maxLength: 2000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "ChangeBranch",
                table: "OwnerSuggestionDecisions",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ChangeUrl",
                table: "OwnerSuggestionDecisions",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ChangeWords",
                table: "OwnerSuggestionDecisions",
                type: "nvarchar(1000)",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "About",
                table: "Deliveries",
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Owners",
                table: "WebhookSubscriptions");

            migrationBuilder.DropColumn(
                name: "ChangeBranch",
                table: "OwnerSuggestionDecisions");

            migrationBuilder.DropColumn(
                name: "ChangeUrl",
                table: "OwnerSuggestionDecisions");

            migrationBuilder.DropColumn(
                name: "ChangeWords",
                table: "OwnerSuggestionDecisions");

            migrationBuilder.DropColumn(
                name: "About",
                table: "Deliveries");
        }
    }
}
