using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ClusterRoster : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "RegisteredClusters",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Name = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Environment = table.Column<string>(type: "nvarchar(63)", maxLength: 63, nullable: false),
                    Region = table.Column<string>(type: "nvarchar(63)", maxLength: 63, nullable: true),
                    Context = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: true),
                    Kubeconfig = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    AddedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    AddedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegisteredClusters", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RegisteredClusters_Name",
                table: "RegisteredClusters",
                column: "Name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RegisteredClusters");
        }
    }
}
