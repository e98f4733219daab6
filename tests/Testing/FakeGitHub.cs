using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Portal.Testing;

/// <summary>A repository of <see cref="FakeGitHub"/>.</summary>
public sealed class FakeRepository(long id, string name)
{
    public long Id => id;

    public string Name { get; set; } = name;

    public string Branch { get; set; } = "main";

    /// <summary>Text by path; change it with <see cref="Push"/>.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset? PushedAt { get; set; }

    public bool Archived { get; set; }

    public bool Fork { get; set; }

    public bool Private { get; set; }

    public string? Description { get; set; }

    public IList<string> Topics { get; } = [];

    /// <summary>Git's modes of files that are no plain ones: 100755, or 120000 for a link.</summary>
    public Dictionary<string, string> Modes { get; } = new(StringComparer.Ordinal);

    /// <summary>GitHub cuts the recursive tree of the root.</summary>
    public bool Truncated { get; set; }

    public IList<(string Tag, bool Draft, bool Prerelease, DateTimeOffset At)> Releases { get; } = [];

    public IList<string> Tags { get; } = [];

    /// <summary>Commits of the only branch, the oldest first.</summary>
    public IList<(string Sha, string Message, string Author, DateTimeOffset At)> History { get; } = [];

    /// <summary>Commit that a tag of <see cref="Tags"/> names.</summary>
    public Dictionary<string, string> TagCommits { get; } = new(StringComparer.Ordinal);

    /// <summary>Commits to <see cref="History"/>, and tags that commit.</summary>
    public FakeRepository Commits(DateTimeOffset at, int count, string author, string? tag = null)
    {
        for (var i = 0; i < count; i++)
        {
            var number = History.Count + 1;
            History.Add((FakeGitHub.Hash($"{id} {number}"), $"Change {number}\n\nAnd why.", author, at.AddMinutes(number)));
        }

        if (tag is not null)
        {
            Tags.Add(tag);
            TagCommits[tag] = History[^1].Sha;
        }

        return this;
    }

    /// <summary>Runs that were dispatched, the oldest first.</summary>
    public IList<(long Id, string Workflow, string Ref, string Inputs)> WorkflowRuns { get; } = [];

    /// <summary>See <see cref="FakeGitHub.SettingOf"/>.</summary>
    internal SortedDictionary<string, JsonNode?> Settings { get; } = new(StringComparer.Ordinal);

    public string? Commit => Files.Count == 0 ? null : FakeGitHub.Hash($"commit {id} {string.Join('\0', Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"))}");

    /// <summary>Puts files on the default branch; null removes one.</summary>
    public FakeRepository Push(DateTimeOffset at, params (string Path, string? Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            if (text is null)
            {
                Files.Remove(path);
            }
            else
            {
                Files[path] = text;
            }
        }

        PushedAt = at;
        return this;
    }
}

/// <summary>
/// As much of GitHub's REST API as the catalog reads, with the shapes of GitHub's OpenAPI description (repos/list-for-org, repos/get-branch, git/get-tree, git/get-blob,
/// repos/list-releases, repos/list-tags, repos/compare-commits, apps/create-installation-access-token). Stands in for what emulate lacks; <see cref="GitHubFront"/> before it adds ETags and limits.
/// </summary>
public sealed partial class FakeGitHub
{
    private readonly Lock _gate = new();
    private readonly List<FakeRepository> _repositories = [];
    private readonly Dictionary<string, string> _renamed = new(StringComparer.OrdinalIgnoreCase);
    private int _tokens;

    public string Organization { get; init; } = "acme";

    /// <summary>Taken as they are; tokens that <see cref="AppKey"/> buys are added.</summary>
    public HashSet<string> Tokens { get; } = new(StringComparer.Ordinal) { "test-token" };

    /// <summary>Public key of the app; null: there is none.</summary>
    public RSA? AppKey { get; set; }

    /// <summary>Claims of the JWTs that bought tokens.</summary>
    public IList<JsonNode> Bought { get; } = [];

    public DateTimeOffset TokenExpiresAt { get; set; }

    /// <summary>Forty hex digits, as git has them.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..40];

    public FakeRepository Add(string name)
    {
        lock (_gate)
        {
            var repository = new FakeRepository(1000 + _repositories.Count, name);
            _repositories.Add(repository);
            return repository;
        }
    }

    public void Change(string name, Action<FakeRepository> change)
    {
        lock (_gate)
        {
            change(_repositories.Single(r => r.Name == name));
        }
    }

    public void Remove(string name)
    {
        lock (_gate)
        {
            _repositories.RemoveAll(r => r.Name == name);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            _repositories.Single(r => r.Name == from).Name = to;
            _renamed[from] = to;
        }
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        var credential = context.Request.Headers.Authorization.ToString().Split(' ')[^1];
        if (path is ["app", "installations", _, "access_tokens"])
        {
            await BuyAsync(context, credential);
            return;
        }

        if (!Tokens.Contains(credential))
        {
            await GitHubFront.Problem(context, 401, "Bad credentials");
            return;
        }

        var sent = HttpMethods.IsGet(context.Request.Method) ? null : await BodyAsync(context);
        (int Status, JsonNode? Body) answer;
        lock (_gate)
        {
            answer = path switch
            {
                ["orgs", _, "repos"] when HttpMethods.IsPost(context.Request.Method) => Make(sent!, context.Request),
                ["orgs", var org, "repos"] when org.Equals(Organization, StringComparison.OrdinalIgnoreCase) => (200, List(context)),
                ["users", var login] => Person(login),
                ["orgs", _, "teams", var slug] => Person(slug),
                ["repositories", var id] when Find(r => r.Id.ToString(CultureInfo.InvariantCulture) == id) is { } found => (200, Json(found, context.Request)),
                ["repos", var owner, var name, .. var rest] when owner.Equals(Organization, StringComparison.OrdinalIgnoreCase) => Repository(context, name, rest, sent),
                _ => (404, null),
            };
        }

        if (answer.Status == 204)
        {
            context.Response.StatusCode = 204;
            return;
        }

        if (answer.Body is null)
        {
            await GitHubFront.Problem(context, answer.Status, answer.Status == 409 ? "Git Repository is empty." : "Not Found");
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }

    private async Task BuyAsync(HttpContext context, string jwt)
    {
        var parts = jwt.Split('.');
        if (AppKey is null || parts.Length != 3 || !AppKey.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            await GitHubFront.Problem(context, 401, "A JSON web token could not be decoded");
            return;
        }

        Bought.Add(JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]))!);
        var token = $"ghs_{++_tokens}";
        Tokens.Add(token);
        context.Response.StatusCode = 201;
        await context.Response.WriteAsJsonAsync(new { token, expires_at = TokenExpiresAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), permissions = new { contents = "read", metadata = "read" }, repository_selection = "all" });
    }

    private FakeRepository? Find(Predicate<FakeRepository> match) => _repositories.Find(match);

    private JsonArray List(HttpContext context)
    {
        var size = int.TryParse(context.Request.Query["per_page"], CultureInfo.InvariantCulture, out var wanted) ? Math.Min(wanted, 100) : 30;
        var page = int.TryParse(context.Request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? asked : 1;
        var pages = (_repositories.Count + size - 1) / size;
        if (page < pages)
        {
            string Link(int p, string rel) => $"<http://{context.Request.Host}/organizations/7/repos?per_page={size}&page={p}>; rel=\"{rel}\"";
            context.Response.Headers["Link"] = $"{Link(page + 1, "next")}, {Link(pages, "last")}".Replace("organizations/7", $"orgs/{Organization}", StringComparison.Ordinal);
        }

        return [.. _repositories.OrderByDescending(r => r.Id).Skip((page - 1) * size).Take(size).Select(r => Json(r, context.Request))];
    }

    private JsonObject Json(FakeRepository r, HttpRequest request) => new()
    {
        ["id"] = r.Id,
        ["node_id"] = $"R_{r.Id}",
        ["name"] = r.Name,
        ["full_name"] = $"{Organization}/{r.Name}",
        ["owner"] = new JsonObject { ["login"] = Organization, ["id"] = 7, ["type"] = "Organization" },
        ["description"] = r.Description,
        ["private"] = r.Private,
        ["visibility"] = r.Private ? "private" : "public",
        ["html_url"] = $"http://{request.Host}/{Organization}/{r.Name}",
        ["url"] = $"http://{request.Host}/repos/{Organization}/{r.Name}",
        ["fork"] = r.Fork,
        ["archived"] = r.Archived,
        ["size"] = r.Files.Count,
        ["default_branch"] = r.Branch,
        ["topics"] = new JsonArray([.. r.Topics.Select(t => (JsonNode)t)]),
        ["created_at"] = "2026-01-02T03:04:05Z",
        ["updated_at"] = "2026-01-02T03:04:05Z",
        ["pushed_at"] = r.PushedAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    private (int Status, JsonNode? Body) Repository(HttpContext context, string name, string[] rest, JsonNode? sent)
    {
        if (_renamed.TryGetValue(name, out var renamed) && Find(r => r.Name == renamed) is { } moved)
        {
            var tail = rest.Length == 0 ? "" : "/" + string.Join('/', rest);
            context.Response.Headers.Location = $"http://{context.Request.Host}/repositories/{moved.Id}{tail}";
            return (301, new JsonObject { ["message"] = "Moved Permanently", ["url"] = context.Response.Headers.Location.ToString() });
        }

        if (Find(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } repository)
        {
            return (404, null);
        }

        return rest switch
        {
            [] when HttpMethods.IsDelete(context.Request.Method) => (_repositories.Remove(repository) ? 204 : 404, null),
            [] when HttpMethods.IsPatch(context.Request.Method) => Edit(repository, sent!, context.Request),
            [] => (200, Json(repository, context.Request)),
            ["branches", var branch] => branch == repository.Branch && repository.Commit is { } head
                ? (200, new JsonObject { ["name"] = branch, ["commit"] = new JsonObject { ["sha"] = head, ["url"] = $"http://{context.Request.Host}/commits/{head}" }, ["protected"] = false })
                : (404, null),
            ["commits", var wanted] => repository.TagCommits.GetValueOrDefault(wanted) is { } tagged ? (200, new JsonObject { ["sha"] = tagged, ["commit"] = new JsonObject { ["message"] = wanted } }) : (422, new JsonObject { ["message"] = $"No commit found for SHA: {wanted}" }),
            ["git", "trees", var sha] => Tree(repository, sha, context.Request.Query["recursive"] == "1"),
            ["git", "blobs", var sha] => repository.Files.Values.FirstOrDefault(f => BlobSha(f) == sha) is { } text ? (200, Blob(text, sha)) : (404, null),
            ["releases"] => (200, new JsonArray([.. repository.Releases.Select((r, i) => (JsonNode)Release(repository, r, i, context.Request))])),
            ["tags"] => (200, new JsonArray([.. repository.Tags.Select(t => (JsonNode)new JsonObject { ["name"] = t, ["commit"] = new JsonObject { ["sha"] = repository.TagCommits.GetValueOrDefault(t) ?? Hash(t) }, ["node_id"] = t })])),
            ["compare", var range] when range.Split("...") is [var start, var end] => Compare(repository, start, end, context.Request),
            _ => Setting(repository, context.Request.Method, rest, sent),
        };
    }

    // The oldest come first; a page holds 100 at most, and 250 where no page is asked for.
    private static (int Status, JsonNode? Body) Compare(FakeRepository repository, string start, string end, HttpRequest request)
    {
        var shas = repository.History.Select(c => c.Sha).ToList();
        int Place(string name) => shas.IndexOf(repository.TagCommits.GetValueOrDefault(name) ?? name);
        var (from, to) = (Place(start), Place(end));
        if (from < 0 || to < 0)
        {
            return (404, null);
        }

        var size = int.TryParse(request.Query["per_page"], CultureInfo.InvariantCulture, out var wanted) ? Math.Min(wanted, 100) : 250;
        var page = int.TryParse(request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? asked : 1;
        var ahead = repository.History.Skip(from + 1).Take(Math.Max(0, to - from)).ToList();
        var commits = ahead.Skip((page - 1) * size).Take(size).Select(c => (JsonNode)new JsonObject
        {
            ["sha"] = c.Sha,
            ["commit"] = new JsonObject { ["message"] = c.Message, ["author"] = new JsonObject { ["name"] = c.Author, ["email"] = "author@example.test", ["date"] = c.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) } },
        });
        return (200, new JsonObject
        {
            ["status"] = to == from ? "identical" : to > from ? "ahead" : "behind",
            ["ahead_by"] = ahead.Count,
            ["behind_by"] = Math.Max(0, from - to),
            ["total_commits"] = ahead.Count,
            ["commits"] = new JsonArray([.. commits]),
            ["files"] = new JsonArray(),
        });
    }

    private static string BlobSha(string text) => Hash($"blob {Encoding.UTF8.GetByteCount(text)}\0{text}");

    private static JsonObject Blob(string text, string sha) => new()
    {
        ["sha"] = sha,
        ["size"] = Encoding.UTF8.GetByteCount(text),
        ["encoding"] = "base64",
        ["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n") + "\n",
    };

    private JsonObject Release(FakeRepository repository, (string Tag, bool Draft, bool Prerelease, DateTimeOffset At) release, int index, HttpRequest request) => new JsonObject
    {
        ["id"] = index + 1,
        ["tag_name"] = release.Tag,
        ["name"] = release.Tag,
        ["draft"] = release.Draft,
        ["prerelease"] = release.Prerelease,
        ["html_url"] = $"http://{request.Host}/{Organization}/{repository.Name}/releases/tag/{release.Tag}",
        ["created_at"] = release.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["published_at"] = release.Draft ? null : release.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    // The root's tree is found by the commit's hash and by its own; a folder's hash follows from the commit and its path.
    private static (int Status, JsonNode? Body) Tree(FakeRepository repository, string sha, bool recursive)
    {
        if (repository.Commit is not { } commit)
        {
            return (409, null);
        }

        var folders = repository.Files.Keys.SelectMany(f => Enumerable.Range(0, f.Length).Where(i => f[i] == '/').Select(i => f[..i])).Distinct(StringComparer.Ordinal).Append("").ToList();
        string ShaOf(string folder) => Hash($"tree {commit} {folder}");
        if ((sha == commit ? "" : folders.Find(f => ShaOf(f) == sha)) is not { } at)
        {
            return (404, null);
        }

        var prefix = at.Length == 0 ? "" : at + "/";
        bool IsShown(string path) => path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length && (recursive || !path[prefix.Length..].Contains('/', StringComparison.Ordinal));
        var cut = repository.Truncated && recursive && at.Length == 0;
        var items = folders.Where(IsShown).Select(f => (JsonNode)new JsonObject { ["path"] = f[prefix.Length..], ["mode"] = "040000", ["type"] = "tree", ["sha"] = ShaOf(f) })
            .Concat(repository.Files.Where(f => IsShown(f.Key)).Select(f => (JsonNode)new JsonObject { ["path"] = f.Key[prefix.Length..], ["mode"] = repository.Modes.GetValueOrDefault(f.Key) ?? "100644", ["type"] = "blob", ["sha"] = BlobSha(f.Value), ["size"] = Encoding.UTF8.GetByteCount(f.Value) }))
            .Take(cut ? 1 : int.MaxValue);
        return (200, new JsonObject { ["sha"] = ShaOf(at), ["tree"] = new JsonArray([.. items]), ["truncated"] = cut });
    }
}
