using Portal.Application.Catalog;
using Portal.Application.Discovery;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>The owner in the text of a descriptor: only that changes, however the file is written, or nothing does.</summary>
public sealed class OwnerTextTests
{
    private const string Head = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: orders}\n";

    private static readonly EntityRef Orders = EntityRef.Parse("component:default/orders");

    [Theory]
    [InlineData("spec:\n  type: service\n  owner: old\n", "spec:\n  type: service\n  owner: group:default/new\n")]
    [InlineData("spec:\n  owner: \"old\"   # since 2020\n  type: service\n", "spec:\n  owner: group:default/new   # since 2020\n  type: service\n")]
    [InlineData("spec:\n  owner: 'group:default/old'\n", "spec:\n  owner: group:default/new\n")]
    [InlineData("spec:\n  owner:\n  type: service\n", "spec:\n  owner: group:default/new\n  type: service\n")]
    [InlineData("spec:\n    type: service\n    lifecycle: production\n", "spec:\n    owner: group:default/new\n    type: service\n    lifecycle: production\n")]
    [InlineData("spec: {type: service, owner: old, lifecycle: production}\n", "spec: {type: service, owner: group:default/new, lifecycle: production}\n")]
    [InlineData("spec: {type: service}\n", "spec: {owner: group:default/new, type: service}\n")]
    [InlineData("spec:\r\n  type: service\r\n  owner: old\r\n", "spec:\r\n  type: service\r\n  owner: group:default/new\r\n")]
    public void The_owner_is_set_and_every_other_character_stays(string spec, string expected)
        => Assert.Equal(Head + expected, Set(Head + spec));

    [Fact]
    public void Of_several_documents_only_the_one_of_the_entity_changes()
    {
        const string Other = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: basket}\nspec: {type: service, owner: old}\n---\n";

        Assert.Equal(Other + Head + "spec:\n  owner: group:default/new\n", Set(Other + Head + "spec:\n  owner: old\n"));
    }

    [Theory]
    [InlineData("spec: {}\n")]
    [InlineData("spec:\n  owner: [a, b]\n")]
    [InlineData("spec:\n  owner: &team old\n  system: *team\n")]
    [InlineData("spec:\n  owner: >\n    old\n")]
    [InlineData("spec: [\n")]
    public void What_cannot_be_set_without_guessing_is_left_alone(string spec) => Assert.Null(Set(Head + spec));

    [Fact]
    public void A_file_that_does_not_declare_the_entity_is_left_alone()
        => Assert.Null(OwnerText.Set(Head + "spec: {owner: old}\n", "catalog-info.yaml", EntityRef.Parse("component:other/orders"), "group:default/new", new YamlDescriptorReader()));

    private static string? Set(string text) => OwnerText.Set(text, "catalog-info.yaml", Orders, "group:default/new", new YamlDescriptorReader());
}
