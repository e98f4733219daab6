using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.InfrastructureTests.Templating;

public sealed class NunjucksEngineTests
{
    private static readonly JsonObject Context = JsonNode.Parse("""
        {"values":{"name":"payout-reports","n":3,"flag":true,"list":["a","b"],"deep":{"x":{"y":"z"}},"html":"<b>&","repo":"github.com?owner=acme&repo=shop"},
         "parameters":{"count":5,"on":false,"items":[{"k":1}],"repoUrl":"github.com?owner=acme&repo=shop"},"steps":{"a":{"output":{"url":"u"}}}}
        """)!.AsObject();

    private readonly NunjucksEngine _engine = new();

    [Theory]
    [InlineData("hello ${{ values.name }}!", "hello payout-reports!")]
    [InlineData("${{ values.html }}", "<b>&")] // autoescape is off
    [InlineData("{% if values.flag %}\nyes\n{% endif %}\nend", "yes\nend")] // trimBlocks
    [InlineData("a\n   {% if values.flag %}\nb\n   {% endif %}\nc", "a\nb\nc")] // lstripBlocks
    [InlineData("{{ values.name }}", "{{ values.name }}")] // not our marks
    [InlineData("{{ x }} ${{ values.n }}", "{{ x }} 3")]
    [InlineData("{% raw %}${{ github.sha }}{% endraw %}", "${{ github.sha }}")]
    [InlineData("{# gone #}x", "x")]
    [InlineData("${{ values.missing }}|${{ values.missing.deeper }}", "|")]
    [InlineData("${{ values.name | replace('-', ' ') | title | replace(' ', '') }}", "PayoutReports")]
    [InlineData("{% for x in values.list %}${{ loop.index }}${{ x }}{% if not loop.last %},{% endif %}{% endfor %}", "1a,2b")]
    [InlineData("{% set t = values.n * 2 %}${{ t }}", "6")]
    [InlineData("{% macro m(a, b='q') %}${{ a }}${{ b }}{% endmacro %}${{ m('p') }}", "pq")]
    [InlineData("${{ values.list | dump }}", "[\"a\",\"b\"]")]
    [InlineData("${{ values.repo | projectSlug }}", "acme/shop")]
    [InlineData("${{ (values.repo | parseRepoUrl).host }}", "github.com")]
    [InlineData("${{ values.repo | parseRepoUrl | pick('repo') }}", "shop")]
    [InlineData("${{ ('Group:Team/A' | parseEntityRef).namespace }}", "Team")]
    [InlineData("${{ ('a' | parseEntityRef({ defaultKind: 'Group' })).kind }}", "Group")]
    [InlineData("${{ values.deep | pick(['x','y']) }}", "z")]
    [InlineData("${{ values.name.replaceAll('o', '0') }}", "pay0ut-rep0rts")]
    [InlineData("${{ values.name.endsWith('reports') }}", "true")]
    [InlineData("${{ values.list.includes('b') }}", "true")]
    [InlineData("${{ 'x'.padStart(3, '0') }}", "00x")]
    [InlineData("${{ values.name | upper | truncate(6, true, '') }}", "PAYOUT")]
    [InlineData("plain text stays: $100 {x} 5 % 2", "plain text stays: $100 {x} 5 % 2")]
    public void Text_is_rendered_as_Backstage_renders_it(string template, string expected)
        => Assert.Equal(expected, _engine.Render(template, Context, "test"));

    [Fact]
    public void Now_is_the_moment_the_run_was_started_and_unknown_outside_of_one()
    {
        JsonObject run = new() { ["$now"] = 1767225600000, ["values"] = new JsonObject() };

        Assert.Equal("made at 1767225600000", _engine.Render("made at ${{ '' | now }}", run, "file"));
        Assert.Equal("1767225600000", _engine.Evaluate(JsonValue.Create("${{ '' | now }}"), run, "input")!.ToJsonString());
        Assert.Contains("of a run only", Assert.Throws<TemplateRenderException>(() => _engine.Render("${{ '' | now }}", Context, "file")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${{ parameters.count }}", "5")]
    [InlineData("${{ parameters.on }}", "false")]
    [InlineData("${{ parameters.items }}", """[{"k":1}]""")]
    [InlineData("${{ parameters.count > 3 and not parameters.on }}", "true")]
    [InlineData("${{ parameters.repoUrl | parseRepoUrl }}", """{"host":"github.com","owner":"acme","repo":"shop"}""")]
    [InlineData("n: ${{ parameters.count }}", "\"n: 5\"")]
    [InlineData("${{ parameters.count }} ${{ parameters.count }}", "\"5 5\"")]
    [InlineData("${{ '}}' }}", "\"}}\"")]
    public void A_text_that_is_one_expression_keeps_its_type(string text, string json)
        => Assert.Equal(json, _engine.Evaluate(JsonValue.Create(text), Context, "input")!.ToJsonString(Relaxed));

    [Theory]
    [InlineData("<img src='PICTURE'>\n{% if values.on %}\n  PICTURE\n{% endif %}\n${{ values.name }}PICTURE${{ values.name }}\n")]
    [InlineData("{% for x in values.list %}PICTURE${{ x }}{% endfor %}{# PICTURE #}{% raw %}${{ PICTURE }}{% endraw %}")]
    [InlineData("a}}PICTURE%}b ${{ values.name }}")]
    public void A_long_stretch_of_text_renders_as_a_short_one_does(string template)
    {
        JsonObject context = new() { ["values"] = new JsonObject { ["on"] = true, ["name"] = "n", ["list"] = new JsonArray("1", "2") } };
        var picture = string.Concat(Enumerable.Repeat("abc }} def { % ghi\n  ", 12_000)); // a quarter of a million characters

        var rendered = _engine.Render(template.Replace("PICTURE", picture, StringComparison.Ordinal), context, "page.html");

        Assert.Equal(_engine.Render(template, context, "page.html").Replace("PICTURE", picture, StringComparison.Ordinal), rendered);
    }

    [Fact]
    public void A_tree_is_rendered_throughout_and_what_is_undefined_is_left_out()
    {
        var tree = JsonNode.Parse("""{"a":"${{ values.n }}","b":["${{ values.name }}",7,true],"gone":"${{ values.missing }}","c":{"d":"x"}}""");

        Assert.Equal("""{"a":3,"b":["payout-reports",7,true],"c":{"d":"x"}}""", _engine.Evaluate(tree, Context, "input")!.ToJsonString());
    }

    [Theory]
    [InlineData("a\n${{ values.name", "skeleton/x.txt")]
    [InlineData("{% if %}", "skeleton/x.txt")]
    [InlineData("${{ values.name | nosuchfilter }}", "nosuchfilter")]
    [InlineData("${{ 'nope' | parseRepoUrl }}", "nope")]
    [InlineData("${{ values.name.nosuch() }}", "skeleton/x.txt")]
    public void A_broken_template_says_where_and_what(string template, string expected)
    {
        var failure = Assert.Throws<TemplateRenderException>(() => _engine.Render(template, Context, "skeleton/x.txt"));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown path", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for i in range(100000000) %}x{% endfor %}")]
    [InlineData("{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}")]
    public void An_endless_template_is_stopped_and_the_engine_goes_on_working(string template)
    {
        Assert.Throws<TemplateRenderException>(() => _engine.Render(template, Context, "loop"));

        Assert.Equal("3", _engine.Render("${{ values.n }}", Context, "after"));
    }

    [Fact]
    public void Many_threads_render_at_once_without_mixing_their_answers()
        => Parallel.For(0, 64, i => Assert.Equal($"<{i}>", _engine.Render("<${{ values.i }}>", new JsonObject { ["values"] = new JsonObject { ["i"] = i } }, "t")));

    [Fact]
    public async Task It_renders_what_Nunjucks_renders_under_Node()
    {
        var library = Path.Combine(RepositoryRoot(), "src/Infrastructure/Templating/npm/node_modules/nunjucks");
        Assert.SkipUnless(Directory.Exists(library), "nunjucks is not installed here");
        string[] templates =
        [
            "{% for k, v in values.deep %}${{ k }}=${{ v | dump }}{% endfor %}", "{%- if values.n == 3 -%}  a  {%- endif -%}  b", "${{ values.list | join(', ') | capitalize }}",
            "{% set a = [1,2,3] %}${{ a | reverse | join }}-${{ a | sum }}-${{ a | first }}-${{ a | last }}", "${{ [3,1,2] | sort | join(',') }}", "{% filter upper %}abc{% endfilter %}",
            "${{ values.name | wordcount }}${{ 'a\nb' | indent(4) }}", "{% macro wrap() %}<${{ caller() }}>{% endmacro %}{% call wrap() %}x{% endcall %}", "${{ 1.5 | round }}${{ 7 // 2 }}${{ 2 ** 5 }}${{ 7 % 4 }}",
            "${{ 'é ü 漢' | upper | length }}", "{% for i in range(3) -%}\n  ${{ i }}\n{%- endfor %}", "${{ values.missing or 'd' }}${{ values.missing | default('e') }}", "${{ 'a,b,c'.split(',') | dump }}",
            "{% if values.list is defined and 'a' in values.list %}in{% else %}out{% endif %}", "${{ values.html | escape }}${{ values.html | safe }}", "${{ {a: 1, b: [2]} | dump(2) }}", "{% switch values.n %}{% case 3 %}three{% default %}other{% endswitch %}",
            "${{ values.list | batch(1) | dump }}", "${{ 'x' if values.flag else 'y' }}${{ 'x' if not values.flag }}", "\r\n{% if true %}\r\nq\r\n{% endif %}\r\n", "${{ ' a ' | trim }}|${{ 'a-b' | replace('-', '') }}|${{ 'ab' | list | dump }}",
            "${{ [{n:'b'},{n:'a'}] | sort(attribute='n') | dump }}${{ [{t:1},{t:2}] | selectattr('t') | dump }}${{ [{t:'p',v:1}] | groupby('t') | dump }}", "${{ 'Hello World' | lower | replace(r/o/g, '0') }}", "${{ 3 | float }}${{ '4' | int + 1 }}${{ 'a' ~ 1 }}",
        ];

        var expected = await NodeAsync(library, templates);

        for (var i = 0; i < templates.Length; i++)
        {
            Assert.Equal(expected[i], _engine.Render(templates[i], Context, "compare"));
        }
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<string[]> NodeAsync(string library, string[] templates)
    {
        var script = "const n=require(" + JsonSerializer.Serialize(library) + """
            );const e=new n.Environment(null,{autoescape:false,trimBlocks:true,lstripBlocks:true,tags:{variableStart:'${{',variableEnd:'}}'}});
            let t='';process.stdin.on('data',d=>t+=d).on('end',()=>{const {templates,context}=JSON.parse(t);console.log(JSON.stringify(templates.map(x=>e.renderString(x,context))))});
            """;
        ProcessStartInfo info = new("node", ["-e", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var node = Process.Start(info)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { templates, context = Context }));
        node.StandardInput.Close();
        return JsonSerializer.Deserialize<string[]>(await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))!;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? "";
    }
}
