using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Scaffolding;

namespace Portal.ApplicationTests.Scaffolding;

public sealed class SchemaValidationTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "1", "must be text, not a number.")]
    [InlineData("""{"type":"integer"}""", "1.5", "must be a whole number, not a number.")]
    [InlineData("""{"type":"integer"}""", "\"1\"", "must be a whole number, not text.")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "must be true or false, not text.")]
    [InlineData("""{"type":["string","null"]}""", "[]", "must be text or null, not a list.")]
    [InlineData("""{"type":"string","minLength":3}""", "\"ab\"", "needs at least 3 characters; it has 2.")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"abc\"", "takes at most 2 characters; it has 3.")]
    [InlineData("""{"type":"string","pattern":"^[a-z]+$"}""", "\"A\"", "does not fit the pattern ^[a-z]+$.")]
    [InlineData("""{"type":"string","format":"email"}""", "\"a\"", "must be an e-mail address, for instance name@example.com.")]
    [InlineData("""{"type":"string","format":"uri"}""", "\"nope\"", "must be an address with its scheme, for instance https://example.com/docs.")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "must be one of a, b.")]
    [InlineData("""{"const":3}""", "4", "must be 3.")]
    [InlineData("""{"minimum":1}""", "0", "must be 1 or more.")]
    [InlineData("""{"maximum":1}""", "2", "must be 1 or less.")]
    [InlineData("""{"exclusiveMinimum":1}""", "1", "must be more than 1.")]
    [InlineData("""{"exclusiveMaximum":1}""", "1", "must be less than 1.")]
    [InlineData("""{"multipleOf":2}""", "3", "must be a multiple of 2.")]
    [InlineData("""{"type":"array","minItems":1}""", "[]", "needs at least 1 entries.")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", "takes at most 1 entries.")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "[1,1]", "has the same entry twice.")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"boolean"}]}""", "1", "fits none of the allowed forms.")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "3", "must fit exactly one of the allowed forms.")]
    [InlineData("""{"not":{"enum":["system"]}}""", "\"system\"", "has a form that is not allowed.")]
    [InlineData("""{"if":{"const":1},"then":{"type":"string"}}""", "1", "must be text, not a number.")]
    [InlineData("""{"minProperties":2}""", "{\"a\":1}", "needs at least 2 fields.")]
    [InlineData("""{"maxProperties":0}""", "{\"a\":1}", "takes at most 0 fields.")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}}}""", "{\"x-a\":1}", "must be text, not a number.")]
    [InlineData("""{"patternProperties":{"^x-":{}},"additionalProperties":false}""", "{\"y\":1}", "is not allowed here.")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$"}}""", "{\"A\":1}", "has a name that is not allowed here.")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", "{\"a\":1}", "is required when a is given.")]
    [InlineData("""{"dependentSchemas":{"a":{"maxProperties":1}}}""", "{\"a\":1,\"b\":2}", "takes at most 1 fields.")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", "[\"a\",1]", "is not allowed here.")]
    [InlineData("""{"items":[{"type":"string"}],"additionalItems":{"type":"string"}}""", "[\"a\",1]", "must be text, not a number.")]
    [InlineData("""{"contains":{"const":1}}""", "[2]", "has 0 entries of the form that must occur; see minContains and maxContains in the schema.")]
    [InlineData("""{"contains":{"const":1},"maxContains":1}""", "[1,1]", "has 2 entries of the form that must occur; see minContains and maxContains in the schema.")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", "1", "must be text, not a number.")]
    [InlineData("""{"format":"uuid"}""", "\"a\"", "must be a UUID, for instance 123e4567-e89b-12d3-a456-426614174000.")]
    public void Each_keyword_has_its_message(string schema, string value, string expected)
        => Assert.Equal(expected, Assert.Single(SchemaValidation.Check(Schema(schema), JsonNode.Parse(value))).Value);

    [Theory]
    [InlineData("""{"type":"string","minLength":1,"pattern":"^a"}""", "\"abc\"")]
    [InlineData("""{"type":"number"}""", "1.5")]
    [InlineData("""{"type":"integer"}""", "2.0")]
    [InlineData("""{"enum":[1,2]}""", "2")]
    [InlineData("""{"type":"string","pattern":"(["}""", "\"any\"")] // the template's mistake
    [InlineData("""{"type":"string","pattern":"^(a+)+$"}""", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"")] // and so is one that takes for ever
    [InlineData("""{"unknown":1}""", "{}")]
    public void What_fits_has_no_message(string schema, string value) => Assert.Empty(SchemaValidation.Check(Schema(schema), JsonNode.Parse(value)));

    [Theory]
    [InlineData("^[a-z]+$", "ab", true)]
    [InlineData("^[a-z]+$", "ab\n", false)]
    [InlineData("^(a$|b)", "a\n", false)]
    [InlineData(@"^a\$", "a$\n", true)]
    [InlineData("^a[$]", "a$b", true)]
    [InlineData(@"^a[\]$]$", "a$", true)]
    public void A_dollar_is_the_end_of_the_text_and_not_of_a_line(string pattern, string text, bool fits)
        => Assert.Equal(fits, SchemaValidation.Check(new JsonObject { ["pattern"] = pattern }, text).Count == 0);

    [Fact]
    public void Messages_stand_at_the_part_that_is_wrong()
    {
        var schema = Schema("""{"type":"object","required":["a"],"properties":{"b":{"type":"array","items":{"type":"string"}},"c":{"type":"object","properties":{"d":{"type":"string"}}}},"dependencies":{"b":["e"]}}""");

        var errors = SchemaValidation.Check(schema, JsonNode.Parse("""{"b":["x",1],"c":{"d":2}}"""));

        Assert.Equal(["a", "b[1]", "c.d", "e"], errors.Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_schema_that_refers_to_itself_ends()
    {
        var tree = Schema("""{"type":"object","properties":{"child":{"$ref":"#"}},"additionalProperties":false}""");
        var endless = Schema("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""");

        Assert.Equal("child.child.x", Assert.Single(SchemaValidation.Check(tree, JsonNode.Parse("""{"child":{"child":{"x":1}}}"""))).Key);
        Assert.Contains("too many steps", Assert.Single(SchemaValidation.Check(endless, JsonNode.Parse("1"))).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_leaves_an_empty_answer_out_and_a_document_does_not()
    {
        var schema = Schema("""{"type":"object","properties":{"a":{"type":"string"}}}""");

        Assert.Empty(SchemaValidation.Check(schema, JsonNode.Parse("""{"a":null}""")));
        Assert.Equal(("a", "must be text, not nothing."), SchemaValidation.Find(schema, JsonNode.Parse("""{"a":null}""")).Select(f => (f.Path, f.Message)).Single());
    }

    [Theory]
    [InlineData("github.com?owner=o&repo=r", null)]
    [InlineData("ghe.acme.test:8443?repo=r.x&owner=o-1", null)]
    [InlineData("", "must look like")]
    [InlineData("github.com/o/r", "must look like")]
    [InlineData("github.com?owner=o", "lacks repo=")]
    [InlineData("github.com?repo=r", "lacks owner=")]
    [InlineData("github.com?owner=..&repo=r", "has the owner")]
    [InlineData("github.com?owner=o&repo=../../etc", "repository name")]
    [InlineData("github.com?owner=o&repo=r.git", "repository name")]
    [InlineData("github.com?owner=o&repo=zz-nl%0A", "repository name")]
    [InlineData("github.com?owner=o%0A&repo=r", "has the owner")]
    [InlineData("github.com?owner=o%2Fp&repo=r", "has the owner")]
    public void A_repository_url_is_read_or_refused_in_words(string text, string? problem)
    {
        var said = RepoUrl.TryParse(text, out var url);

        Assert.Equal(problem is null, url is not null);
        Assert.Contains(problem ?? "", said ?? "", StringComparison.Ordinal);
        Assert.Equal(url, url is null ? null : Again(url));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("C:\\x")]
    [InlineData(".git/hooks/post-checkout")]
    [InlineData("a/.GIT/config")]
    [InlineData("")]
    public void A_file_cannot_leave_its_workspace(string path) => Assert.Throws<ArgumentException>(() => new Workspace().Write(path, new([])));

    [Fact]
    public void A_workspace_survives_packing_with_names_bytes_and_modes()
    {
        Workspace files = new();
        files.Write("a/ü b.txt", new([1, 2, 0, 255]));
        files.Write("./run.sh", new("x"u8.ToArray(), Executable: true));

        var again = Workspace.Unpack(files.Pack());

        Assert.Equal(["a/ü b.txt", "run.sh"], again.Files.Keys);
        Assert.Equal([1, 2, 0, 255], again.Files["a/ü b.txt"].Content);
        Assert.True(again.Files["run.sh"].Executable);
        Assert.Null(again.Files["a/ü b.txt"].Text);
    }

    private static JsonObject Schema(string json) => JsonNode.Parse(json)!.AsObject();

    private static RepoUrl? Again(RepoUrl url)
    {
        RepoUrl.TryParse(url.ToString(), out var again);
        return again;
    }
}
