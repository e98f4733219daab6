using System.Text;
using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Manifests;

/// <summary>
/// Turns a path of a repository into the objects that would be applied: plain YAML, or what the supported part of kustomize makes of it. Nothing outside the repository is read, and
/// nothing is guessed. One for each rendering.
/// </summary>
internal sealed class ManifestRenderer(RepositoryFiles files, IDescriptorReader yaml)
{
    public const int MostFiles = 200;
    public const int MostBytes = 2 * 1024 * 1024;
    private const int MaxDepth = 20;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<UnsupportedPart> _unsupported = [];
    private readonly HashSet<string> _generated = new(StringComparer.Ordinal);
    private long _bytes;

    /// <param name="path">A file or folder of the repository.</param>
    /// <exception cref="ManifestException">The manifests are wrong, or more than is read.</exception>
    public async Task<RenderedObjects> RenderAsync(string path, CancellationToken ct)
    {
        var objects = await PathAsync(path, new(path, 0), [], ct);
        return new(objects, _generated, _unsupported, [.. _texts.Keys.Order(StringComparer.Ordinal)]);
    }

    internal void Unsupported(string what, GitPlace place, string words, bool onlyAdds = false)
    {
        if (!_unsupported.Exists(u => u.What == what && u.Place == place))
        {
            _unsupported.Add(new(what, place, words, onlyAdds));
        }
    }

    internal void Generated(string name) => _generated.Add(name);

    internal bool IsGenerated(string name) => _generated.Contains(name);

    /// <summary>Documents of a file; empty ones are left out.</summary>
    /// <exception cref="ManifestException">It does not exist, is too large or no YAML.</exception>
    internal async Task<List<ManifestNode>> DocumentsAsync(string path, GitPlace asked, CancellationToken ct)
    {
        if (!files.HasFile(path))
        {
            throw new ManifestException(asked, $"{path} does not exist in the repository.", "Correct the name, or add the file.");
        }

        if (_texts.TryGetValue(path, out var known))
        {
            return Documents(known, path, 0);
        }

        if (_texts.Count >= MostFiles)
        {
            throw TooMuch(path, asked);
        }

        var text = await files.ReadAsync(path, ct);
        if (text.Failure is { } failure)
        {
            throw new ManifestException(new(path, 0), failure.Message, "");
        }

        _texts[path] = text.Value;
        return (_bytes += Encoding.UTF8.GetByteCount(text.Value)) > MostBytes ? throw TooMuch(path, asked) : Documents(text.Value, path, 0);
    }

    private static ManifestException TooMuch(string path, GitPlace asked)
        => new(asked, $"The manifests are more than {MostFiles} files or {MostBytes / 1024 / 1024} MB; {path} is not read any more.", "Name a narrower path in the annotation portal.dev/manifests.");

    /// <param name="lineOffset">Lines of the file before the text.</param>
    internal List<ManifestNode> Documents(string text, string file, int lineOffset)
    {
        List<ManifestNode> found = [];
        foreach (var document in yaml.Read(text, file))
        {
            if (document.Errors is [var error, ..])
            {
                throw new ManifestException(new ManifestMistake(new(file, error.Line + lineOffset), error.Column, error.Message, error.Fix ?? ""));
            }

            found.Add(ManifestNode.Of(document.Root!, file, lineOffset));
        }

        return found;
    }

    internal async Task<List<ManifestObject>> PathAsync(string path, GitPlace asked, IReadOnlyList<string> above, CancellationToken ct)
    {
        if (files.HasFile(path))
        {
            return Kustomization.IsFile(path) ? await KustomizationAsync(path, asked, above, ct) : await PlainAsync(path, asked, skipOther: false, ct);
        }

        if (!files.HasFolder(path))
        {
            throw new ManifestException(asked, $"{path} does not exist in the repository.", "Correct the path, or add it.");
        }

        if (files.In(path).FirstOrDefault(Kustomization.IsFile) is { } kustomization)
        {
            return await KustomizationAsync(kustomization, asked, above, ct);
        }

        if (above.Count > 0)
        {
            throw new ManifestException(asked, $"{path} has no kustomization.yaml.", "Add one, or list its files one by one.");
        }

        List<ManifestObject> objects = [];
        foreach (var file in files.In(path).Where(RepositoryPath.IsYaml).ToList())
        {
            objects.AddRange(await PlainAsync(file, new(file, 0), skipOther: true, ct));
        }

        return objects;
    }

    private async Task<List<ManifestObject>> KustomizationAsync(string file, GitPlace asked, IReadOnlyList<string> above, CancellationToken ct)
    {
        if (above.Contains(file, StringComparer.Ordinal) || above.Count > MaxDepth)
        {
            throw new ManifestException(asked, above.Count > MaxDepth ? $"Kustomizations lead to each other more than {MaxDepth} times." : $"{file} leads back to itself: {string.Join(", ", above)}.", "Remove one of the two.");
        }

        var documents = await DocumentsAsync(file, asked, ct);
        return documents switch
        {
            [{ Kind: NodeKind.Map } root] => await new Kustomization(this, root, file, [.. above, file]).BuildAsync(ct),
            [] => [],
            _ => throw new ManifestException(documents[^1].Place, "A kustomization is one document, a map.", "Remove what else stands in the file."),
        };
    }

    /// <param name="skipOther">Documents that are no Kubernetes objects are passed over: in a folder of plain files others may lie, too.</param>
    private async Task<List<ManifestObject>> PlainAsync(string file, GitPlace asked, bool skipOther, CancellationToken ct)
    {
        List<ManifestObject> objects = [];
        foreach (var document in await DocumentsAsync(file, asked, ct))
        {
            if (document.TextOf("kind")?.EndsWith("List", StringComparison.Ordinal) == true && document["items"] is { Kind: NodeKind.List } list)
            {
                foreach (var item in list.Items)
                {
                    Add(item);
                }
            }
            else
            {
                Add(document);
            }
        }

        return objects;

        void Add(ManifestNode node)
        {
            ManifestObject made = new(node);
            if (made is { Kind.Length: > 0, ApiVersion.Length: > 0, Name.Length: > 0 })
            {
                objects.Add(made);
            }
            else if (!skipOther)
            {
                var missing = new StringBuilder().AppendJoin(", ", new[] { ("apiVersion", made.ApiVersion), ("kind", made.Kind), ("metadata.name", made.Name) }.Where(p => p.Item2.Length == 0).Select(p => p.Item1));
                throw new ManifestException(node.Place, $"This is no Kubernetes object: it has no {missing}.", "Add it, or take the file out of resources.");
            }
        }
    }
}
