using System.Text.Json.Nodes;

namespace Portal.Infrastructure.GitHub;

/// <summary>Variables and secrets of repositories and environments; putting one twice is putting it once.</summary>
internal static class StoredValues
{
    /// <param name="rest">The connection.</param>
    /// <param name="all">Address of the list.</param>
    /// <param name="one">Address of one by its name.</param>
    /// <param name="values">Values by name.</param>
    public static async Task PutVariablesAsync(GitHubRest rest, FormattableString all, Func<string, FormattableString> one, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        var known = (await rest.ListAsync(all, "variables")).Select(v => v["name"]?.ToString()).ToList();
        foreach (var (name, value) in values)
        {
            JsonObject body = new() { ["name"] = name, ["value"] = value };
            await (known.Contains(name, StringComparer.OrdinalIgnoreCase) ? rest.PatchAsync(one(name), body) : rest.PostAsync(all, body));
        }
    }

    /// <param name="rest">The connection.</param>
    /// <param name="key">Address of the public key that seals them.</param>
    /// <param name="one">Address of one by its name.</param>
    /// <param name="values">Secrets by name.</param>
    public static async Task PutSecretsAsync(GitHubRest rest, FormattableString key, Func<string, FormattableString> one, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        var box = (await rest.GetAsync(key))!;
        foreach (var (name, value) in values)
        {
            await rest.PutAsync(one(name), new JsonObject { ["encrypted_value"] = SealedSecret.Of(value, box["key"]!.ToString()), ["key_id"] = box["key_id"]!.ToString() });
        }
    }
}
