using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Portal.Demo.Simulator;

/// <summary>What a path names.</summary>
internal sealed record Target(ApiResource Resource, string? Namespace, string? Name, string? Sub)
{
    /// <summary>As RBAC rules spell it: deployments, deployments/scale.</summary>
    public string FullResource => Sub is null ? Resource.Plural : $"{Resource.Plural}/{Sub}";

    public static Target? Parse(string[] parts)
    {
        var (group, version, rest) = parts switch
        {
            ["api", var core, .. var others] => ("", core, others),
            ["apis", var named, var other, .. var others] => (named, other, others),
            _ => ("", "", []),
        };
        string? ns = null;
        if (rest is ["namespaces", var name, _, ..])
        {
            (ns, rest) = (name, rest[2..]);
        }

        return rest.Length is >= 1 and <= 3 && ApiResource.Find(group, rest[0]) is { } resource && resource.Version == version
            ? new(resource, ns, rest.ElementAtOrDefault(1), rest.ElementAtOrDefault(2)) : null;
    }
}

/// <summary>The documents by which kubectl learns what a server serves.</summary>
internal static class Discovery
{
    public static JsonObject? Answer(string[] parts) => parts switch
    {
        ["version"] => new() { ["major"] = "1", ["minor"] = "34", ["gitVersion"] = ClusterApi.GitVersion, ["gitCommit"] = "simulated", ["gitTreeState"] = "clean", ["buildDate"] = "2026-01-01T00:00:00Z", ["goVersion"] = "none", ["compiler"] = "none", ["platform"] = "linux/amd64" },
        ["api"] => new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1"), ["serverAddressByClientCIDRs"] = new JsonArray() },
        ["apis"] => new() { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. ApiResource.All.Where(r => r.Group.Length > 0).DistinctBy(r => r.Group).Select(r => (JsonNode)Group(r))]) },
        ["apis", var group] when ApiResource.All.FirstOrDefault(r => r.Group == group) is { } any => Group(any),
        ["api", "v1"] => Resources("v1", ""),
        ["apis", var group, var version] when ApiResource.All.Any(r => r.Group == group && r.Version == version) => Resources($"{group}/{version}", group),
        _ => null,
    };

    private static JsonObject Group(ApiResource any)
    {
        JsonObject Version() => new() { ["groupVersion"] = any.ApiVersion, ["version"] = any.Version };
        return new() { ["kind"] = "APIGroup", ["apiVersion"] = "v1", ["name"] = any.Group, ["versions"] = new JsonArray(Version()), ["preferredVersion"] = Version() };
    }

    private static JsonObject Resources(string version, string group)
    {
        var list = new JsonArray();
        foreach (var resource in ApiResource.All.Where(r => r.Group == group))
        {
            list.Add(new JsonObject
            {
                ["name"] = resource.Plural,
                ["singularName"] = resource.Singular,
                ["namespaced"] = resource.Namespaced,
                ["kind"] = resource.Kind,
                ["verbs"] = new JsonArray("get", "list", "watch", "patch", "delete"),
                ["shortNames"] = new JsonArray([.. resource.ShortNames.Select(s => (JsonNode)s)]),
                ["categories"] = resource.Group == "apps" || resource.Plural is "pods" or "services" ? new JsonArray("all") : null,
            });
            if (resource.Plural is "deployments" or "statefulsets")
            {
                list.Add(new JsonObject { ["name"] = $"{resource.Plural}/scale", ["singularName"] = "", ["namespaced"] = true, ["group"] = "autoscaling", ["version"] = "v1", ["kind"] = "Scale", ["verbs"] = new JsonArray("get", "patch", "update") });
            }
        }

        return new() { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = version, ["resources"] = list };
    }
}

/// <summary>labelSelector and fieldSelector of a request.</summary>
internal sealed class Selectors
{
    private readonly List<(string Key, string Operator, string[] Values)> _labels = [];
    private readonly List<(string[] Path, bool Equal, string Value)> _fields = [];

    public bool HasLabels => _labels.Count > 0;

    public static bool TryParse(string? labels, string? fields, out Selectors selectors, [NotNullWhen(false)] out string? error)
    {
        (selectors, error) = (new(), null);
        foreach (var part in Split(fields))
        {
            var equal = !part.Contains("!=", StringComparison.Ordinal);
            if (part.Split(equal ? "=" : "!=", 2) is not [var path, var value])
            {
                error = $"invalid selector: '{part}'; can't understand it";
                return false;
            }

            selectors._fields.Add((path.Split('.'), equal, value.TrimStart('=')));
        }

        foreach (var part in Split(labels))
        {
            if (part.IndexOf('(', StringComparison.Ordinal) is var open and > 0 && part.EndsWith(')') && part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var key, "in" or "notin"] words)
            {
                selectors._labels.Add((key, words[1], part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries)));
            }
            else if (part.Split("!=", 2) is [var unequalKey, var unequal])
            {
                selectors._labels.Add((unequalKey.Trim(), "notin", [unequal.Trim()]));
            }
            else if (part.Split('=', 2) is [var equalKey, var value])
            {
                selectors._labels.Add((equalKey.Trim(), "in", [value.TrimStart('=').Trim()]));
            }
            else
            {
                selectors._labels.Add((part.TrimStart('!').Trim(), part.StartsWith('!') ? "absent" : "exists", []));
            }
        }

        return true;
    }

    public bool Match(StoredObject stored)
    {
        if (_labels.Count == 0 && _fields.Count == 0)
        {
            return true;
        }

        var item = stored.Json;
        var labels = item["metadata"]?["labels"] as JsonObject;
        return _labels.TrueForAll(l =>
        {
            var value = (string?)labels?[l.Key];
            return l.Operator switch
            {
                "exists" => value is not null,
                "absent" => value is null,
                "in" => value is not null && l.Values.Contains(value, StringComparer.Ordinal),
                _ => value is null || !l.Values.Contains(value, StringComparer.Ordinal),
            };
        }) && _fields.TrueForAll(f => f.Path.Aggregate((JsonNode?)item, (node, name) => node is JsonObject o ? o[name] : null) is var found && f.Equal == string.Equals(found?.ToString() ?? "", f.Value, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Split(string? text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= (text?.Length ?? 0); i++)
        {
            if (i == text?.Length || (text is not null && text[i] == ',' && depth == 0))
            {
                if (text![start..i].Trim() is { Length: > 0 } part)
                {
                    yield return part;
                }

                start = i + 1;
            }
            else if (text is not null)
            {
                depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }
}
