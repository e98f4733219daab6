using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;

namespace Portal.InfrastructureTests.Templating;

/// <summary>What the check of a template finds, where, and what it says to do.</summary>
public sealed class TemplateLintTests
{
    private const string Head = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: t\nspec:\n  type: service\n";
    private const string Asks = "  parameters:\n    properties:\n      name: {type: string}\n      token: {type: string, ui:field: Secret}\n";

    [Theory]
    [InlineData("kind: [", 2, 1, "")] // found where the text ends without closing it
    [InlineData("kind: Template\nmetadata:\n\tname: t\n", 3, 1, "indented with a tab. Indent with spaces.")]
    [InlineData("a: 1\na: 2", 2, 1, "uplicate")]
    [InlineData("", 1, 1, "no document")]
    [InlineData("kind: Template\nmetadata: {name: t}\nspec: {type: s, steps: [{id: a, action: 'debug:log'}]}", 1, 1, "apiVersion must be")]
    [InlineData(Head + "  steps: []\n", 7, 3, "steps is missing")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:lgo\n", 9, 7, "debug:lgo, which this portal does not have")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      input:\n        mesage: x\n", 11, 9, "no input 'mesage'. Did you mean message?")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      inputs: {}\n", 10, 7, "no 'inputs'. Did you mean input?")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: write\n      input: {}\n", 10, 7, "lacks its input 'path'")]
    [InlineData(Head + Asks + "  steps:\n    - id: a\n      action: debug:log\n      input: {message: 'Hi ${{ parameters.nmae }}'}\n", 14, 32, "no parameter 'nmae'. Did you mean name?")]
    [InlineData(Head + Asks + "  steps:\n    - id: a\n      action: debug:log\n      input:\n        message: |\n          one\n          ${{ parameters['other'] }}\n", 17, 15, "no parameter 'other'")]
    [InlineData(Head + Asks + "  steps:\n    - id: a\n      action: debug:log\n      input: {message: '${{ secrets.name }}'}\n", 14, 29, "no secret 'name'")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      input: {message: \"${{ steps['b'].output.x }}\"}\n    - id: b\n      action: debug:log\n", 10, 29, "Step 'b' comes later")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n  output:\n    text: ${{ steps.z.output.x }}\n", 11, 15, "no step 'z' before this. Use one of a.")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: write\n      input: {path: x}\n    - id: b\n      action: debug:log\n      if: ${{ steps.a.output.nothing }}\n", 13, 15, "write answers no output 'nothing'. Use one of size.")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n    - id: a\n      action: debug:log\n", 10, 7, "Two steps have the id a")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      if: [x]\n", 10, 7, "if must be")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      each: three\n", 10, 7, "each must be")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      input: {message: '${{ each.value }}'}\n", 10, 29, "each is read by steps with each only")]
    [InlineData(Head + "  steps:\n    - id: a\n      action: debug:log\n      input: {message: 'x ${{ parameters. }}'}\n", 10, 27, "no expression")]
    [InlineData(Head + "  parameters:\n    required: [nam]\n    properties: {name: {type: string}}\n  steps: [{id: a, action: 'debug:log'}]\n", 8, 16, "required names 'nam', which is no property. Did you mean name?")]
    [InlineData(Head + "  parameters:\n    properties:\n      name: {type: sting}\n  steps: [{id: a, action: 'debug:log'}]\n", 9, 14, "'sting' is no type. Did you mean string?")]
    [InlineData(Head + "  parameters:\n    properties:\n      name: {type: string, pattern: '(['}\n  steps: [{id: a, action: 'debug:log'}]\n", 9, 28, "no regular expression")]
    [InlineData(Head + "  parameters:\n    properties:\n      name: {$ref: '#/definitions/x'}\n  steps: [{id: a, action: 'debug:log'}]\n", 9, 14, "names nothing on this page")]
    [InlineData(Head + "  parameters:\n    properties:\n      size: {type: integer, default: big}\n  steps: [{id: a, action: 'debug:log'}]\n", 9, 29, "The default of size must be a whole number")]
    public void A_mistake_is_found_at_its_place_with_what_to_do(string text, int line, int column, string says)
    {
        var finding = Assert.Single(Lint().Check(text, "/", "/").Findings);

        Assert.Equal((line, column), (finding.Line, finding.Column));
        Assert.Contains(says, $"{finding.Message} {finding.Fix}", StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(finding.Fix);
    }

    [Fact]
    public void A_good_template_has_no_findings()
    {
        var linted = Lint().Check(Head + Asks + """
              steps:
                - {id: first, action: write, input: {path: '${{ parameters.name | upper }}'}}
                - {id: alt, action: debug:log, if: '${{ parameters.name === "a" }}'}
                - {id: alt, action: debug:log, if: '${{ parameters.name !== "a" }}'}
                - {id: each, action: debug:log, each: '${{ ["a", "b"] }}', input: {message: "${{ each.value }} parameters.of.no.expression ${{ 'parameters.text' }}"}}
                - {id: last, action: debug:log, input: {message: "${{ steps['first'].output.size }} ${{ secrets.token }} ${{ user.ref }} {% if parameters.name %}y{% endif %}"}}
              output:
                links: [{title: x, url: "${{ steps.first.output.size }}"}]
            """, "/", "/");

        Assert.Empty(linted.Findings);
        Assert.Equal(5, linted.Template!.Steps.Count);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_in_the_order_of_the_text()
    {
        var findings = Lint().Check(Head + "  steps:\n    - id: a\n      action: nope\n    - id: b\n      action: debug:log\n      input: {message: '${{ parameters.x }}'}\n", "/", "/").Findings;

        Assert.Equal([9, 12], findings.Select(f => f.Line));
    }

    private static TemplateLint Lint() => new(new([new DebugLog(), new Write()]), new NunjucksEngine());

    private sealed class Write : IScaffoldAction
    {
        public string Id => "write";

        public ActionInfo Info { get; } = new("Writes.", [new("path", "string", "Where.", Required: true)], [new("size", "number", "Bytes.")]);

        public Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct) => Task.FromResult(ActionOutcome.Of(new JsonObject()));
    }
}
