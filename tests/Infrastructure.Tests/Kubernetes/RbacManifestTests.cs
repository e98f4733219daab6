using YamlDotNet.RepresentationModel;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>What the shipped manifests allow: least privilege is a promise, so it is read from the files themselves.</summary>
public sealed class RbacManifestTests
{
    private static readonly string[] Reads = ["get", "list", "watch"];

    [Fact]
    public void The_reader_reads_and_does_nothing_else()
    {
        var rules = RulesOf("rbac.yaml");

        Assert.NotEmpty(rules);
        Assert.All(rules, r => Assert.Empty(r.Verbs.Except(Reads)));
        Assert.DoesNotContain(rules, r => r.Resources.Any(x => x.Contains('/', StringComparison.Ordinal))); // no logs, no exec, no proxy
    }

    [Theory]
    [InlineData("rbac.yaml")]
    [InlineData("rbac-logs.yaml")]
    [InlineData("rbac-operate.yaml")]
    public void No_manifest_has_a_wildcard_or_reaches_secrets(string file)
        => Assert.All(RulesOf(file), r =>
        {
            Assert.DoesNotContain("*", r.Groups.Concat(r.Resources).Concat(r.Verbs));
            Assert.DoesNotContain(r.Resources, x => x.Split('/')[0] is "secrets" or "configmaps" or "serviceaccounts" || x is "pods/exec" or "pods/attach" or "pods/portforward");
            Assert.DoesNotContain(r.Verbs, v => v is "impersonate" or "escalate" or "bind" or "create" or "delete" or "deletecollection" or "update");
        });

    [Fact]
    public void Logs_and_operations_are_given_by_the_optional_manifests_and_by_nothing_more_than_they_need()
    {
        Assert.Equal(["/pods/log: get"], RulesOf("rbac-logs.yaml").Select(Text));
        Assert.Equal(["apps/deployments,statefulsets,daemonsets,deployments/scale,statefulsets/scale: patch", "apps/controllerrevisions: get,list"], RulesOf("rbac-operate.yaml").Select(Text));
    }

    [Fact]
    public void The_check_sees_a_wildcard_where_there_is_one() // the canary
        => Assert.Equal("*/*: *", Text(Assert.Single(Parse("kind: ClusterRole\nrules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]"))));

    private static string Text(Rule rule) => $"{string.Join(',', rule.Groups)}/{string.Join(',', rule.Resources)}: {string.Join(',', rule.Verbs)}";

    private static List<Rule> RulesOf(string file) => Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));

    private static List<Rule> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => (YamlMappingNode)d.RootNode).Where(d => d["kind"].ToString() is "Role" or "ClusterRole")
            .SelectMany(d => ((YamlSequenceNode)d["rules"]).Cast<YamlMappingNode>()).Select(r => new Rule(List(r, "apiGroups"), List(r, "resources"), List(r, "verbs")))];
    }

    private static List<string> List(YamlMappingNode rule, string name) => [.. ((YamlSequenceNode)rule[name]).Select(n => n.ToString())];

    private sealed record Rule(List<string> Groups, List<string> Resources, List<string> Verbs);
}
