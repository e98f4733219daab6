using System.Text;
using System.Text.Json;
using Portal.Application.Deployments;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Releases;

/// <summary>What is kept of a pod template as Kubernetes serves it, and what is not.</summary>
public sealed class TemplateFactsTests
{
    private const string Json = """
        {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"orders-5d9","namespace":"shop","uid":"r1","creationTimestamp":"2026-11-12T03:07:00Z","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"orders","uid":"d1","controller":true}],
         "annotations":{"deployment.kubernetes.io/revision":"4","kubernetes.io/change-cause":"ticket 4711","kubectl.kubernetes.io/last-applied-configuration":"{}"}},
         "spec":{"replicas":3,"template":{"metadata":{"labels":{"app":"orders","pod-template-hash":"5d9"},"annotations":{"checksum/config":"abc123","kubectl.kubernetes.io/restartedAt":"2026-11-12T03:00:00Z","other":"x"}},
          "spec":{"initContainers":[{"name":"migrate","image":"registry.test/migrate:1","env":[{"name":"DB_URL","value":"postgres://u:hunter2@db/x"}]}],
           "containers":[{"name":"orders","image":"registry.test/orders:1.4.2","command":["/bin/orders"],"args":["--token","s3cret-word"],
            "env":[{"name":"LEVEL","value":"s3cret-value"},{"name":"MODE","valueFrom":{"configMapKeyRef":{"name":"orders-config","key":"mode"}}},{"name":"PASSWORD","valueFrom":{"secretKeyRef":{"name":"hidden-name","key":"hidden-key"}}},{"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
            "envFrom":[{"configMapRef":{"name":"shared"}},{"secretRef":{"name":"hidden-name"}}],
            "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"256Mi"}},
            "readinessProbe":{"httpGet":{"path":"/ready","port":"http","scheme":"HTTP"},"periodSeconds":5,"failureThreshold":3},"livenessProbe":{"tcpSocket":{"port":8080}},"startupProbe":{"exec":{"command":["cat","s3cret-file"]}},
            "volumeMounts":[{"name":"data","mountPath":"/data"}]}],
           "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"orders-data"}},{"name":"conf","configMap":{"name":"orders-config"}},{"name":"tls","secret":{"secretName":"hidden-name"}},{"name":"tmp","emptyDir":{}},{"name":"host","hostPath":{"path":"/var/log"}}]}}},"status":{"replicas":3}}
        """;

    [Fact]
    public void Names_kinds_and_hashes_are_kept_and_no_value_is()
    {
        var template = Taken(ObservedKind.ReplicaSet, Json).Spec.Template;

        var lines = TemplateFacts.Lines(template).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            [
                "orders: image\tregistry.test/orders:1.4.2", "label app\torders", "orders: env LEVEL\tvalue", "orders: env MODE\tconfigMap orders-config key mode", "orders: env PASSWORD\tsecret key", "orders: env POD\tfield metadata.name",
                "orders: envFrom 1\tconfigMap shared", "orders: envFrom 2\tsecret", "orders: requests.cpu\t100m", "orders: requests.memory\t128Mi", "orders: limits.memory\t256Mi", "orders: startup probe\ta command", "orders: startup probe timing\tdefaults",
                "orders: readiness probe\thttp /ready on http", "orders: readiness probe timing\tevery 5 s, fails at 3", "orders: liveness probe\ttcp 8080", "orders: liveness probe timing\tdefaults",
                $"orders: command\thash {TemplateFacts.Hash("/bin/orders", 8)}", $"orders: args\thash {TemplateFacts.Hash("--token\ns3cret-word", 8)}", "init migrate: image\tregistry.test/migrate:1", "init migrate: env DB_URL\tvalue",
                "volume data\tclaim orders-data", "volume conf\tconfigMap orders-config", "volume tls\tsecret", "volume tmp\temptyDir", "volume host\thostPath /var/log", "annotation checksum/config\tabc123",
            ], lines);
        Assert.All(lines, l => Assert.DoesNotMatch("s3cret|hunter2|hidden", l));
        Assert.Null(template.Spec.Containers![0].Env);
        Assert.Null(template.Spec.Containers[0].ReadinessProbe);
    }

    [Fact]
    public void Revisions_that_differ_in_image_alone_share_their_facts()
    {
        var model = new ClusterModel("c", "e", null);
        model.Apply(new ObservedChange.Relisted(ObservedKind.Deployment, [Read(Json.Replace("\"r1\"", "\"d1\"", StringComparison.Ordinal).Replace("orders-5d9", "orders", StringComparison.Ordinal))]));
        model.Apply(new ObservedChange.Relisted(ObservedKind.ReplicaSet, [Read(Json), Read(Json.Replace("\"r1\"", "\"r2\"", StringComparison.Ordinal).Replace("1.4.2", "1.4.3", StringComparison.Ordinal)), Read(Json.Replace("\"r1\"", "\"r3\"", StringComparison.Ordinal).Replace("256Mi", "512Mi", StringComparison.Ordinal))]));

        var entry = model.Build(DateTimeOffset.UnixEpoch)!.Workloads["d1"];

        var facts = entry.ReplicaSets.ToDictionary(r => r.Metadata.Uid, r => r.Spec.Template.Facts, StringComparer.Ordinal);
        Assert.Same(facts["r1"], facts["r2"]);
        Assert.Same(facts["r1"], entry.Observed.Spec.Template.Facts);
        Assert.NotSame(facts["r1"], facts["r3"]);
        Assert.Contains(entry.References, r => r.ConfigMap == "orders-config"); // discovery still sees what the template points to
    }

    private static ObservedWorkload Read(string json) => JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(json), KubernetesJson.Default.ObservedWorkload)!;

    private static ObservedWorkload Taken(ObservedKind kind, string json)
    {
        var model = new ClusterModel("c", "e", null);
        model.Apply(new ObservedChange.Relisted(ObservedKind.Deployment, [Read(json.Replace("\"r1\"", "\"d1\"", StringComparison.Ordinal))]));
        model.Apply(new ObservedChange.Relisted(kind, [Read(json)]));
        return model.Build(DateTimeOffset.UnixEpoch)!.Workloads["d1"].ReplicaSets[0];
    }
}
