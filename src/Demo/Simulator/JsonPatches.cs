using System.Globalization;
using System.Text.Json.Nodes;

namespace Portal.Demo.Simulator;

/// <summary>A patch that cannot be applied; the message is what an API server would say.</summary>
internal sealed class PatchException(string message) : Exception(message);

/// <summary>Applies the three kinds of patches that an API server takes. What is given is changed in place.</summary>
internal static class JsonPatches
{
    /// <summary>RFC 7396, and what Kubernetes adds to it: lists of named things are merged by name, and <c>$patch: replace</c> replaces.</summary>
    public static void Merge(JsonObject target, JsonObject patch, bool strategic)
    {
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith("$setElementOrder/", StringComparison.Ordinal) || name.StartsWith("$retainKeys", StringComparison.Ordinal))
            {
                continue; // orders of lists, which have one element here
            }

            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner when strategic && (string?)inner["$patch"] == "replace":
                    var whole = (JsonObject)inner.DeepClone();
                    whole.Remove("$patch");
                    target[name] = whole;
                    break;
                case JsonObject inner:
                    if (target[name] is not JsonObject there)
                    {
                        target[name] = there = [];
                    }

                    Merge(there, inner, strategic);
                    break;
                case JsonArray list when strategic && target[name] is JsonArray known && list.All(i => i is JsonObject && i["name"] is not null):
                    MergeByName(known, list);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }

    /// <summary>RFC 6902: add, replace, remove and test.</summary>
    /// <exception cref="PatchException">A test fails, or a path leads nowhere.</exception>
    public static void Apply(JsonObject target, JsonArray patch)
    {
        foreach (var step in patch)
        {
            var (op, path) = ((string?)step?["op"], (string?)step?["path"] ?? "");
            string[] keys = [.. path.Split('/').Skip(1).Select(k => k.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
            if (keys.Length == 0 || Parent(target, keys) is not { } parent)
            {
                throw new PatchException($"{op} operation does not apply: doc is missing path: \"{path}\": missing value");
            }

            var there = Child(parent, keys[^1]);
            switch (op)
            {
                case "test" when !JsonNode.DeepEquals(there, step!["value"]):
                    throw new PatchException($"testing value {path} failed: test failed");
                case "test":
                    break;
                case "replace" or "remove" when there is null:
                    throw new PatchException($"{op} operation does not apply: doc is missing key: {path}: missing value");
                case "add" or "replace" when parent is JsonObject o:
                    o[keys[^1]] = step!["value"]?.DeepClone();
                    break;
                case "replace" when parent is JsonArray a:
                    a[int.Parse(keys[^1], CultureInfo.InvariantCulture)] = step!["value"]?.DeepClone();
                    break;
                case "remove" when parent is JsonObject o:
                    o.Remove(keys[^1]);
                    break;
                default:
                    throw new PatchException($"the simulated cluster does not know the operation {op} at {path}");
            }
        }
    }

    private static void MergeByName(JsonArray known, JsonArray list)
    {
        foreach (var item in list.OfType<JsonObject>())
        {
            if (known.OfType<JsonObject>().FirstOrDefault(k => (string?)k["name"] == (string?)item["name"]) is { } same)
            {
                Merge(same, item, strategic: true);
            }
            else
            {
                known.Add(item.DeepClone());
            }
        }
    }

    private static JsonNode? Parent(JsonNode root, string[] keys)
    {
        var node = root;
        foreach (var key in keys[..^1])
        {
            if (Child(node, key) is not { } next)
            {
                return null;
            }

            node = next;
        }

        return node;
    }

    private static JsonNode? Child(JsonNode node, string key) => node switch
    {
        JsonObject o => o[key],
        JsonArray a when int.TryParse(key, CultureInfo.InvariantCulture, out var at) && at >= 0 && at < a.Count => a[at],
        _ => null,
    };
}
