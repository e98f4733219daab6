using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Scaffolding;
using Portal.Testing;

namespace Portal.WebTests.Create;

public sealed class ActionListTests
{
    private static readonly string[] Promised =
    [
        "fetch:template", "fetch:plain", "fetch:plain:file", "fs:delete", "fs:rename", "catalog:register", "catalog:write", "catalog:fetch", "debug:log", "debug:wait", "publish:github",
        "publish:github:pull-request", "github:repo:create", "github:repo:push", "github:branch-protection:create", "github:environment:create", "github:webhook", "github:actions:dispatch",
        "github:issues:label", "publish:local-git",
    ];

    [Fact]
    public void Every_promised_action_is_there_and_says_what_it_takes()
    {
        using PortalHost host = new();
        var actions = host.Services.GetServices<IScaffoldAction>().ToDictionary(a => a.Id, StringComparer.Ordinal);

        Assert.Empty(Promised.Except(actions.Keys, StringComparer.Ordinal));
        Assert.All(actions.Values, action =>
        {
            Assert.EndsWith(".", action.Info.Description, StringComparison.Ordinal);
            Assert.Equal(action.Info.Inputs.Select(i => i.Name).Distinct(StringComparer.Ordinal), action.Info.Inputs.Select(i => i.Name));
            Assert.All(action.Info.Inputs, input => Assert.True(input.Name.Length > 0 && input.Type.Length > 0 && input.Description.Length > 0, $"{action.Id}: {input}"));
            Assert.All(action.Info.Outputs, output => Assert.True(output.Name.Length > 0 && output.Description.Length > 0, $"{action.Id}: {output}"));
        });
    }
}
