using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;
using YamlDotNet.Serialization;

namespace Portal.Infrastructure.Templating;

/// <summary>fetch:plain: copies a folder beside the template or of a repository as it is.</summary>
internal sealed class FetchPlain(RemoteFolders? remote = null) : IScaffoldAction
{
    public string Id => "fetch:plain";

    public ActionInfo Info { get; } = new(
        "Copies a folder beside the template, or of a repository, into the workspace as it is.",
        [
            new("url", "string", $"Folder relative to the template, for instance ./skeleton; {FetchFiles.Addresses}.", Required: true),
            new("targetPath", "string", "Folder of the workspace; its root unless set."),
            new("token", "string", "Not used: the portal reads repositories with its own credentials."),
        ],
        [],
        """
        - id: static
          action: fetch:plain
          input:
            url: ./static
            targetPath: docs
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var read = await FetchFiles.ReadAsync(context, remote, ct);
        if (read.Failure is { } failure)
        {
            return remote!.Outcome(failure, context);
        }

        var target = context.Text("targetPath") is { Length: > 0 } folder ? folder.TrimEnd('/') + "/" : "";
        var count = 0;
        foreach (var (path, file) in read.Value)
        {
            context.Workspace.Write(target + path, file);
            count++;
        }

        await context.Log($"Copied {count} files from {context.Text("url")}", ct);
        return ActionOutcome.Of();
    }
}

/// <summary>fetch:plain:file: copies one file beside the template or of a repository as it is.</summary>
internal sealed class FetchPlainFile(RemoteFolders? remote = null) : IScaffoldAction
{
    public string Id => "fetch:plain:file";

    public ActionInfo Info { get; } = new(
        "Copies one file beside the template, or of a repository, into the workspace as it is.",
        [
            new("url", "string", "File relative to the template, for instance ./LICENSE; or of a repository that the portal may read: https://github.com/my-org/templates/blob/main/LICENSE.", Required: true),
            new("targetPath", "string", "Path in the workspace, with the file's name.", Required: true),
            new("token", "string", "Not used: the portal reads repositories with its own credentials."),
        ],
        [],
        """
        - action: fetch:plain:file
          input:
            url: ./LICENSE
            targetPath: LICENSE
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var read = await FetchFiles.ReadOneAsync(context, remote, ct);
        if (read.Failure is { } failure)
        {
            return remote!.Outcome(failure, context);
        }

        context.Workspace.Write(context.Text("targetPath")!, read.Value);
        await context.Log($"Copied {context.Text("url")} to {context.Text("targetPath")}", ct);
        return ActionOutcome.Of();
    }
}

/// <summary>fs:delete: removes files or folders; one that is not there is no failure, as in Backstage.</summary>
internal sealed class FsDelete : IScaffoldAction
{
    public string Id => "fs:delete";

    public ActionInfo Info { get; } = new(
        "Removes files or folders from the workspace. One that is not there is no failure.",
        [
            new("files", "list of strings", "Paths or globs.", Required: true),
        ],
        [],
        """
        - action: fs:delete
          input:
            files: [README.template.md, examples]
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var files = context.List("files");
        var matches = FetchFiles.Matcher(files);
        var hits = context.Workspace.Files.Keys.Where(matches).ToList();
        hits.ForEach(path => context.Workspace.Delete(path));
        await context.Log($"Deleted {hits.Count} files: {string.Join(", ", files)}", ct);
        return ActionOutcome.Of();
    }
}

/// <summary>fs:rename: moves files or folders.</summary>
internal sealed class FsRename : IScaffoldAction
{
    public string Id => "fs:rename";

    public ActionInfo Info { get; } = new(
        "Moves files or folders of the workspace.",
        [
            new("files", "list of objects", "Each with from, to and, where something is there already, overwrite: true.", Required: true),
        ],
        [],
        """
        - action: fs:rename
          input:
            files:
              - from: gitignore
                to: .gitignore
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        foreach (var file in context.Input["files"] as JsonArray ?? [])
        {
            if (file?["from"]?.ToString() is not { Length: > 0 } from || file["to"]?.ToString() is not { Length: > 0 } to)
            {
                return ActionOutcome.Fail("scaffold.input_invalid", "fs:rename: each of files needs from and to.");
            }

            if (context.Workspace.Contains(to) && !string.Equals(file["overwrite"]?.ToString(), "true", StringComparison.OrdinalIgnoreCase))
            {
                return ActionOutcome.Fail("scaffold.input_invalid", $"fs:rename: {to} is there already. Set overwrite: true to replace it.");
            }

            if (context.Workspace.Rename(from, to) == 0)
            {
                return ActionOutcome.Fail("scaffold.input_invalid", $"fs:rename: there is no {from}.");
            }

            await context.Log($"Renamed {from} to {to}", ct);
        }

        return ActionOutcome.Of();
    }
}

/// <summary>debug:log: says something, and lists the files on request.</summary>
internal sealed class DebugLog : IScaffoldAction
{
    public string Id => "debug:log";

    public ActionInfo Info { get; } = new(
        "Writes to the run's log.",
        [
            new("message", "string", "What to write."),
            new("listWorkspace", "boolean", "Lists the files of the workspace too."),
        ],
        [],
        """
        - action: debug:log
          input:
            message: Made for ${{ parameters.owner }}
            listWorkspace: true
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (context.Text("message") is { Length: > 0 } message)
        {
            await context.Log(message, ct);
        }

        if (context.Flag("listWorkspace"))
        {
            await context.Log("Files: " + string.Join(", ", context.Workspace.Files.Keys), ct);
        }

        return ActionOutcome.Of();
    }
}

/// <summary>debug:wait: waits seconds, minutes or milliseconds; at most ten minutes, as in Backstage.</summary>
internal sealed class DebugWait(TimeProvider clock) : IScaffoldAction
{
    private const string Until = "until";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public string Id => "debug:wait";

    public ActionInfo Info { get; } = new(
        "Waits; at most ten minutes. No worker sleeps for it.",
        [
            new("minutes", "number", "Added to the others."),
            new("seconds", "number", "Added to the others."),
            new("milliseconds", "number", "Added to the others."),
        ],
        [],
        """
        - action: debug:wait
          input:
            seconds: 5
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        var wait = TimeSpan.FromMinutes(Number("minutes")) + TimeSpan.FromSeconds(Number("seconds")) + TimeSpan.FromMilliseconds(Number("milliseconds"));
        if (wait < TimeSpan.Zero || wait > Longest)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", "debug:wait waits between nothing and ten minutes.");
        }

        if (context.DryRun || wait == TimeSpan.Zero)
        {
            return ActionOutcome.Of();
        }

        // No worker sleeps for it: the run is put aside and taken up again when its time has come, also by another process.
        if (context.Checkpoint[Until] is not JsonValue noted || !DateTimeOffset.TryParse(noted.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var until))
        {
            until = clock.GetUtcNow() + wait;
            await context.Log($"Waits {wait.TotalSeconds:0.###} s", ct);
            await context.SaveCheckpoint(new() { [Until] = until.ToString("O", System.Globalization.CultureInfo.InvariantCulture) }, ct);
        }

        return clock.GetUtcNow() >= until ? ActionOutcome.Of() : ActionOutcome.Later(until, $"{context.StepId} waits as its template says.");

        double Number(string name) => context.Input[name] is JsonValue value && double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}

/// <summary>catalog:write: writes an entity given as an object to catalog-info.yaml.</summary>
internal sealed class CatalogWrite : IScaffoldAction
{
    public string Id => "catalog:write";

    public ActionInfo Info { get; } = new(
        "Writes an entity that is given as an object to a descriptor file of the workspace.",
        [
            new("entity", "object", "The entity, with apiVersion, kind, metadata and spec.", Required: true),
            new("filePath", "string", "Path in the workspace; catalog-info.yaml unless set."),
        ],
        [],
        """
        - action: catalog:write
          input:
            entity:
              apiVersion: backstage.io/v1alpha1
              kind: Component
              metadata:
                name: ${{ parameters.name }}
              spec:
                type: service
                lifecycle: production
                owner: ${{ parameters.owner }}
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (context.Input["entity"] is not JsonObject entity)
        {
            return ActionOutcome.Fail("scaffold.input_invalid", "catalog:write: entity must be an object.");
        }

        var path = context.Text("filePath") ?? "catalog-info.yaml";
        entity = entity.DeepClone().AsObject();
        Annotate(entity, context.TemplateRef);
        context.Workspace.Write(path, new(Encoding.UTF8.GetBytes(new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(Plain(entity)!))));
        await context.Log($"Wrote {path}", ct);
        return ActionOutcome.Of();
    }

    /// <summary>As Backstage does it: the entity says which template it came from.</summary>
    private static void Annotate(JsonObject entity, string template)
    {
        if (entity["metadata"] is not JsonObject metadata)
        {
            entity["metadata"] = metadata = [];
        }

        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations["backstage.io/source-template"] = template;
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject map => map.ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? value.GetValue<double>() : value.GetValue<long>(),
            _ => value.ToString(),
        },
        _ => null,
    };
}
