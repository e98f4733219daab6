using System.Text;
using System.Text.Json;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>A document with its placeholders filled in.</summary>
/// <param name="Root">Placeholders for hosts that are not allow-listed stand as they were written.</param>
/// <param name="ForValidation">The same, but those hold a text in their place: whether the entity is valid does not depend on the network.</param>
/// <param name="Errors">Placeholders that should have been read and could not.</param>
/// <param name="Found">How many placeholders there were.</param>
internal sealed record ResolvedDocument(DescriptorNode Root, DescriptorNode ForValidation, IReadOnlyList<EntityError> Errors, int Found);

/// <summary>Fills in $text, $json and $yaml. A map with such a key and no other is replaced by what the file it names holds.</summary>
/// <remarks>Source: Backstage's PlaceholderProcessor. Unknown $ keys ($ref and the like) are left alone.</remarks>
internal sealed class Placeholders
{
    private readonly DescriptorRoot _root;
    private readonly IRemoteFiles? _remote;
    private readonly string _path;
    private readonly string _file;
    private readonly List<EntityError> _errors = [];
    private int _found;

    private Placeholders(DescriptorRoot root, IRemoteFiles? remote, string path, string file)
        => (_root, _remote, _path, _file) = (root, remote, path, file);

    /// <param name="path">The descriptor's path in the root; relative names start from its folder.</param>
    /// <param name="file">How messages name the descriptor.</param>
    public static Task<ResolvedDocument> ResolveAsync(DescriptorNode document, DescriptorRoot root, string path, string file, CancellationToken ct)
        => ResolveAsync(document, root, null, path, file, ct);

    public static async Task<ResolvedDocument> ResolveAsync(DescriptorNode document, DescriptorRoot root, IRemoteFiles? remote, string path, string file, CancellationToken ct)
    {
        if (!Any(document))
        {
            return new(document, document, [], 0);
        }

        var work = new Placeholders(root, remote, path, file);
        var (real, forValidation) = await work.VisitAsync(document, ct);
        return new(real, forValidation, work._errors, work._found);
    }

    private static bool Any(DescriptorNode node) => node.Kind switch
    {
        NodeKind.Map => IsPlaceholder(node) || node.Fields.Any(f => Any(f.Value)),
        NodeKind.List => node.Items.Any(Any),
        _ => false,
    };

    private static bool IsPlaceholder(DescriptorNode node) => node.Fields is [{ Name: "$text" or "$json" or "$yaml" }];

    private async Task<(DescriptorNode Real, DescriptorNode ForValidation)> VisitAsync(DescriptorNode node, CancellationToken ct)
    {
        switch (node.Kind)
        {
            case NodeKind.Map when IsPlaceholder(node):
                _found++;
                return await FillAsync(node, ct);
            case NodeKind.Map when node.Fields.Any(f => f.Name.StartsWith('$')):
                return (node, node);
            case NodeKind.Map:
                List<DescriptorField> fields = [], forValidation = [];
                foreach (var field in node.Fields)
                {
                    var (real, checkedValue) = await VisitAsync(field.Value, ct);
                    fields.Add(field with { Value = real });
                    forValidation.Add(field with { Value = checkedValue });
                }

                return (DescriptorNode.OfMap(fields, node.Line, node.Column), DescriptorNode.OfMap(forValidation, node.Line, node.Column));
            case NodeKind.List:
                List<DescriptorNode> items = [], checkedItems = [];
                foreach (var item in node.Items)
                {
                    var (real, checkedValue) = await VisitAsync(item, ct);
                    items.Add(real);
                    checkedItems.Add(checkedValue);
                }

                return (DescriptorNode.OfList(items, node.Line, node.Column), DescriptorNode.OfList(checkedItems, node.Line, node.Column));
            default:
                return (node, node);
        }
    }

    private async Task<(DescriptorNode Real, DescriptorNode ForValidation)> FillAsync(DescriptorNode node, CancellationToken ct)
    {
        var (key, value) = (node.Fields[0].Name, node.Fields[0].Value);
        var standIn = DescriptorNode.OfText("(not read)", node.Line, node.Column);
        if (value.Kind != NodeKind.Text || value.Text.Length == 0)
        {
            _errors.Add(new(_file, value.Line, value.Column, $"{key} must name a file or a URL.", $"Write {key}: ./openapi.yaml."));
            return (node, standIn);
        }

        FileBytes bytes;
        if (Uri.TryCreate(value.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            if (_remote is null || !_remote.Allows(url!))
            {
                return (node, standIn);
            }

            bytes = await _remote.ReadAsync(url!, ct);
        }
        else if (DescriptorRoot.Join(_path, value.Text) is { } path && !Path.IsPathRooted(value.Text))
        {
            bytes = await _root.ReadAsync(path, ct);
        }
        else
        {
            bytes = new(null, null, new(_file, value.Line, value.Column, $"{key} points outside its source: {value.Text}", "Name a file below the source's folder, relative to this one."));
        }

        string? text = null;
        if (bytes.Error is not null)
        {
            _errors.Add(new(_file, value.Line, value.Column, $"{key}: {value.Text} cannot be read. {bytes.Error.Message}", bytes.Error.Fix));
        }
        else
        {
            text = YamlDescriptorReader.Decode(bytes.Content!, value.Text, out var error);
            if (error is not null)
            {
                _errors.Add(new(_file, value.Line, value.Column, $"{key}: {value.Text}, line {error.Line}: {error.Message}", error.Fix));
            }
        }

        if (text is null || Parse(key, text.TrimStart('\uFEFF'), value) is not { } filled)
        {
            return (node, standIn);
        }

        return (filled, filled);
    }

    private DescriptorNode? Parse(string key, string text, DescriptorNode at)
    {
        switch (key)
        {
            case "$text":
                return DescriptorNode.OfText(text, at.Line, at.Column);
            case "$json":
                try
                {
                    using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
                    return DescriptorNode.FromJson(json.RootElement);
                }
                catch (InvalidOperationException)
                {
                    _errors.Add(new(_file, at.Line, at.Column, $"$json: {at.Text} holds half a character: an escape such as \\ud800 without its other half.", "Correct the JSON, or use $text."));
                    return null;
                }
                catch (JsonException ex)
                {
                    _errors.Add(new(_file, at.Line, at.Column, $"$json: {at.Text}, line {ex.LineNumber + 1}: {ex.Message}", "Correct the JSON, or use $text."));
                    return null;
                }

            default:
                var documents = new YamlDescriptorReader().Read(text, at.Text);
                if (documents is [{ Root: { } only }])
                {
                    return only;
                }

                var broken = documents.SelectMany(d => d.Errors).FirstOrDefault();
                _errors.Add(new(_file, at.Line, at.Column, broken is null ? $"$yaml: {at.Text} holds {documents.Count} documents, not one." : $"$yaml: {at.Text}, line {broken.Line}: {broken.Message}", broken?.Fix ?? "Keep one document in the file."));
                return null;
        }
    }
}
