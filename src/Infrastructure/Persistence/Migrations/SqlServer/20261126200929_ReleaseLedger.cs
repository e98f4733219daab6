using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Infrastructure.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ReleaseLedger : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ContainerEnds",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Service = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Owner = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Cluster = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: false),
                    Environment = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: false),
                    Namespace = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Kind = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Workload = table.Column<string>(type: "varchar(253)", unicode: false, maxLength: 253, nullable: false),
                    Pod = table.Column<string>(type: "varchar(253)", unicode: false, maxLength: 253, nullable: false),
                    PodUid = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Container = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Version = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    Image = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    ExitCode = table.Column<int>(type: "int", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(63)", maxLength: 63, nullable: false),
                    Words = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Message = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    MemoryLimit = table.Column<string>(type: "nvarchar(63)", maxLength: 63, nullable: true),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    RestartCount = table.Column<int>(type: "int", nullable: false),
                    Node = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: true),
                    LogState = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    LogNote = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Log = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ContainerEnds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProblemEpisodes",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Service = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Owner = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Cluster = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: false),
                    Environment = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: false),
                    Namespace = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Kind = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Workload = table.Column<string>(type: "varchar(253)", unicode: false, maxLength: 253, nullable: false),
                    WorkloadUid = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Code = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    Severity = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    Summary = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false),
                    WorstPods = table.Column<int>(type: "int", nullable: false),
                    Since = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Reopened = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProblemEpisodes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReleaseTemplates",
                columns: table => new
                {
                    Id = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReleaseTemplates", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Releases",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Service = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Owner = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Cluster = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: false),
                    Environment = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: false),
                    Region = table.Column<string>(type: "nvarchar(253)", maxLength: 253, nullable: true),
                    Namespace = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Kind = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Workload = table.Column<string>(type: "varchar(253)", unicode: false, maxLength: 253, nullable: false),
                    WorkloadUid = table.Column<string>(type: "varchar(63)", unicode: false, maxLength: 63, nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    RevisionHash = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true),
                    Generation = table.Column<long>(type: "bigint", nullable: false),
                    Version = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    Image = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: false),
                    Digest = table.Column<string>(type: "varchar(512)", unicode: false, maxLength: 512, nullable: true),
                    TemplateId = table.Column<string>(type: "varchar(32)", unicode: false, maxLength: 32, nullable: false),
                    RestartMark = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    PreviousId = table.Column<long>(type: "bigint", nullable: true),
                    PreviousVersion = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: true),
                    PreviousImage = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: true),
                    StartedAt = table.Column<DateTime>(type: "datetime2", nullable: false),
                    Week = table.Column<int>(type: "int", nullable: false),
                    FinishedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    FailedAt = table.Column<DateTime>(type: "datetime2", nullable: true),
                    Outcome = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    OutcomeReason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Trigger = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    Origin = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false),
                    ChangeCause = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    Deployer = table.Column<string>(type: "nvarchar(512)", maxLength: 512, nullable: true),
                    Commit = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    RecordedAt = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Releases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Releases_ReleaseTemplates_TemplateId",
                        column: x => x.TemplateId,
                        principalTable: "ReleaseTemplates",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Releases_Releases_PreviousId",
                        column: x => x.PreviousId,
                        principalTable: "Releases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ContainerEnds_FinishedAt",
                table: "ContainerEnds",
                column: "FinishedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ContainerEnds_PodUid_Container_FinishedAt",
                table: "ContainerEnds",
                columns: new[] { "PodUid", "Container", "FinishedAt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ContainerEnds_Service_FinishedAt",
                table: "ContainerEnds",
                columns: new[] { "Service", "FinishedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ContainerEnds_Workload",
                table: "ContainerEnds",
                column: "Workload");

            migrationBuilder.CreateIndex(
                name: "IX_ProblemEpisodes_Cluster_WorkloadUid_Code",
                table: "ProblemEpisodes",
                columns: new[] { "Cluster", "WorkloadUid", "Code" },
                unique: true,
                filter: "[Until] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ProblemEpisodes_Service_Since",
                table: "ProblemEpisodes",
                columns: new[] { "Service", "Since" });

            migrationBuilder.CreateIndex(
                name: "IX_ProblemEpisodes_Since",
                table: "ProblemEpisodes",
                column: "Since");

            migrationBuilder.CreateIndex(
                name: "IX_ProblemEpisodes_Until",
                table: "ProblemEpisodes",
                column: "Until");

            migrationBuilder.CreateIndex(
                name: "IX_ProblemEpisodes_WorkloadUid_Until",
                table: "ProblemEpisodes",
                columns: new[] { "WorkloadUid", "Until" });

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Cluster_Namespace_Kind_Workload",
                table: "Releases",
                columns: new[] { "Cluster", "Namespace", "Kind", "Workload" });

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Cluster_WorkloadUid_Sequence",
                table: "Releases",
                columns: new[] { "Cluster", "WorkloadUid", "Sequence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Releases_PreviousId",
                table: "Releases",
                column: "PreviousId");

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Service_StartedAt",
                table: "Releases",
                columns: new[] { "Service", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Releases_StartedAt",
                table: "Releases",
                column: "StartedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Releases_TemplateId",
                table: "Releases",
                column: "TemplateId");

            migrationBuilder.CreateIndex(
                name: "IX_Releases_Week",
                table: "Releases",
                column: "Week");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ContainerEnds");

            migrationBuilder.DropTable(
                name: "ProblemEpisodes");

            migrationBuilder.DropTable(
                name: "Releases");

            migrationBuilder.DropTable(
                name: "ReleaseTemplates");
        }
    }
}
