using Portal.Application.Manifests;
using Portal.Infrastructure.Descriptors;

namespace Portal.ApplicationTests.Deployments.Drift;

/// <summary>What kustomize makes of each feature was taken from its documentation; the golden path's own overlay is the whole of it.</summary>
public sealed class RenderingTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: web-image
                  env: [{name: A, value: "1"}, {name: B, value: "2"}]
                  envFrom: [{configMapRef: {name: settings}}]
                  ports: [{containerPort: 80}]
              volumes: [{name: tmp, emptyDir: {}}]
        """;

    [Theory]
    [InlineData("namespace: shop", "metadata.namespace", "shop")]
    [InlineData("namePrefix: eu-", "metadata.name", "eu-web")]
    [InlineData("nameSuffix: -v2", "metadata.name", "web-v2")]
    [InlineData("commonLabels: {team: a}", "spec.selector.matchLabels.team", "a")]
    [InlineData("labels: [{pairs: {team: a}}]", "metadata.labels.team", "a")]
    [InlineData("labels: [{pairs: {team: a}}]", "spec.template.metadata.labels.team", null)]
    [InlineData("labels: [{includeTemplates: true, pairs: {team: a}}]", "spec.template.metadata.labels.team", "a")]
    [InlineData("labels: [{includeTemplates: true, pairs: {team: a}}]", "spec.selector.matchLabels.team", null)]
    [InlineData("labels: [{includeSelectors: true, pairs: {team: a}}]", "spec.selector.matchLabels.team", "a")]
    [InlineData("commonAnnotations: {note: x}", "spec.template.metadata.annotations.note", "x")]
    [InlineData("images: [{name: web-image, newName: r.test/web, newTag: '2.0'}]", "image", "r.test/web:2.0")]
    [InlineData("images: [{name: web-image, digest: 'sha256:ab'}]", "image", "web-image@sha256:ab")]
    [InlineData("images: [{name: other, newTag: '2'}]", "image", "web-image")]
    [InlineData("replicas: [{name: web, count: 5}]", "spec.replicas", "5")]
    [InlineData("patches: [{target: {kind: Deployment}, patch: '[{op: replace, path: /spec/replicas, value: 7}]'}]", "spec.replicas", "7")]
    [InlineData("patches: [{target: {kind: Deployment, name: w.*}, patch: '[{op: add, path: /metadata/labels, value: {x: y}}]'}]", "metadata.labels.x", "y")]
    [InlineData("patches: [{target: {kind: Deployment, name: w}, patch: '[{op: replace, path: /spec/replicas, value: 7}]'}]", "spec.replicas", "1")]
    [InlineData("patches: [{target: {kind: Deployment}, patch: '[{op: move, from: /spec/replicas, path: /spec/paused}]'}]", "spec.paused", "1")]
    [InlineData("patchesJson6902: [{target: {kind: Deployment, name: web}, patch: '[{op: remove, path: /spec/replicas}]'}]", "spec.replicas", null)]
    [InlineData("patches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: null}}'}]", "spec.replicas", null)]
    [InlineData("patchesStrategicMerge: [patch.yaml]", "env", "A,B,C")]
    [InlineData("patchesStrategicMerge: [patch.yaml]", "spec.replicas", "9")]
    [InlineData("configMapGenerator: [{name: settings, literals: [A=1]}]\nnamePrefix: eu-", "configMap", "eu-settings")]
    public async Task Each_feature_does_what_kustomize_does(string feature, string path, string? expected)
    {
        const string Patch = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 9
              template: {spec: {containers: [{name: web, env: [{name: C, value: "3"}]}], volumes: [{name: more, emptyDir: {}}]}}
            """;

        var made = await RenderAsync("app", ("app/kustomization.yaml", $"resources: [web.yaml]\n{feature}\n"), ("app/web.yaml", Deployment), ("app/patch.yaml", Patch));

        var root = made.Objects.Find(o => o.Kind == "Deployment")!.Root;
        var container = root.At("spec", "template", "spec", "containers")!.Items[0];
        var found = path switch
        {
            "image" => container.TextOf("image"),
            "env" => string.Join(',', container["env"]!.Items.Select(e => e.TextOf("name"))),
            "configMap" => container["envFrom"]!.Items[0]["configMapRef"]!.TextOf("name"),
            _ => root.At(path.Split('.'))?.Text,
        };
        Assert.Equal(expected, found);
        Assert.Empty(made.Unsupported);
    }

    [Fact]
    public async Task Bases_are_followed_inside_the_repository_and_lines_are_those_of_the_file()
    {
        var made = await RenderAsync("app/over", ("app/over/kustomization.yaml", "resources:\n  - ../base\nreplicas:\n  - {name: web, count: 3}\n"), ("app/base/kustomization.yaml", "resources: [web.yaml]"), ("app/base/web.yaml", Deployment));

        Assert.Equal(new GitPlace("app/over/kustomization.yaml", 4), made.Objects[0].Root.At("spec", "replicas")!.Place);
        Assert.Equal(new GitPlace("app/base/web.yaml", 12), made.Objects[0].Root.At("spec", "template", "spec", "containers")!.Items[0]["image"]!.Place);
        Assert.Equal(["app/base/kustomization.yaml", "app/base/web.yaml", "app/over/kustomization.yaml"], made.Files);
    }

    [Fact]
    public async Task A_plain_folder_is_all_its_documents_and_passes_over_what_is_none_of_kubernetes()
    {
        var made = await RenderAsync("k8s", ("k8s/all.yaml", Deployment + "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\n"), ("k8s/compose.yml", "services: {}"), ("k8s/deeper/x.yaml", "kind: ["));

        Assert.Equal(["Deployment web", "Service web"], made.Objects.Select(o => $"{o.Kind} {o.Name}"));
    }

    [Theory]
    [InlineData("helmCharts: [{name: redis}]", "helmCharts", true)]
    [InlineData("components: [../c]", "components", false)]
    [InlineData("replacements: [{path: r.yaml}]", "replacements", false)]
    [InlineData("vars: [{name: X}]", "vars", false)]
    [InlineData("transformers: [t.yaml]", "transformers", false)]
    [InlineData("somethingNew: {a: b}", "somethingNew", false)]
    [InlineData("resources: [web.yaml, 'https://github.com/o/r//deploy?ref=main']", "remote resource https://github.com/o/r//deploy?ref=main", true)]
    public async Task What_is_not_worked_out_is_named_with_its_place(string feature, string what, bool onlyAdds)
    {
        var text = feature.StartsWith("resources", StringComparison.Ordinal) ? feature : $"resources: [web.yaml]\n{feature}";

        var made = await RenderAsync("app", ("app/kustomization.yaml", text), ("app/web.yaml", Deployment));

        var part = Assert.Single(made.Unsupported);
        Assert.Equal((what, onlyAdds, "app/kustomization.yaml"), (part.What, part.OnlyAdds, part.Place.File));
        Assert.Single(made.Objects);
    }

    [Theory]
    [InlineData("resources: [../../../x]", "app/kustomization.yaml:1: The resource ../../../x leaves the repository.")]
    [InlineData("resources: [missing.yaml]", "missing.yaml does not exist")]
    [InlineData("resources: [web.yaml, web.yaml]", "Deployment web comes from two resources")]
    [InlineData("resources: [../app]", "leads back to itself")]
    [InlineData("resources: web.yaml", "resources is no list")]
    [InlineData("resources: [bad.yaml]", "app/bad.yaml:3:")]
    [InlineData("resources: [web.yaml]\npatches: [{patch: '[{op: remove, path: /x}]'}]", "needs a target")]
    [InlineData("resources: [web.yaml]\npatches: [{target: {kind: Deployment}, patch: '[{op: replace, path: /spec/nothing, value: 1}]'}]", "Deployment web has nothing at /spec/nothing")]
    [InlineData("resources: [web.yaml]\npatches: [{target: {kind: '['}, patch: '[]'}]", "no regular expression")]
    [InlineData("resources: [web.yaml]\npatches: [{patch: '{kind: Deployment, metadata: {name: other}}'}]", "which no resource declares")]
    public async Task A_mistake_says_what_where_and_how_to_mend_it(string text, string words)
    {
        var refused = await Assert.ThrowsAsync<ManifestException>(() => RenderAsync("app", ("app/kustomization.yaml", text), ("app/web.yaml", Deployment), ("app/bad.yaml", "a: 1\nb:\n  c: [\n")));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_files_or_bytes_than_the_limit_are_refused()
    {
        var many = Enumerable.Range(0, ManifestRenderer.MostFiles + 1).Select(i => ($"k8s/{i}.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {{name: s{i}}}")).ToArray();

        Assert.Contains("200 files", (await Assert.ThrowsAsync<ManifestException>(() => RenderAsync("k8s", many))).Message, StringComparison.Ordinal);
        Assert.Contains("2 MB", (await Assert.ThrowsAsync<ManifestException>(() => RenderAsync("k8s", ("k8s/a.yaml", "# " + new string('x', ManifestRenderer.MostBytes))))).Message, StringComparison.Ordinal);
    }

    private static Task<RenderedObjects> RenderAsync(string path, params (string Path, string Text)[] files)
        => new ManifestRenderer(new MemoryFiles(files), new YamlDescriptorReader()).RenderAsync(path, CancellationToken.None);
}
