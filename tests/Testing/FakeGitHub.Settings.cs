using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sodium;

namespace Portal.Testing;

/// <summary>
/// What of a repository is settings: environments with their policies, variables and secrets, and the variables and secrets of the repository. Shapes and statuses of GitHub's OpenAPI
/// description (repos/create-or-update-environment, repos/create-deployment-branch-policy, actions/create-environment-variable, actions/get-environment-public-key, ...).
/// </summary>
public sealed partial class FakeGitHub
{
    private readonly KeyPair _secretKey = PublicKeyBox.GenerateKeyPair();

    /// <summary>Logins of users, and slugs of the organisation's teams, by their number.</summary>
    public Dictionary<string, long> People { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What of a repository was set, by path below the repository, for instance <c>environments/production</c>; secrets are opened with the key that GitHub alone has.</summary>
    public JsonNode? SettingOf(string repository, string path)
    {
        lock (_gate)
        {
            return _repositories.Single(r => r.Name == repository).Settings.GetValueOrDefault(path)?.DeepClone();
        }
    }

    private (int Status, JsonNode? Body) Person(string name) => People.TryGetValue(name, out var id) ? (200, new JsonObject { ["id"] = id, ["login"] = name, ["slug"] = name }) : (404, null);

    private (int Status, JsonNode? Body) Setting(FakeRepository repository, string method, string[] path, JsonNode? body)
    {
        var key = string.Join('/', path);
        return (method, path) switch
        {
            ("GET", ["environments", _]) => Found(repository, key),
            ("PUT", ["environments", var name]) => Put(repository, key, With(body, "name", name), 200),
            ("DELETE", ["environments", _]) => Gone(repository, key),
            (_, ["environments", var name, ..]) when !repository.Settings.ContainsKey($"environments/{name}") => (404, null),
            ("GET", [.., "deployment-branch-policies"]) => List(repository, key, "branch_policies"),
            ("POST", [.., "deployment-branch-policies"]) => Put(repository, $"{key}/{body!["name"]}", body, 200),
            ("GET", [.., "variables"]) => List(repository, key, "variables"),
            ("POST", [.., "variables"]) => repository.Settings.ContainsKey($"{key}/{body!["name"]}") ? (409, null) : Put(repository, $"{key}/{body["name"]}", body, 201),
            ("PATCH", [.., "variables", _]) => repository.Settings.ContainsKey(key) ? Put(repository, key, body, 204) : (404, null),
            ("GET", [.., "secrets", "public-key"]) => (200, new JsonObject { ["key_id"] = "7", ["key"] = Convert.ToBase64String(_secretKey.PublicKey) }),
            ("PUT", [.., "secrets", _]) => Put(repository, key, Open(body!), 201),
            ("POST", ["actions", "workflows", var workflow, "dispatches"]) => Dispatch(repository, workflow, body!),
            ("GET", ["actions", "workflows", var workflow, "runs"]) => (200, new JsonObject
            {
                ["total_count"] = repository.WorkflowRuns.Count(r => r.Workflow == workflow),
                ["workflow_runs"] = new JsonArray([.. repository.WorkflowRuns.Where(r => r.Workflow == workflow).Reverse().Take(1).Select(r => new JsonObject { ["id"] = r.Id, ["event"] = "workflow_dispatch", ["head_branch"] = r.Ref })]),
            }),
            _ => (404, null),
        };
    }

    private static (int Status, JsonNode? Body) Dispatch(FakeRepository repository, string workflow, JsonNode body)
    {
        if (!repository.Files.ContainsKey($".github/workflows/{workflow}"))
        {
            return (404, null);
        }

        repository.WorkflowRuns.Add((9000 + repository.WorkflowRuns.Count, workflow, body["ref"]!.ToString(), body["inputs"]?.ToJsonString() ?? ""));
        return (204, null);
    }

    private JsonNode Open(JsonNode body) => body["key_id"]!.ToString() == "7"
        ? Encoding.UTF8.GetString(SealedPublicKeyBox.Open(Convert.FromBase64String(body["encrypted_value"]!.ToString()), _secretKey))
        : throw new InvalidOperationException("sealed with another key");

    private static (int Status, JsonNode? Body) Found(FakeRepository repository, string key) => repository.Settings.TryGetValue(key, out var value) ? (200, value!.DeepClone()) : (404, null);

    private static (int Status, JsonNode? Body) Put(FakeRepository repository, string key, JsonNode? value, int status)
    {
        repository.Settings[key] = value?.DeepClone();
        return (status, status == 204 ? null : value is JsonObject ? value.DeepClone() : new JsonObject());
    }

    private static (int Status, JsonNode? Body) Gone(FakeRepository repository, string key)
    {
        var gone = repository.Settings.Keys.Where(k => k == key || k.StartsWith(key + "/", StringComparison.Ordinal)).ToList();
        gone.ForEach(k => repository.Settings.Remove(k));
        return (gone.Count > 0 ? 204 : 404, null);
    }

    private static (int Status, JsonNode? Body) List(FakeRepository repository, string key, string property)
    {
        var items = repository.Settings.Where(s => s.Key.StartsWith(key + "/", StringComparison.Ordinal)).Select(s => s.Value!.DeepClone()).ToArray();
        return (200, new JsonObject { ["total_count"] = items.Length, [property] = new JsonArray(items) });
    }

    private static JsonObject With(JsonNode? body, string name, string value)
    {
        var map = body?.DeepClone().AsObject() ?? [];
        map[name] = value;
        return map;
    }

    private static async Task<JsonNode?> BodyAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        return await reader.ReadToEndAsync() is { Length: > 0 } text ? JsonNode.Parse(text) : null;
    }
}
