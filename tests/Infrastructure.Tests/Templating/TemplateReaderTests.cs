using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.InfrastructureTests.Templating;

public sealed class TemplateReaderTests
{
    private const string Head = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\nspec:\n  type: service\n";

    [Fact]
    public void Fields_are_read_from_the_schema_and_its_hints()
    {
        var template = Read("""
              parameters:
                - title: One
                  required: [a]
                  properties:
                    a: {title: A, type: string, maxLength: 5, ui:autofocus: true, ui:help: helps}
                    b: {type: string, enum: [x, y], enumNames: [Ex, Why], default: y}
                    c: {type: boolean, default: true}
                    d: {type: integer, minimum: 1}
                    e: {type: array, items: {type: string}}
                    f: {type: string, ui:widget: textarea}
                    g: {type: string, ui:field: OwnerPicker}
                    h: {type: string, ui:field: RepoUrlPicker}
                    i: {type: string, ui:field: Secret}
                    j: {type: array, items: {type: string, enum: [p, q]}}
                    k: {type: string, ui:field: EntityPicker, ui:options: {catalogFilter: {kind: System}}}
              steps: [{id: s, action: 'debug:log'}]
            """);

        Assert.Equal(
            [FieldKind.Text, FieldKind.Select, FieldKind.Checkbox, FieldKind.Number, FieldKind.List, FieldKind.TextArea, FieldKind.Owner, FieldKind.RepoUrl, FieldKind.Secret, FieldKind.MultiSelect, FieldKind.Entity],
            template.Fields.Select(f => f.Kind));
        var first = template.Fields.First();
        Assert.True(first is { Required: true, Autofocus: true, MaxLength: 5, Help: "helps" });
        Assert.Equal(["Ex", "Why"], template.Fields.ElementAt(1).Options.Select(o => o.Title));
    }

    [Fact]
    public void Included_files_are_part_of_the_template_and_may_include_others()
    {
        var root = Directory.CreateTempSubdirectory("portal-test-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "parts"));
            File.WriteAllText(Path.Combine(root, "parts", "page.yaml"), "title: Page\nproperties:\n  name: {$json: ./name.json}\n");
            File.WriteAllText(Path.Combine(root, "parts", "name.json"), """{"type":"string","title":"Name"}""");
            File.WriteAllText(Path.Combine(root, "parts", "message.txt"), "hello");
            File.WriteAllText(Path.Combine(root, "parts", "circle.yaml"), "$yaml: ./circle.yaml\n");
            var folder = Directory.CreateDirectory(Path.Combine(root, "mine")).FullName;

            var (template, _) = TemplateReader.Read(Head + "  parameters: [{$yaml: ../parts/page.yaml}]\n  steps: [{id: a, action: 'debug:log', input: {message: {$text: ../parts/message.txt}}}]\n", "t.yaml", folder, "h", root);
            var (_, circle) = TemplateReader.Read(Head + "  steps: [{$yaml: ../parts/circle.yaml}]\n", "t.yaml", folder, "h", root);

            Assert.Equal("Name", Assert.Single(template!.Fields).Title);
            Assert.Equal("hello", template.Steps[0].Input["message"]!.ToString());
            Assert.Contains("Look for a circle", circle!.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Two_steps_may_share_an_id_as_alternatives_do()
        => Assert.Equal(["publish", "publish"], Read("  steps: [{id: publish, if: false, action: 'a:b'}, {id: publish, action: 'c:d'}]\n").Steps.Select(s => s.Id));

    [Fact]
    public void Templates_of_a_file_with_several_documents_are_all_read()
    {
        var two = TemplateReader.ReadAll($"apiVersion: v1\nkind: Location\n---\n{Head}  steps: []\n---\n{Head.Replace("name: t", "name: u", StringComparison.Ordinal)}  steps: []\n", "t.yaml", "/t", "h");

        Assert.Equal(["t", "u"], two.Select(t => t.Template!.Ref.Name));
    }

    [Fact]
    public void Steps_know_their_line()
        => Assert.Equal([7, 8], Read("  steps:\n    - {id: a, action: 'debug:log'}\n    - {id: b, action: 'no:such'}\n").Steps.Select(s => s.Line));

    [Theory]
    [InlineData("  steps: [{id: a}]\n", "lacks its action")]
    [InlineData("  nothing: 1\n", "spec.steps is missing")]
    [InlineData("  steps: [{id: a, action: x, each: text}]\n", "each must be a list")]
    [InlineData("  steps: [{$yaml: ./none.yaml}]\n", "there is no file ./none.yaml")]
    [InlineData("  steps: [{$yaml: ../../etc/passwd}]\n", "leaves the folder")]
    [InlineData("  steps: [{$yaml: 'https://a.test/x.yaml'}]\n", "Write a relative path")]
    [InlineData("  a: 1\n  a: 2\n", "Duplicate")]
    [InlineData("  a: [\n", "Fix the YAML")]
    public void A_template_that_cannot_run_says_why(string spec, string expected)
    {
        var (template, problem) = TemplateReader.Read(Head + spec, "t/template.yaml", "/t", "h");

        Assert.Null(template);
        Assert.Contains(expected, problem!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_alias_bomb_is_refused_quickly()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefgh".Select((c, i) => $"{c}: &{c} [{string.Join(",", Enumerable.Repeat("*" + "abcdefg"[i], 9))}]\n"));

        var (template, problem) = TemplateReader.Read(bomb, "t/template.yaml", "/t", "h");

        Assert.Null(template);
        Assert.Contains("unfolds", problem!.Message, StringComparison.Ordinal);
    }

    private static ScaffoldTemplate Read(string spec)
    {
        var (template, problem) = TemplateReader.Read(Head + spec, "t/template.yaml", "/t", "h");
        Assert.Null(problem?.Message);
        return template!;
    }
}
