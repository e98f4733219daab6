using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.ApplicationTests.Scaffolding;

/// <summary>What a form asks, how it is drawn, and what it reads from the texts that a browser sends.</summary>
public sealed class FormTests
{
    private const string Database = """
        {"properties":{"db":{"type":"string","enum":["none","postgres"]}},
         "dependencies":{"db":{"oneOf":[
           {"properties":{"db":{"enum":["none"]}}},
           {"properties":{"db":{"enum":["postgres"]},"size":{"type":"integer","default":10},"ha":{"type":"boolean"}},"required":["size"],
            "dependencies":{"ha":{"oneOf":[{"properties":{"ha":{"enum":[true]},"zone":{"type":"string"}}},{"properties":{"ha":{"enum":[false]}}}]}}}]}}}
        """;

    [Theory]
    [InlineData("""{"type":"string"}""", FieldKind.Text, "text")]
    [InlineData("""{"type":"string","format":"email"}""", FieldKind.Text, "email")]
    [InlineData("""{"type":"string","format":"uri"}""", FieldKind.Text, "url")]
    [InlineData("""{"type":"string","format":"uri-reference"}""", FieldKind.Text, "text")]
    [InlineData("""{"type":"string","format":"date"}""", FieldKind.Text, "date")]
    [InlineData("""{"type":"string","format":"date-time"}""", FieldKind.Text, "datetime-local")]
    [InlineData("""{"type":"string","format":"time"}""", FieldKind.Text, "time")]
    [InlineData("""{"type":"string","ui:widget":"color"}""", FieldKind.Text, "color")]
    [InlineData("""{"type":"string","ui:options":{"inputType":"tel"}}""", FieldKind.Text, "tel")]
    [InlineData("""{"type":"string","ui:widget":"textarea"}""", FieldKind.TextArea, "text")]
    [InlineData("""{"type":"string","ui:options":{"widget":"textarea"}}""", FieldKind.TextArea, "text")]
    [InlineData("""{"type":"string","format":"data-url"}""", FieldKind.TextArea, "text")]
    [InlineData("""{"type":"string","ui:widget":"password"}""", FieldKind.Secret, "text")]
    [InlineData("""{"type":"string","ui:field":"Secret"}""", FieldKind.Secret, "text")]
    [InlineData("""{"type":"string","ui:widget":"hidden","default":"x"}""", FieldKind.Hidden, "text")]
    [InlineData("""{"const":"x"}""", FieldKind.Hidden, "text")]
    [InlineData("""{"type":"string","enum":["a"]}""", FieldKind.Select, "text")]
    [InlineData("""{"type":"string","enum":["a"],"ui:widget":"radio"}""", FieldKind.Radios, "text")]
    [InlineData("""{"oneOf":[{"const":1,"title":"One"},{"const":2,"title":"Two"}]}""", FieldKind.Select, "text")]
    [InlineData("""{"type":"string","anyOf":[{"enum":["a"]},{"const":"b"}]}""", FieldKind.Select, "text")]
    [InlineData("""{"type":"number"}""", FieldKind.Number, "number")]
    [InlineData("""{"type":["integer","null"],"ui:widget":"updown"}""", FieldKind.Number, "number")]
    [InlineData("""{"type":"boolean"}""", FieldKind.Checkbox, "text")]
    [InlineData("""{"type":"boolean","ui:widget":"radio"}""", FieldKind.Radios, "text")]
    [InlineData("""{"type":"boolean","ui:widget":"select"}""", FieldKind.Select, "text")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", FieldKind.List, "text")]
    [InlineData("""{"type":"array","items":{"enum":["a"]},"uniqueItems":true}""", FieldKind.MultiSelect, "text")]
    [InlineData("""{"type":"array","items":{"oneOf":[{"const":"a"}]}}""", FieldKind.MultiSelect, "text")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{}}}""", FieldKind.Rows, "text")]
    [InlineData("""{"type":"array","ui:field":"MultiEntityPicker"}""", FieldKind.Rows, "text")]
    [InlineData("""{"type":"array","ui:field":"EntityTagsPicker"}""", FieldKind.List, "text")]
    [InlineData("""{"properties":{"b":{"type":"string"}}}""", FieldKind.Group, "text")]
    [InlineData("""{"type":"string","ui:field":"OwnerPicker"}""", FieldKind.Owner, "text")]
    [InlineData("""{"type":"string","ui:field":"MyGroupsPicker"}""", FieldKind.Owner, "text")]
    [InlineData("""{"type":"string","ui:field":"OwnedEntityPicker"}""", FieldKind.Entity, "text")]
    [InlineData("""{"type":"string","ui:field":"RepoUrlPicker"}""", FieldKind.RepoUrl, "text")]
    [InlineData("""{"type":"string","ui:field":"EntityNamePicker"}""", FieldKind.Text, "text")]
    [InlineData("""{"type":"string","ui:field":"SomethingOfAPlugin","enum":["a"]}""", FieldKind.Select, "text")]
    [InlineData("""{"$ref":"#/definitions/port"}""", FieldKind.Number, "number")]
    public void A_property_is_drawn_as_its_schema_asks(string schema, FieldKind kind, string input)
    {
        var field = Assert.Single(Read("{\"properties\":{\"a\":" + schema + "},\"definitions\":{\"port\":{\"type\":\"integer\"}}}", "{}"));

        Assert.Equal((kind, input), (field.Kind, field.InputType));
    }

    [Fact]
    public void A_field_of_a_plugin_says_that_it_is_asked_as_a_plain_one()
        => Assert.Contains("SomethingOfAPlugin, which this portal does not have", Assert.Single(Read("""{"properties":{"a":{"type":"string","ui:field":"SomethingOfAPlugin"}}}""", "{}")).Note, StringComparison.Ordinal);

    [Fact]
    public void Hints_are_read_from_both_places()
    {
        var field = Assert.Single(Read("""
            {"properties":{"a":{"type":"string","title":"A","ui:title":"B","ui:description":"D","ui:help":"H","ui:placeholder":"P","ui:readonly":true,"ui:autofocus":true,"ui:enumDisabled":["y"],
              "enum":["x","y"],"enumNames":["X","Y"],"ui:options":{"inline":true,"rows":7},"ui:backstage":{"review":{"show":false,"mask":"***"}}}}}
            """, "{}"));

        Assert.Equal(("B", "D", "H", "P", true, true, true, 7), (field.Title, field.Description, field.Help, field.Placeholder, field.ReadOnly, field.Autofocus, field.Inline, field.Lines));
        Assert.Equal([("X", false), ("Y", true)], field.Options.Select(o => (o.Title, o.Disabled)));
        Assert.Equal((false, "***"), (field.InReview, field.ReviewMask));
    }

    [Theory]
    [InlineData("""["c","*","a"]""", "c,b,d,a")]
    [InlineData("""["d"]""", "d,a,b,c")]
    [InlineData("""["x","b","*"]""", "b,a,c,d")]
    public void The_order_is_the_templates(string order, string expected)
        => Assert.Equal(expected, string.Join(',', Read($$"""{"properties":{"a":{},"b":{},"c":{},"d":{} },"ui:order":{{order}}}""", "{}").Select(f => f.Name)));

    [Theory]
    [InlineData("{}", "db")]
    [InlineData("""{"db":"none"}""", "db")]
    [InlineData("""{"db":"postgres"}""", "db,size,ha")]
    [InlineData("""{"db":"postgres","ha":true}""", "db,size,ha,zone")]
    [InlineData("""{"db":"none","ha":true}""", "db")]
    public void A_dependency_brings_up_the_questions_of_its_branch(string answers, string expected)
        => Assert.Equal(expected, string.Join(',', Read(Database, answers).Select(f => f.Name)));

    [Theory]
    [InlineData("""{"properties":{"a":{}},"dependencies":{"a":{"properties":{"b":{}},"required":["b"]}}}""", """{"a":1}""", "a,b!")]
    [InlineData("""{"properties":{"a":{},"b":{}},"dependencies":{"a":["b"]}}""", """{"a":1}""", "a,b!")]
    [InlineData("""{"properties":{"a":{},"b":{}},"dependentRequired":{"a":["b"]}}""", "{}", "a,b")]
    [InlineData("""{"properties":{"a":{}},"dependentSchemas":{"a":{"properties":{"b":{}}}}}""", """{"a":1}""", "a,b")]
    [InlineData("""{"properties":{"a":{}},"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":{}}},"else":{"properties":{"c":{}}}}""", """{"a":1}""", "a,b")]
    [InlineData("""{"properties":{"a":{}},"if":{"properties":{"a":{"const":1}},"required":["a"]},"then":{"properties":{"b":{}}},"else":{"properties":{"c":{}}}}""", """{"a":2}""", "a,c")]
    [InlineData("""{"properties":{"a":{}},"allOf":[{"if":{"properties":{"a":{"const":1}}},"then":{"properties":{"b":{}}}},{"if":{"properties":{"a":{"const":1}}},"then":{"required":["a"]}}]}""", """{"a":1}""", "a!,b")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/x"},{"properties":{"b":{}}}],"$defs":{"x":{"properties":{"a":{}}}}}""", "{}", "a,b")]
    [InlineData("""{"oneOf":[{"title":"X","properties":{"x":{"type":"string"}},"required":["x"]},{"title":"Y","properties":{"y":{}}}]}""", """{"x":"1"}""", "$form1!,x!")]
    [InlineData("""{"oneOf":[{"title":"X","properties":{"x":{"type":"string"}},"required":["x"]},{"title":"Y","properties":{"y":{}},"required":["y"]}]}""", """{"y":"1"}""", "$form1!,y!")]
    [InlineData("""{"properties":{"a":{}},"anyOf":[{"required":["a"]},{"required":["b"]}]}""", "{}", "a")]
    public void Conditions_decide_what_is_asked(string schema, string answers, string expected)
        => Assert.Equal(expected, string.Join(',', Read(schema, answers).Select(f => f.Name + (f.Required ? "!" : ""))));

    [Fact]
    public void A_schema_that_contains_itself_ends()
        => Assert.NotEmpty(Read("""{"properties":{"child":{"$ref":"#"}}}""", "{}"));

    [Theory]
    [InlineData("""{"type":"string"}""", "a= x ", "x")]
    [InlineData("""{"type":"string"}""", "a=", null)]
    [InlineData("""{"type":"string","ui:emptyValue":""}""", "a=", "")]
    [InlineData("""{"type":"integer"}""", "a=7", 7)]
    [InlineData("""{"type":"integer"}""", "a=seven", "seven")]
    [InlineData("""{"type":"boolean"}""", "a=false&a=true", true)]
    [InlineData("""{"type":"boolean","default":true}""", "a=false", false)]
    [InlineData("""{"type":"boolean","default":true}""", "", true)]
    [InlineData("""{"type":"integer","enum":[1,2]}""", "a=2", 2)]
    [InlineData("""{"type":"boolean","ui:widget":"radio"}""", "a=&a=false", false)]
    [InlineData("""{"type":"string","default":"x"}""", "a=", null)]
    [InlineData("""{"type":"string","format":"date-time"}""", "a=2026-01-02T03:04", "2026-01-02T03:04:00Z")]
    [InlineData("""{"type":"string","format":"time"}""", "a=03:04", "03:04:00")]
    [InlineData("""{"const":5}""", "a=6", 5)]
    public void Texts_are_read_as_the_schema_means_them(string schema, string sent, object? expected)
    {
        var value = Sent($$$"""{"properties":{"a":{{{schema}}}}}""", sent).Answers["a"];

        Assert.Equal(expected is null ? null : JsonValue.Create(expected)!.ToJsonString(), value?.ToJsonString());
    }

    [Theory]
    [InlineData("db=postgres&size=20&ha=true&zone=b", """{"db":"postgres","size":20,"ha":true,"zone":"b"}""")]
    [InlineData("db=none&size=20&ha=true&zone=b", """{"db":"none"}""")]
    [InlineData("db=postgres&ha=false&zone=b", """{"db":"postgres","ha":false,"size":10}""")]
    public void What_was_typed_into_a_branch_that_is_not_chosen_is_not_sent_on(string sent, string expected)
        => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), Sent(Database, sent).Answers), Sent(Database, sent).Answers.ToJsonString());

    private const string Ports = """{"properties":{"ports":{"type":"array","minItems":1,"items":{"type":"object","required":["n"],"properties":{"n":{"type":"integer"},"tls":{"type":"boolean"}},"dependencies":{"tls":{"oneOf":[{"properties":{"tls":{"enum":[true]},"cert":{"type":"string"}}},{"properties":{"tls":{"enum":[false]}}}]}}}}}}""";

    [Theory]
    [InlineData("ports=&ports=0&ports[0].n=80&ports=1&ports[1].n=443&ports[1].tls=true&ports[1].cert=c", """[{"n":80},{"n":443,"tls":true,"cert":"c"}]""")]
    [InlineData("ports=&ports=0&ports[0].n=80&_do=add:ports", """[{"n":80},{}]""")]
    [InlineData("_do=add:ports", "[{}]")]
    [InlineData("ports=&ports=0&ports[0].n=80&ports=1&ports[1].n=443&_do=remove:ports[0]", """[{"n":443}]""")]
    [InlineData("ports=&ports=0&ports[0].n=80&ports=1&ports[1].n=443&_do=up:ports[1]", """[{"n":443},{"n":80}]""")]
    [InlineData("ports=", "[]")]
    [InlineData("ports=&ports=0&ports[0].n=80&ports[0].tls=false&ports[0].cert=x", """[{"n":80,"tls":false}]""")]
    public void Rows_come_and_go_and_keep_what_was_typed(string sent, string expected)
    {
        var read = FormValues.Settled(Sent(Ports, sent).Answers)["ports"];

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), read), read?.ToJsonString());
    }

    [Fact]
    public void A_list_starts_with_the_rows_it_needs() => Assert.Single(Assert.Single(Read(Ports, "{}")).Fields);

    [Fact]
    public void The_chosen_alternative_is_read_whatever_fits_better()
    {
        const string schema = """{"properties":{"t":{"oneOf":[{"title":"By name","properties":{"name":{"type":"string"}}},{"title":"By number","properties":{"no":{"type":"integer"}}}]}}}""";

        var (answers, pages) = Sent(schema, "t.$form=1&t.no=4&t.name=x");

        Assert.Equal("""{"t":{"no":4}}""", answers.ToJsonString());
        Assert.Equal(["t.$form", "t.no"], pages[0].Fields[0].Fields.Select(f => f.Path));
        Assert.Equal(["By name", "By number"], pages[0].Fields[0].Fields[0].Options.Select(o => o.Title));
    }

    [Fact]
    public void A_condition_may_look_at_an_answer_of_an_earlier_page()
    {
        FormPage[] pages = [FormReader.Read(Parse("""{"properties":{"kind":{"type":"string"}}}"""), 1), FormReader.Read(Parse("""{"if":{"properties":{"kind":{"const":"web"}},"required":["kind"]},"then":{"properties":{"host":{"type":"string"}}}}"""), 2)];

        Assert.Equal(["host"], FormAnswers.Read(pages, Query("kind=web&host=x")).Pages[1].Fields.Select(f => f.Name));
        Assert.Empty(FormAnswers.Read(pages, Query("kind=job&host=x")).Pages[1].Fields);
    }

    [Fact]
    public void Nested_defaults_are_filled_in()
        => Assert.Equal("""{"a":{"b":1,"c":{"d":"x"}}}""", Sent("""{"properties":{"a":{"type":"object","properties":{"b":{"type":"integer","default":1},"c":{"type":"object","properties":{"d":{"default":"x"}}}}}}}""", "").Answers.ToJsonString());

    private static IReadOnlyList<FormField> Read(string schema, string answers) => FormReader.Read(FormReader.Read(Parse(schema), 1), Parse(answers)).Fields;

    private static (JsonObject Answers, IReadOnlyList<FormPage> Pages) Sent(string schema, string query) => FormAnswers.Read([FormReader.Read(Parse(schema), 1)], Query(query));

    private static Dictionary<string, IReadOnlyList<string>> Query(string query) => query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
        .GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(p => p[1])], StringComparer.Ordinal);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
