using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Decommission;
using Portal.Application.Scaffolding.Lineage;
using Portal.Infrastructure.Templating;

namespace Portal.InfrastructureTests.Scaffolding;

/// <summary>What a repository says of its own origin is written by one and read by another: both must mean the same.</summary>
public sealed class RepositoryRecordTests
{
    [Fact]
    public void What_is_written_is_read_again_whatever_people_type()
    {
        JsonObject values = new()
        {
            ["name"] = "a: \"b\" # no comment\nsecond line",
            ["yes"] = "off",
            ["odd key: {"] = "é 😀 \u2028 \\ ' ${{ x }}",
            ["version"] = "1.0",
            ["number"] = 12.5,
            ["flag"] = true,
            ["list"] = new JsonArray("a", "b: c", 1),
            ["nested"] = new JsonObject { ["x"] = new JsonObject { ["y"] = "z" } },
            ["empty"] = new JsonArray(),
        };
        RepositoryRecord record = new("template:default/t", "1.10", "0e1", values);

        var read = RepositoryRecord.Of(new YamlJson().Read(record.ToYaml()));

        Assert.Equal((record.Template, record.Version, record.Hash), (read!.Template, read.Version, read.Hash));
        Assert.True(JsonNode.DeepEquals(values, read.Values), read.Values.ToJsonString());
    }

    [Fact]
    public void A_file_that_a_template_wrote_is_read_and_anything_else_is_not()
    {
        var read = RepositoryRecord.Of(new YamlJson().Read("template: template:default/t\nversion: 1.2.0\nvalues:\n  name: orders\n"));

        Assert.Equal(("template:default/t", "1.2.0", null, "orders"), (read!.Template, read.Version, read.Hash, read.Values["name"]!.ToString()));
        Assert.Null(RepositoryRecord.Of(new YamlJson().Read("- a\n")));
        Assert.Null(RepositoryRecord.Of(new YamlJson().Read("version: 1\n")));
    }

    [Theory]
    [InlineData(null, "portal-template.yaml")]
    [InlineData("./out", "out/portal-template.yaml")]
    public void The_record_lies_at_the_root_of_what_is_published(string? source, string path)
    {
        Workspace files = new();
        files.Write("out/a.txt", new([1]));

        new RepositoryRecord("template:default/t", "1", "h", []).Stamp(files, source is null ? [] : new() { ["sourcePath"] = source });

        Assert.Contains(path, files.Files.Keys);
    }

    [Fact]
    public void Nothing_to_publish_stays_nothing()
    {
        Workspace files = new();

        new RepositoryRecord("template:default/t", "1", "h", []).Stamp(files, []);

        Assert.Empty(files.Files);
    }

    [Theory]
    [InlineData("resources:\n  - orders\n  - basket\n", "apps", "resources:\n  - basket\n")]
    [InlineData("resources:\n- ./orders/\n- basket", "apps", "resources:\n- basket")]
    [InlineData("resources:\n- \"../../apps/orders\" # shop\n- x\n", "clusters/production", "resources:\n- x\n")]
    [InlineData("resources:\n- orders-archive\n- my/orders\n", "apps", null)]
    [InlineData("resources:\n- apps/orders\r\n- apps/basket\r\n", "", "resources:\n- apps/basket\r\n")]
    public void A_kustomization_lets_the_folder_go_and_nothing_else(string text, string folder, string? expected)
        => Assert.Equal(expected, new ManifestPlace(null, "r", "apps/orders").Without(text, folder));

    [Theory]
    [InlineData("deploy/production", "")]
    [InlineData("production=deploy//production", "")] // a slip in a path is no repository
    [InlineData("production=github.com/acme/environments//apps/orders, staging=deploy/staging", "production github.com/acme/environments apps/orders")]
    [InlineData("*=https://github.com/acme/environments.git//apps/orders/", " https://github.com/acme/environments.git apps/orders")]
    [InlineData("git@github.com:acme/environments.git//apps/orders", " git@github.com:acme/environments.git apps/orders")]
    [InlineData("production=github.com/acme/environments//../x", "")] // it leaves the repository
    [InlineData("production=github.com/acme/environments//", "")] // all of a repository is never meant
    public void The_annotation_names_places_in_other_repositories(string annotation, string expected)
    {
        CatalogEntity service = new() { Ref = new("component", "default", "orders"), Kind = "Component", Name = "orders", Annotations = new Dictionary<string, string> { [ManifestPlace.Annotation] = annotation } };

        Assert.Equal(expected, string.Join("; ", ManifestPlace.Of(service).Select(p => $"{p.Environment} {p.Repository} {p.Path}")));
    }
}
