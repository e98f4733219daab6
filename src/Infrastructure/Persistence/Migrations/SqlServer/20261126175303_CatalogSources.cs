using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class CatalogSources : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "DiscoveryPromotions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Workload = table.Column<string>(type: "varchar(340)", unicode: false, maxLength: 340, nullable: false),
                    Ref = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Repository = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    Branch = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    Path = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Url = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Words = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    OpenedBy = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DiscoveryPromotions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PackageSets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Entity = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Source = table.Column<string>(type: "varchar(40)", unicode: false, maxLength: 40, nullable: false),
                    Format = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Tool = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: true),
                    SubjectVersion = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    MadeAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    ReadAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    By = table.Column<string>(type: "nvarchar(256)", maxLength: 256, nullable: false),
                    Commit = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    Packages = table.Column<int>(type: "int", nullable: false),
                    Notes = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    Stamp = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PackageSets", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Packages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Ecosystem = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Packages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RepositoryVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Repository = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    Part = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Source = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    Version = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Url = table.Column<string>(type: "nvarchar(1024)", maxLength: 1024, nullable: true),
                    At = table.Column<DateTime>(type: "datetime2", nullable: true),
                    SeenAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RepositoryVersions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PackageUses",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    SetId = table.Column<long>(type: "bigint", nullable: false),
                    PackageId = table.Column<long>(type: "bigint", nullable: false),
                    VersionId = table.Column<long>(type: "bigint", nullable: false),
                    IsDirect = table.Column<bool>(type: "bit", nullable: true),
                    IsDevelopment = table.Column<bool>(type: "bit", nullable: false),
                    Path = table.Column<string>(type: "varchar(400)", unicode: false, maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PackageUses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PackageUses_PackageSets_SetId",
                        column: x => x.SetId,
                        principalTable: "PackageSets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PackageVersions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PackageId = table.Column<long>(type: "bigint", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PackageVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PackageVersions_Packages_PackageId",
                        column: x => x.PackageId,
                        principalTable: "Packages",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_DiscoveryPromotions_Workload",
                table: "DiscoveryPromotions",
                column: "Workload",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PackageSets_Entity_Source",
                table: "PackageSets",
                columns: new[] { "Entity", "Source" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PackageSets_ReadAt",
                table: "PackageSets",
                column: "ReadAt");

            migrationBuilder.CreateIndex(
                name: "IX_PackageUses_PackageId_VersionId_SetId_IsDirect_IsDevelopment",
                table: "PackageUses",
                columns: new[] { "PackageId", "VersionId", "SetId", "IsDirect", "IsDevelopment" });

            migrationBuilder.CreateIndex(
                name: "IX_PackageUses_SetId",
                table: "PackageUses",
                column: "SetId");

            migrationBuilder.CreateIndex(
                name: "IX_PackageVersions_PackageId_Text",
                table: "PackageVersions",
                columns: new[] { "PackageId", "Text" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Packages_Key_Ecosystem",
                table: "Packages",
                columns: new[] { "Key", "Ecosystem" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_RepositoryVersions_Repository_Part",
                table: "RepositoryVersions",
                columns: new[] { "Repository", "Part" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DiscoveryPromotions");

            migrationBuilder.DropTable(
                name: "PackageUses");

            migrationBuilder.DropTable(
                name: "PackageVersions");

            migrationBuilder.DropTable(
                name: "RepositoryVersions");

            migrationBuilder.DropTable(
                name: "PackageSets");

            migrationBuilder.DropTable(
                name: "Packages");
        }
    }
}
