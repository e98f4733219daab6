using Portal.Application.Catalog;

namespace Portal.ApplicationTests.Catalog;

public sealed class DescriptorValidatorTests
{
    [Theory]
    [InlineData("""[1]""", "root-type")]
    [InlineData("""{"kind":"Component","metadata":{"name":"a"}}""", "envelope")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":7}}""", "envelope")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a","title":""}}""", "policy:SchemaValidEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a","annotations":{"x":1}}}""", "policy:SchemaValidEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a"},"owner":"x"}""", "policy:NoForeignRootFieldsEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a b"}}""", "policy:FieldFormatEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a","namespace":"Big"}}""", "policy:FieldFormatEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a","tags":["Big"]}}""", "policy:FieldFormatEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a","links":[{"url":"/x"}]}}""", "policy:FieldFormatEntityPolicy")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Thing","metadata":{"name":"a"}}""", "unknown-kind")]
    [InlineData("""{"apiVersion":"v1","kind":"Component","metadata":{"name":"a"}}""", "unknown-kind")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a"}}""", "kind")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Group","metadata":{"name":"a"},"spec":{"type":"team"}}""", "kind")]
    [InlineData("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"a"},"spec":{"type":"s","lifecycle":"p","owner":"o","dependsOn":["db"]}}""", "relations")]
    [InlineData("""{"apiVersion":"backstage.io/v1beta1","kind":"User","metadata":{"name":"a"},"spec":{}}""", null)]
    [InlineData("""{"apiVersion":"scaffolder.backstage.io/v1beta3","kind":"Template","metadata":{"name":"a"},"spec":{"type":"service","steps":[]}}""", null)]
    public void A_document_stops_at_the_stage_that_Backstage_stops_at(string json, string? stage)
    {
        var verdict = DescriptorValidator.Validate(Node(json), "x.yaml");

        Assert.Equal(stage, verdict.Stage);
        Assert.Equal(stage is null, verdict.IsValid);
        Assert.All(verdict.Errors, e => Assert.False(string.IsNullOrWhiteSpace(e.Fix)));
    }

    [Fact]
    public void Relations_take_the_defaults_of_their_field_and_count_once()
    {
        var entity = EntityFactory.Create(
            Node("""{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"A","namespace":"shop"},"spec":{"type":"s","lifecycle":"p","owner":"Team","system":"default/Core","subcomponentOf":"b","providesApis":["x","X"],"consumesApis":["other/y"],"dependsOn":["resource:db","Resource:shop/DB"],"dependencyOf":["component:c"]}}"""),
            new EntitySource("x.yaml", 1, null, default),
            null);

        Assert.Equal(
            ["ownedBy group:shop/team", "partOf component:shop/b", "providesApi api:shop/x", "consumesApi api:other/y", "dependsOn resource:shop/db", "dependencyOf component:shop/c", "partOf system:default/core"],
            entity.Declares.Select(r => $"{r.Type} {r.Target}"));
    }

    private static DescriptorNode Node(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return DescriptorNode.FromJson(document.RootElement);
    }
}
