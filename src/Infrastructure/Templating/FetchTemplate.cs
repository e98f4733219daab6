using System.Text;
using System.Text.Json.Nodes;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Templating;

/// <summary>fetch:template: copies a folder beside the template or of a repository, rendering names and contents with the given values.</summary>
internal sealed class FetchTemplate(ITemplateEngine engine, RemoteFolders? remote = null) : IScaffoldAction
{
    public string Id => "fetch:template";

    public ActionInfo Info { get; } = new(
        "Copies a folder beside the template, or of a repository, into the workspace and renders names and contents with Nunjucks. A file whose name has a part that renders to nothing is left out.",
        [
            new("url", "string", $"Folder relative to the template, for instance ./skeleton; {FetchFiles.Addresses}.", Required: true),
            new("targetPath", "string", "Folder of the workspace; its root unless set."),
            new("values", "object", "What the files read as values.name."),
            new("copyWithoutRender", "list of strings", "Globs of files that are copied with name and content as they are."),
            new("copyWithoutTemplating", "list of strings", "Globs of files whose content is copied as it is; their names are rendered."),
            new("templateFileExtension", "string or boolean", "Only files with this extension are rendered, and lose it; true means .njk."),
            new("trimBlocks", "boolean", "The line break after a block goes; true unless set."),
            new("lstripBlocks", "boolean", "The space before a block goes; true unless set."),
            new("cookiecutterCompat", "boolean", "Not served: write the skeleton with ${{ values.name }}."),
            new("token", "string", "Not used: the portal reads repositories with its own credentials."),
            new("replace", "boolean", "Files that are there already are replaced; they are kept unless set."),
        ],
        [],
        """
        - id: skeleton
          action: fetch:template
          input:
            url: ./skeleton
            values:
              name: ${{ parameters.name }}
        """);

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken ct)
    {
        if (context.Flag("cookiecutterCompat"))
        {
            return ActionOutcome.Fail("scaffold.cookiecutter", "cookiecutterCompat is not supported: write the skeleton with ${{ values.name }}.");
        }

        var read = await FetchFiles.ReadAsync(context, remote, ct);
        if (read.Failure is { } failure)
        {
            return remote!.Outcome(failure, context);
        }

        JsonObject values = new() { ["values"] = context.Input["values"]?.DeepClone() ?? new JsonObject(), ["$now"] = context.StartedAt.ToUnixTimeMilliseconds() };
        var extension = Extension(context.Input["templateFileExtension"]);
        var untouched = FetchFiles.Matcher(context.List("copyWithoutRender"));
        var unrendered = FetchFiles.Matcher(context.List("copyWithoutTemplating"));
        var target = context.Text("targetPath") ?? "";
        BlockSpace space = new(context.Flag("trimBlocks", otherwise: true), context.Flag("lstripBlocks", otherwise: true));
        var count = 0;
        foreach (var (path, file) in read.Value)
        {
            ct.ThrowIfCancellationRequested();
            var isTemplate = extension.Length == 0 || path.EndsWith(extension, StringComparison.Ordinal);
            var name = extension.Length > 0 && isTemplate ? path[..^extension.Length] : path;
            name = untouched(path) ? name : engine.Render(name, values, path);
            if (name.Split('/').Any(part => part.Trim().Length == 0))
            {
                continue; // a part of the name rendered to nothing: that is how a template leaves files out
            }

            var destination = target.Length == 0 ? name : $"{target}/{name}";
            if (context.Workspace.Contains(destination) && !context.Flag("replace"))
            {
                continue;
            }

            var text = isTemplate && !untouched(path) && !unrendered(path) ? file.Text : null;
            context.Workspace.Write(destination, text is null ? file : file with { Content = Encoding.UTF8.GetBytes(engine.Render(text, values, path, space)) });
            count++;
        }

        await context.Log($"Rendered {count} files from {context.Text("url")}", ct);
        return ActionOutcome.Of();
    }

    private static string Extension(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<bool>(out var on) => on ? ".njk" : "",
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0 => text.StartsWith('.') ? text : "." + text,
        _ => "",
    };
}
