using Portal.Application.Catalog.Definitions;

namespace Portal.ApplicationTests.Catalog.Definitions;

/// <summary>Outlines of definitions whose text needs no YAML reader; those that do are tested with the real one.</summary>
public sealed class OutlineTests
{
    [Fact]
    public void GraphQL_root_fields_are_operations_and_the_rest_are_types()
    {
        var outline = GraphQlOutline.Read("""
            "The shop"
            type Query { "Finds hits" search(words: String!, first: Int = 20): [Hit!]!  old: Hit @deprecated(reason: "gone") }
            extend type Query { more: Hit }
            type Mutation { buy(id: ID!): Hit }
            # A thing for sale
            type Hit implements Node & Other @key(fields: "id") { id: ID!  sizes: [[Int]] }
            union Any = | Hit | Other
            enum Colour { RED "not red" BLUE @deprecated }
            input Box { w: Float = 1.5, tags: [String!] = ["a", "b"] }
            scalar Date @specifiedBy(url: "x")
            directive @key(fields: String!) repeatable on OBJECT | INTERFACE
            """);

        Assert.Empty(outline.Problems);
        Assert.Equal(["query search", "query old", "query more", "mutation buy"], outline.Operations.Select(o => $"{o.Verb} {o.Address}"));
        Assert.Equal("Finds hits", outline.Operations[0].Summary);
        Assert.True(outline.Operations[1].Deprecated);
        var search = outline.Details(0, new RowBudget(10));
        Assert.Equal([("words", "String", true, null), ("first", "Int", false, "default 20")], search.Parameters.Select(p => (p.Name, p.Type.Text, p.Required, p.Description)));
        Assert.Equal("[Hit]", search.Bodies[0].Rows[0].Type.Text);
        Assert.Equal("Hit", search.Bodies[0].Rows[0].Type.Schema);
        Assert.Equal(["Hit", "Any", "Colour", "Box", "Date"], outline.SchemaNames);
        Assert.Equal("A thing for sale", outline.Schema("Hit", new RowBudget(10))!.Description);
        Assert.Equal([("RED", false), ("BLUE", true)], outline.Schema("Colour", new RowBudget(10))!.Rows.Select(r => (r.Name, r.Deprecated)));
    }

    [Fact]
    public void GraphQL_with_a_schema_definition_names_its_own_roots()
        => Assert.Equal(["query a"], GraphQlOutline.Read("schema { query: Root } type Root { a: Int } type Query { b: Int }").Operations.Select(o => $"{o.Verb} {o.Address}"));

    [Theory]
    [InlineData("type Query { a Int }", 1, 16)]
    [InlineData("type Query { a: Int }\n\ntyp Hit { b: Int }", 3, 5)]
    [InlineData("type { a: Int }", 1, 6)]
    public void GraphQL_mistakes_have_a_place_and_do_not_hide_what_follows(string text, int line, int column)
    {
        var outline = GraphQlOutline.Read(text + "\ntype After { c: Int }");

        Assert.Equal((line, column), (outline.Problems[0].Line, outline.Problems[0].Column));
        Assert.Contains("After", outline.SchemaNames);
    }

    [Fact]
    public void Proto_methods_are_operations_with_the_fields_of_their_messages()
    {
        var outline = ProtoOutline.Read("""
            syntax = "proto3";
            package shop.v1;
            import "google/protobuf/empty.proto";
            option java_package = "x";
            // Sells things.
            service Shop {
              // Finds one.
              rpc Get(GetRequest) returns (stream .shop.v1.Thing) { option (google.api.http) = { get: "/v1/{id}" }; option deprecated = true; }
              rpc Drop(stream GetRequest) returns (google.protobuf.Empty);
            }
            message GetRequest { string id = 1; /* how many */ optional int32 count = 2 [deprecated = true]; }
            message Thing {
              message Part { repeated string names = 1; }
              enum Size { SMALL = 0; LARGE = 1; }
              oneof what { Part part = 1; string text = 2; }
              map<string, Part> parts = 3;
              reserved 4, 5 to 9;
            }
            """);

        Assert.Empty(outline.Problems);
        Assert.Equal("gRPC (proto3)", outline.Format);
        Assert.Equal(["Shop Get Finds one.", "Shop Drop "], outline.Operations.Select(o => $"{o.Group} {o.Address} {o.Summary}"));
        Assert.True(outline.Operations[0].Deprecated);
        var get = outline.Details(0, new RowBudget(100));
        Assert.Equal(["id:string", "count:int32"], get.Bodies[0].Rows.Skip(1).Select(r => $"{r.Name}:{r.Type.Text}"));
        Assert.True(get.Bodies[0].Rows[2].Deprecated);
        Assert.Equal(("Reply, a stream", "Thing"), (get.Bodies[1].Title, get.Bodies[1].Rows[0].Type.Schema));
        Assert.Equal("Thing.Part", outline.Schema("Thing", new RowBudget(100))!.Rows[^1].Type.Schema);
        Assert.Equal(["SMALL=0", "LARGE=1"], outline.Schema("Thing.Size", new RowBudget(100))!.Rows.Select(r => $"{r.Name}={r.Type.Text}"));
    }

    [Theory]
    [InlineData("service S { rpc A(B) retrns (C); }")]
    [InlineData("message A { string = 1; }")]
    [InlineData("message A { message B {")]
    [InlineData("}}}}}")]
    [InlineData("/* never closed")]
    [InlineData("\"never closed\nmessage A {}")]
    public void Broken_proto_never_fails_and_says_so(string text)
    {
        var outline = ProtoOutline.Read(text);

        Assert.All(outline.Problems, p => Assert.True(p.Line >= 1 && p.Column >= 1 && p.Fix is { Length: > 0 }));
        Assert.All(Enumerable.Range(0, outline.Operations.Count), n => outline.Details(n, new RowBudget(10)));
    }

    [Theory]
    [InlineData('{')]
    [InlineData('(')]
    [InlineData('[')]
    public void Deep_nesting_ends(char bracket)
    {
        var text = new string(bracket, 50_000);

        Assert.NotNull(GraphQlOutline.Read("type A { a: " + text));
        Assert.NotNull(ProtoOutline.Read("message A { " + text));
        Assert.NotNull(ProtoOutline.Read(string.Concat(Enumerable.Repeat("message A {", 5000))));
        Assert.Null(JsonTree.Read(new string('[', 5000), out var error));
        Assert.Contains("deeper", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\" 2\n}", 3)]
    [InlineData("{\"a\": ", 1)]
    [InlineData("{} x", 1)]
    [InlineData("{\"a\": \"\\uD800\"}", 1)]
    public void Broken_json_has_a_line(string text, int line)
    {
        Assert.Null(JsonTree.Read(text, out var error));
        Assert.Equal(line, error!.Line);
    }

    [Fact]
    public void Json_values_know_where_they_stand()
    {
        var root = JsonTree.Read("{\n  \"é\": [true,\n    {\"b\": 2}]\n}", out _)!;

        Assert.Equal((2, 3), (root.Fields[0].Line, root.Fields[0].Column));
        Assert.Equal((3, 5), (root.Fields[0].Value.Items[1].Line, root.Fields[0].Value.Items[1].Column));
    }
}
