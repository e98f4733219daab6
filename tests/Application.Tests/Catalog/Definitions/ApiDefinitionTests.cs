using System.Diagnostics;
using System.Text;
using Portal.Application.Catalog.Definitions;
using Portal.Infrastructure.Descriptors;

namespace Portal.ApplicationTests.Catalog.Definitions;

/// <summary>Definitions as they come, read with the real YAML reader: good ones, broken ones and hostile ones.</summary>
public sealed class ApiDefinitionTests
{
    private const string Tree = """
        openapi: 3.1.0
        info: {title: Tree, version: 2.0.0}
        servers: [{url: "https://api.example.test/v2", description: Live}]
        paths:
          /nodes/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
              - $ref: '#/components/parameters/Trace'
            get:
              operationId: getNode
              tags: [nodes]
              summary: One node
              deprecated: true
              parameters: [{name: id, in: path, required: true, description: Which, schema: {type: string}}]
              responses:
                "200": {description: Found, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Node'}}}}}
                "404": {$ref: '#/components/responses/Missing'}
            post:
              requestBody: {content: {application/json: {schema: {allOf: [{$ref: '#/components/schemas/Node'}, {type: object, required: [extra], properties: {extra: {type: [string, "null"], enum: [a, b]}}}]}}}}
              responses: {}
        components:
          parameters:
            Trace: {name: trace, in: header, schema: {type: boolean}}
          schemas:
            Node:
              type: object
              required: [id]
              properties:
                id: {type: string, minLength: 3, description: Its name}
                parent: {$ref: '#/components/schemas/Node'}
                far: {$ref: 'other.yaml#/Far'}
        """;

    private static readonly ApiDefinitions Definitions = new(new YamlDescriptorReader());

    [Fact]
    public void OpenAPI_becomes_operations_with_parameters_bodies_and_schemas()
    {
        var outline = Definitions.Read(Tree, "openapi");

        Assert.Equal(["GET /nodes/{id} op-getNode nodes True 9", "POST /nodes/{id} op-post-nodes--id  False 18"], outline.Operations.Select(o => $"{o.Verb} {o.Address} {o.Anchor} {o.Group} {o.Deprecated} {o.Line}"));
        Assert.Equal(("OpenAPI 3.1.0", "Tree", "https://api.example.test/v2"), (outline.Format, outline.Title, outline.Servers.Single().Url));
        var get = outline.Details(0, new RowBudget(100));
        Assert.Equal(["id path string True Which", "trace header boolean False "], get.Parameters.Select(p => $"{p.Name} {p.In} {p.Type.Text} {p.Required} {p.Description}"));
        Assert.Equal(["0  array of Node folded:False", "1 id string folded:False", "1 parent Node folded:True", "1 far other.yaml#/Far (another file, not followed) folded:False"],
            get.Bodies[0].Rows.Select(r => $"{r.Depth} {r.Name} {r.Type.Text} folded:{r.IsFolded}"));
        Assert.Contains("not in this document", get.Bodies[1].Description, StringComparison.Ordinal);
        Assert.Equal(["id", "parent", "far", "extra"], outline.Details(1, new RowBudget(100)).Bodies[0].Rows.Skip(1).Where(r => r.Depth == 1).Select(r => r.Name));
        var problem = Assert.Single(outline.Problems);
        Assert.Equal((17, 23), (problem.Line, problem.Column));
        Assert.Contains("does not follow it", Assert.Single(outline.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Swagger_2_is_read_too()
    {
        var outline = Definitions.Read("""
            {"swagger":"2.0","host":"api.example.test","basePath":"/v1","schemes":["https"],"paths":{"/a":{"post":{"parameters":[
              {"name":"n","in":"query","type":"array","items":{"type":"integer"}},{"name":"b","in":"body","schema":{"$ref":"#/definitions/B"}}],"responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/B"}}}}}},
             "definitions":{"B":{"type":"object","properties":{"x":{"type":"number"}}}}}
            """, "openapi");

        var post = outline.Details(0, new RowBudget(100));
        Assert.Equal("https://api.example.test/v1", outline.Servers[0].Url);
        Assert.Equal("array of integer", post.Parameters.Single().Type.Text);
        Assert.Equal(["Request body: B x", "200: B x"], post.Bodies.Select(b => $"{b.Title}: {b.Rows[0].Type.Text} {b.Rows[1].Name}"));
        Assert.Equal(["B"], outline.SchemaNames);
    }

    [Theory]
    [InlineData("asyncapi: 2.6.0\nchannels:\n  orders/{id}:\n    parameters: {id: {schema: {type: string}}}\n    subscribe:\n      operationId: on\n      message: {oneOf: [{$ref: '#/components/messages/M'}]}\ncomponents: {messages: {M: {payload: {type: object, properties: {a: {type: integer}}}}}}", "subscribe orders/{id}")]
    [InlineData("asyncapi: 3.0.0\noperations:\n  on:\n    action: send\n    channel: {$ref: '#/channels/orders'}\n    messages: [{$ref: '#/channels/orders/messages/M'}]\nchannels:\n  orders: {address: 'orders/{id}', parameters: {id: {}}, messages: {M: {payload: {schemaFormat: 'application/vnd.aai.asyncapi;version=3.0.0', schema: {type: object, properties: {a: {type: integer}}}}}}}", "send orders/{id}")]
    public void AsyncAPI_of_both_versions_becomes_operations_with_messages(string text, string expected)
    {
        var outline = Definitions.Read(text, "asyncapi");

        var operation = outline.Details(0, new RowBudget(100));
        Assert.Equal(expected, $"{outline.Operations.Single().Verb} {outline.Operations[0].Address}");
        Assert.Equal("op-on", outline.Operations[0].Anchor);
        Assert.Equal("id", operation.Parameters.Single().Name);
        Assert.Equal("M: a integer", $"{operation.Bodies.Single().Title}: {operation.Bodies[0].Rows[1].Name} {operation.Bodies[0].Rows[1].Type.Text}");
        Assert.Empty(outline.Problems);
    }

    [Theory]
    [InlineData("openapi: 3.0.3\npaths:\n  /a:\n   get: {}\n  b: [\n", 5)]
    [InlineData("openapi: 3.0.3\npaths:\n\t/a: {}\n", 3)]
    [InlineData("{\"openapi\": \"3.0.3\",\n \"paths\": }", 2)]
    [InlineData("openapi: 3.0.3\npaths: []\n", 2)]
    [InlineData("title: nothing", 1)]
    [InlineData("just words", 1)]
    [InlineData("", 1)]
    public void A_broken_definition_keeps_its_text_and_says_where(string text, int line)
    {
        var outline = Definitions.Read(text, "openapi");

        Assert.Equal(text, outline.Text);
        Assert.Equal(line, outline.Problems[0].Line);
        Assert.True(outline.Problems[0] is { Column: >= 1, Message.Length: > 0, Fix.Length: > 0 });
        Assert.Empty(outline.Operations);
    }

    [Theory]
    [InlineData("openapi: 3.0.3\npaths: {/a: {get: 1, post: {parameters: 3, responses: [], requestBody: x, tags: y}, put: {parameters: [1, {in: query}, {$ref: 7}], responses: {a: 1, b: {content: 5}, c: {content: {x: 1}}}}}}")]
    [InlineData("openapi: 3.0.3\npaths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}}}\ncomponents: {responses: {A: {$ref: '#/components/responses/B'}, B: {$ref: '#/components/responses/A'}}}")]
    [InlineData("openapi: 3.0.3\npaths: {/a: {get: {responses: {'200': {content: {j: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\ncomponents: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], properties: 4}, B: {type: array, items: {$ref: '#/components/schemas/B'}, oneOf: [{$ref: '#/components/schemas/A'}]}}}")]
    [InlineData("openapi: 3.0.3\npaths: {/a: {$ref: '#/paths/~1a'}, '': {get: {}}, x: null}")]
    [InlineData("asyncapi: 2.0.0\nchannels: {a: 1, b: {publish: {message: 5}, subscribe: {message: {$ref: '#/x'}}}, c: {publish: {}}}")]
    [InlineData("asyncapi: 3.0.0\noperations: {a: {action: {}, channel: [], messages: [1, {$ref: '#/operations/a'}]}}\nchannels: 7")]
    [InlineData("swagger: 2.0\ndefinitions: []\npaths: {/a: {get: {parameters: [{in: body, schema: {$ref: '#'}}], responses: {d: {schema: {$ref: '#/paths'}}}}}}")]
    public void Wrong_types_and_circles_are_left_out_and_end(string text)
    {
        var outline = Definitions.Read(text, null);

        for (var n = 0; n < outline.Operations.Count; n++)
        {
            Assert.All(outline.Details(n, new RowBudget(1000)).Bodies, b => Assert.True(b.Rows.Count <= 100));
        }

        Assert.All(outline.SchemaNames, name => Assert.NotNull(outline.Schema(name, new RowBudget(1000))));
    }

    [Fact]
    public void Ten_thousand_operations_are_listed_quickly_and_each_has_its_own_anchor()
    {
        var text = new StringBuilder("openapi: 3.0.3\npaths:\n");
        for (var n = 0; n < 10_000; n++)
        {
            text.Append("  /things/").Append(n).Append(":\n    get: {operationId: same, responses: {'200': {description: OK}}}\n");
        }

        var started = Stopwatch.GetTimestamp();
        var outline = Definitions.Read(text.ToString(), "openapi");

        Assert.Equal(10_000, outline.Operations.Select(o => o.Anchor).Distinct(StringComparer.Ordinal).Count());
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "linear, not quadratic");
    }
}
