using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Manifests;
using Portal.Infrastructure.Descriptors;

namespace Portal.ApplicationTests.Deployments.Drift;

public sealed class ComparisonTests : ICatalog, ILiveFeed
{
    private const string Git = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: orders
          labels: {app.kubernetes.io/name: orders, team: a}
        spec:
          replicas: 3
          selector: {matchLabels: {app: orders}}
          template:
            metadata: {labels: {app: orders}}
            spec:
              containers:
                - name: web
                  image: r.test/orders:1.4.2
                  command: [run]
                  env: [{name: LEVEL, value: info}, {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}]
                  resources: {requests: {cpu: 1000m}, limits: {cpu: 2, memory: 1Gi}}
                  readinessProbe: {httpGet: {path: /ready, port: 8080}}
              volumes: [{name: conf, configMap: {name: settings}}]
        """;

    // As an API server hands it out: defaults filled in.
    private const string Live = """
        {"metadata":{"name":"orders","namespace":"shop","uid":"u1","generation":1,"labels":{"app.kubernetes.io/name":"orders","team":"a","added-by":"a-tool"}},
         "spec":{"replicas":3,"revisionHistoryLimit":10,"progressDeadlineSeconds":600,"selector":{"matchLabels":{"app":"orders"}},
          "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}},
          "template":{"metadata":{"creationTimestamp":null,"labels":{"app":"orders"},"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-01T00:00:00Z"}},
           "spec":{"restartPolicy":"Always","dnsPolicy":"ClusterFirst","schedulerName":"default-scheduler","terminationGracePeriodSeconds":30,
            "containers":[{"name":"web","image":"r.test/orders:1.4.2","imagePullPolicy":"IfNotPresent","command":["run"],"terminationMessagePath":"/dev/termination-log",
             "env":[{"name":"LEVEL","value":"debug"},{"name":"KEY","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}],
             "resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"2","memory":"1024Mi"}},
             "readinessProbe":{"httpGet":{"path":"/ready","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}}],
            "volumes":[{"name":"conf","configMap":{"name":"settings","defaultMode":420}}]}}},"status":{"observedGeneration":1,"replicas":3,"readyReplicas":3,"updatedReplicas":3,"availableReplicas":3}}
        """;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString };
    private static readonly EntityRef Orders = new("component", "default", "orders");
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    private readonly ClusterModel _model = new("prod-eu", "production", "eu");
    private readonly DeploymentPictures _pictures;
    private ClusterStatus _status = new("prod-eu", "production", "eu", ClusterState.Live, Now, null, null, "v1.34.1", [], 0, 0);

    public ComparisonTests() => _pictures = new(this, this);

    public CatalogGraph Current { get; } = CatalogGraph.Build([new() { Ref = Orders, Kind = "Component", Name = "orders" }], 1, Now);

    [Fact]
    public async Task Defaults_quantities_values_of_an_environment_and_labels_of_tools_are_no_drift()
    {
        var drift = await CompareAsync(Git, Live);

        Assert.Empty(drift.Items);
        Assert.Equal(DriftState.InStep, drift.State);
        Assert.InRange(drift.Compared, 15, 40);
    }

    [Theory]
    [InlineData("\"replicas\":3,\"rev", "\"replicas\":5,\"rev", "spec.replicas", "3", "5", "by hand")]
    [InlineData("orders:1.4.2", "orders:1.5.0", "spec.template.spec.containers[web].image", "r.test/orders:1.4.2", "r.test/orders:1.5.0", "Another image")]
    [InlineData("\"name\":\"LEVEL\"", "\"name\":\"LEVELS\"", "spec.template.spec.containers[web].env[LEVEL]", "value", null, "Taken away")]
    [InlineData("{\"name\":\"LEVEL\",\"value\":\"debug\"}", "{\"name\":\"LEVEL\",\"value\":\"debug\"},{\"name\":\"DEBUG\",\"value\":\"1\"}", "spec.template.spec.containers[web].env[DEBUG]", null, "value", "cluster only")]
    [InlineData("\"valueFrom\":{\"secretKeyRef\":{\"name\":\"s\",\"key\":\"k\"}}", "\"value\":\"typed in\"", "spec.template.spec.containers[web].env[KEY]", "secret key", "value", "Changed by hand")]
    [InlineData("\"memory\":\"1024Mi\"", "\"memory\":\"2Gi\"", "spec.template.spec.containers[web].resources.limits[memory]", "1Gi", "2Gi", "Changed by hand")]
    [InlineData("\"cpu\":\"1\"", "\"cpu\":\"1100m\"", "spec.template.spec.containers[web].resources.requests[cpu]", "1000m", "1100m", "Changed by hand")]
    [InlineData("\"path\":\"/ready\"", "\"path\":\"/\"", "spec.template.spec.containers[web].readinessProbe", "http /ready on 8080", "http / on 8080", "Changed by hand")]
    [InlineData("\"periodSeconds\":10", "\"periodSeconds\":60", "spec.template.spec.containers[web].readinessProbe.periodSeconds", "10", "60", "Changed by hand")]
    [InlineData("\"configMap\":{\"name\":\"settings\"", "\"configMap\":{\"name\":\"others\"", "spec.template.spec.volumes[conf]", "configMap settings", "configMap others", "Changed by hand")]
    [InlineData("\"maxSurge\":\"25%\"", "\"maxSurge\":2", "spec.strategy.rollingUpdate.maxSurge", "25%", "2", "Changed by hand")]
    [InlineData("\"team\":\"a\"", "\"team\":\"b\"", "metadata.labels[team]", "a", "b", "Changed by hand")]
    [InlineData("\"labels\":{\"app\":\"orders\"},\"ann", "\"labels\":{\"app\":\"orders\",\"x\":\"y\"},\"ann", "spec.template.metadata.labels[x]", null, "y", "cluster only")]
    [InlineData("\"containers\":[", "\"containers\":[{\"name\":\"extra\",\"image\":\"r.test/extra:1\",\"env\":[{\"name\":\"A\",\"value\":\"1\"}]},", "spec.template.spec.containers[extra]", null, "r.test/extra:1", "cluster only")]
    public async Task Each_field_is_compared(string from, string to, string field, string? git, string? live, string words)
    {
        Assert.Contains(from, Live, StringComparison.Ordinal);

        var drift = await CompareAsync(Git, Live.Replace(from, to, StringComparison.Ordinal));

        var item = drift.Items.Single(i => i.Field == field);
        Assert.Equal((git, live, "shop"), (item.Git, item.Live, item.Namespace));
        Assert.Contains(words, item.Words, StringComparison.Ordinal);
        Assert.InRange(drift.Items.Count, 1, 2);
        Assert.DoesNotContain(drift.Items, i => i.Git == "typed in" || i.Live == "typed in");
    }

    [Fact]
    public async Task A_changed_command_shows_two_hashes_and_no_word_of_it()
    {
        var drift = await CompareAsync(Git, Live.Replace("[\"run\"]", "[\"run\",\"--fast\"]", StringComparison.Ordinal));

        var item = Assert.Single(drift.Items);
        Assert.Equal("spec.template.spec.containers[web].command", item.Field);
        Assert.StartsWith("hash ", item.Live, StringComparison.Ordinal);
        Assert.NotEqual(item.Git, item.Live);
        Assert.Equal(new GitPlace("deploy/all.yaml", 15), item.Place);
    }

    [Fact]
    public async Task Replicas_are_the_autoscalers_where_there_is_one_and_its_bounds_are_compared()
    {
        Apply(ObservedKind.Autoscaler, new ObservedAutoscaler { Metadata = new() { Name = "orders", Namespace = "shop", Uid = "h" }, Spec = new(new("Deployment", "orders"), 1, 9) });

        var drift = await CompareAsync(Git + "\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: orders}\nspec: {scaleTargetRef: {kind: Deployment, name: orders}, maxReplicas: 6}", Live.Replace("\"replicas\":3,\"rev", "\"replicas\":8,\"rev", StringComparison.Ordinal));

        Assert.Equal(("spec.maxReplicas", "6", "9"), drift.Items.Select(i => (i.Field, i.Git, i.Live)).Single());
        Assert.Contains(drift.Notes, n => n.Contains("the autoscaler orders decides", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tag_that_git_leaves_open_is_no_drift_but_another_repository_is()
    {
        var open = Git.Replace("orders:1.4.2", "orders:latest", StringComparison.Ordinal);

        var same = await CompareAsync(open, Live.Replace("\"labels\":{\"app\":\"orders\"},\"ann", "\"labels\":{\"app\":\"orders\",\"app.kubernetes.io/version\":\"1.4.2\"},\"ann", StringComparison.Ordinal));
        Assert.Empty(same.Items);
        Assert.Contains(same.Notes, n => n.Contains("git leaves it open", StringComparison.Ordinal));
        Assert.Single((await CompareAsync(open, Live.Replace("r.test/orders", "r.test/forked", StringComparison.Ordinal))).Items);
    }

    [Fact]
    public async Task The_hash_of_a_generated_name_is_no_drift_and_another_name_is()
    {
        var generated = new HashSet<string> { "settings" };

        Assert.Empty((await CompareAsync(Git, Live.Replace("\"name\":\"settings\"", "\"name\":\"settings-5f8k2m9tgh\"", StringComparison.Ordinal), generated)).Items);
        Assert.Single((await CompareAsync(Git, Live.Replace("\"name\":\"settings\"", "\"name\":\"settings-5f8k2m9tgh\"", StringComparison.Ordinal))).Items);
    }

    [Fact]
    public async Task Missing_and_additional_workloads_selectors_and_budgets_are_told()
    {
        Apply(ObservedKind.StatefulSet, JsonSerializer.Deserialize<ObservedWorkload>(Live.Replace("\"uid\":\"u1\"", "\"uid\":\"u2\"", StringComparison.Ordinal).Replace("{\"name\":\"orders\",\"namespace\"", "{\"name\":\"orders-cache\",\"namespace\"", StringComparison.Ordinal), Json)!);
        Apply(ObservedKind.Service, new ObservedService { Metadata = new() { Name = "orders", Namespace = "shop", Uid = "s" }, Spec = new(new Dictionary<string, string> { ["app"] = "other" }) });
        Apply(ObservedKind.DisruptionBudget, new ObservedDisruptionBudget { Metadata = new() { Name = "orders", Namespace = "shop", Uid = "b" }, Spec = new(MinAvailable: "2") });

        var drift = await CompareAsync(Git + """

            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: orders-night, namespace: shop}
            spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: b:1}]}}}}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: orders}, spec: {selector: {app: orders}}}
            ---
            {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: orders}, spec: {minAvailable: 1}}
            """, Live);

        Assert.Equal(
            ["Deployment", "MissingInCluster CronJob orders-night", "NotInGit StatefulSet orders-cache", "Service spec.selector[app] orders other", "PodDisruptionBudget spec.minAvailable 1 2"],
            drift.Items.Select(i => i.Difference == DriftKind.Field ? $"{i.Kind} {i.Field} {i.Git} {i.Live}" : $"{i.Difference} {i.Kind} {i.Name}").Prepend("Deployment").Order(StringComparer.Ordinal).OrderBy(t => t.StartsWith("Deployment", StringComparison.Ordinal) ? 0 : t.StartsWith("Missing", StringComparison.Ordinal) ? 1 : t.StartsWith("NotIn", StringComparison.Ordinal) ? 2 : t.StartsWith("Service", StringComparison.Ordinal) ? 3 : 4));
    }

    [Fact]
    public async Task What_may_change_anything_makes_the_comparison_say_that_it_cannot_be_told()
    {
        var drift = await CompareAsync(Git, Live.Replace("\"replicas\":3,\"rev", "\"replicas\":5,\"rev", StringComparison.Ordinal), unsupported: new("components", new("deploy/kustomization.yaml", 4), "Not worked out.", OnlyAdds: false));

        Assert.Equal(DriftState.CannotTell, drift.State);
        Assert.Contains("components in deploy/kustomization.yaml:4", drift.Reason, StringComparison.Ordinal);
        Assert.Empty(drift.Items);
    }

    [Fact]
    public async Task An_unreachable_cluster_is_compared_by_its_last_picture_and_one_never_heard_is_not()
    {
        _status = _status with { State = ClusterState.Unreachable, UnreachableSince = Now };
        Assert.Equal((DriftState.InStep, ClusterState.Unreachable), await CompareAsync(Git, Live) is var last ? (last.State, last.Status.State) : default);

        _status = _status with { State = ClusterState.Syncing, AsOf = null };
        Assert.Equal(DriftState.CannotTell, (await CompareAsync(Git, Live)).State);
    }

    void ILiveFeed.Publish(string topic)
    {
    }

    IAsyncEnumerable<string> ILiveFeed.SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    private async Task<ClusterDrift> CompareAsync(string git, string live, HashSet<string>? generated = null, UnsupportedPart? unsupported = null)
    {
        Apply(ObservedKind.Deployment, JsonSerializer.Deserialize<ObservedWorkload>(live, Json)!);
        _pictures.Replace(_status, _model.Build(Now));
        var rendered = await new ManifestRenderer(new MemoryFiles(("deploy/all.yaml", git)), new YamlDescriptorReader()).RenderAsync("deploy", CancellationToken.None);
        var manifests = ManifestReading.Of("production", "deploy", rendered with { GeneratedNames = generated ?? [], Unsupported = unsupported is null ? [] : [unsupported] }, null);
        return new ManifestComparison(Orders, new(Orders.ToString(), "repo", "abc", Now, Now, null, new Dictionary<string, GitManifests>()), manifests, _status, _pictures, isShared: false).Compare();
    }

    private void Apply(ObservedKind kind, IObserved item) => _model.Apply(new ObservedChange.Upserted(kind, item));
}
