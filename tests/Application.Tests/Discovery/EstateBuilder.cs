using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Discovery;

/// <summary>A made-up estate: catalog and clusters as text, read by the real readers and matched by the real rules.</summary>
internal sealed class EstateBuilder : ICatalog, ILiveFeed
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly DateTimeOffset Now = new(2026, 11, 12, 3, 7, 0, TimeSpan.Zero);

    private readonly Dictionary<string, (ClusterModel Model, ClusterState State, string[] Forbidden)> _clusters = new(StringComparer.Ordinal);
    private readonly List<CatalogEntity> _entities = [];
    private DeploymentPictures? _pictures;

    public CatalogGraph Current { get; private set; } = CatalogGraph.Empty;

    public DeploymentPictures Pictures => _pictures ??= Paint();

    public ObservedEstate Estate => Pictures.Estate;

    public EstateBuilder Cluster(string name, string environment = "production", ClusterState state = ClusterState.Live, params string[] forbidden)
    {
        _clusters[name] = (new(name, environment, null), state, forbidden);
        return this;
    }

    /// <param name="file">Where it was read.</param>
    public EstateBuilder Entity(string kind, string name, string? owner = null, string[]? dependsOn = null, string[]? consumes = null, string[]? provides = null, (string Key, string Value)[]? annotations = null, (string Url, string Type)[]? links = null, string file = "file:/c.yaml")
    {
        var spec = new JsonObject { ["type"] = "service", ["lifecycle"] = "production" };
        if (owner is not null)
        {
            spec["owner"] = owner;
        }

        foreach (var (field, values) in new[] { ("dependsOn", dependsOn), ("consumesApis", consumes), ("providesApis", provides) })
        {
            if (values is not null)
            {
                spec[field] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
            }
        }

        var metadata = new JsonObject { ["name"] = name, ["annotations"] = new JsonObject((annotations ?? []).Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value))) };
        metadata["links"] = new JsonArray([.. (links ?? []).Select(l => (JsonNode)new JsonObject { ["url"] = l.Url, ["type"] = l.Type })]);
        var root = new JsonObject { ["apiVersion"] = "backstage.io/v1alpha1", ["kind"] = kind, ["metadata"] = metadata, ["spec"] = spec };
        return Add(root, file);
    }

    public EstateBuilder Add(JsonObject root, string file)
    {
        using var document = JsonDocument.Parse(root.ToJsonString());
        _entities.Add(EntityFactory.Create(DescriptorNode.FromJson(document.RootElement), new(file, 1, null, Now), null));
        return this;
    }

    /// <param name="env">NAME=value each; NAME=@map for a ConfigMap key, NAME=! for a Secret key.</param>
    public EstateBuilder Workload(string cluster, string ns, string name, string[]? env = null, (string Key, string Value)[]? labels = null, string kind = "Deployment", string? image = null, string[]? args = null, string[]? maps = null, (string Key, string Value)[]? annotations = null)
    {
        var template = new JsonObject((labels ?? [("app", name)]).Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value)));
        var container = new JsonObject
        {
            ["name"] = name,
            ["image"] = image ?? $"registry.test/{ns}/{name}:1.0.0",
            ["env"] = new JsonArray([.. (env ?? []).Select(Variable)]),
            ["args"] = new JsonArray([.. (args ?? []).Select(a => (JsonNode)a)]),
            ["envFrom"] = new JsonArray([.. (maps ?? []).Select(m => (JsonNode)new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = m } })]),
        };
        var json = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = ns,
                ["uid"] = $"{cluster}/{ns}/{kind}/{name}",
                ["labels"] = template.DeepClone(),
                ["annotations"] = new JsonObject((annotations ?? []).Select(a => KeyValuePair.Create<string, JsonNode?>(a.Key, a.Value))),
            },
            ["spec"] = new JsonObject { ["replicas"] = 1, ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = template }, ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) } } },
        };
        _clusters[cluster].Model.Apply(new ObservedChange.Upserted(Enum.Parse<ObservedKind>(kind), json.Deserialize<ObservedWorkload>(Json)!));
        return this;
    }

    /// <summary>A Service with a selector, or an ExternalName.</summary>
    public EstateBuilder Service(string cluster, string ns, string name, (string Key, string Value)[]? selector = null, string? externalName = null)
    {
        _clusters[cluster].Model.Apply(new ObservedChange.Upserted(ObservedKind.Service, new ObservedService
        {
            Metadata = new() { Name = name, Namespace = ns, Uid = $"{cluster}/{ns}/service/{name}" },
            Spec = new(selector?.ToDictionary(s => s.Key, s => s.Value), externalName),
        }));
        return this;
    }

    public void Publish(string topic)
    {
    }

    public IAsyncEnumerable<string> SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    private static JsonNode Variable(string text)
    {
        var (name, value) = (text[..text.IndexOf('=')], text[(text.IndexOf('=') + 1)..]);
        return value switch
        {
            ['@', .. var map] => new JsonObject { ["name"] = name, ["valueFrom"] = new JsonObject { ["configMapKeyRef"] = new JsonObject { ["name"] = map, ["key"] = "k" } } },
            "!" => new JsonObject { ["name"] = name, ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "s", ["key"] = "k" } } },
            _ => new JsonObject { ["name"] = name, ["value"] = value },
        };
    }

    private DeploymentPictures Paint()
    {
        Current = CatalogGraph.Build(_entities, 1, Now);
        var pictures = new DeploymentPictures(this, this);
        pictures.Rematch([]);
        foreach (var (name, (model, state, forbidden)) in _clusters)
        {
            pictures.Replace(new(name, name.StartsWith("staging", StringComparison.Ordinal) ? "staging" : "production", null, state, Now, null, null, null, forbidden, 0, 0), model.Build(Now));
        }

        return pictures;
    }
}
