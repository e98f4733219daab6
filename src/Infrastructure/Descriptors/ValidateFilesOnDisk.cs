using System.Text;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Reads the files that a check names, in parallel, with what only the disk knows: placeholders, and where Locations lead.</summary>
internal static class ValidateFilesOnDisk
{
    private const string StandardInput = "-";

    private static readonly DependencyNoteReader Notes = new(new YamlDescriptorReader());

    /// <returns>In the order of names, whatever the order of reading.</returns>
    public static async Task<IReadOnlyList<CheckedFile>> ReadAsync(IReadOnlyList<string> paths, TextReader? input, CancellationToken ct)
    {
        List<CheckedFile> files = [];
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (var path in paths.Distinct(StringComparer.Ordinal))
        {
            if (path == StandardInput)
            {
                var text = await (input ?? Console.In).ReadToEndAsync(ct);
                files.Add(await CheckAsync(new LocalRoot(Environment.CurrentDirectory, "", null, DescriptorLimits.Default), "stdin", "stdin", new YamlDescriptorReader().Read(text, "stdin"), ct));
            }
            else if (Expand(path) is { Count: > 0 } expanded)
            {
                foreach (var (shown, full) in expanded)
                {
                    found.TryAdd(full, shown);
                }
            }
            else
            {
                files.Add(Broken(path, new(0, 0, IsPattern(path) ? "Nothing fits this pattern." : "There is no such file or folder.", "Correct the path.")));
            }
        }

        var ordered = found.OrderBy(f => f.Value, StringComparer.Ordinal).ToArray();
        var read = new CheckedFile[ordered.Length];
        await Parallel.ForAsync(0, ordered.Length, ct, async (i, token) => read[i] = await ReadAsync(ordered[i].Value, ordered[i].Key, token));
        files.AddRange(read);
        files.Sort((left, right) => string.CompareOrdinal(left.File, right.File));
        return LocationCycles.Mark(files, ordered.Select(o => (o.Value, o.Key)));
    }

    private static IReadOnlyList<(string Shown, string Full)> Expand(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            return [.. (Root(full).Expand("") ?? []).Select(f => (Path.Combine(path, f), Path.Combine(full, f)))];
        }

        if (File.Exists(full))
        {
            return [(path, full)];
        }

        if (!IsPattern(path))
        {
            return [];
        }

        var at = Path.IsPathRooted(path) ? Path.GetPathRoot(path)! : Environment.CurrentDirectory;
        return [.. (Root(at).Expand(path.Replace('\\', '/')) ?? []).Select(f => (Path.IsPathRooted(path) ? Path.Combine(at, f) : f, Path.Combine(at, f)))];
    }

    private static bool IsPattern(string path) => path.Contains('*', StringComparison.Ordinal) || path.Contains('?', StringComparison.Ordinal);

    private static LocalRoot Root(string folder) => new(folder, "", null, DescriptorLimits.Default);

    // As the catalog does: what a file names may lie anywhere in its working tree, and not outside.
    private static string TopOf(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
            {
                return at.FullName;
            }
        }

        return folder;
    }

    private static async Task<CheckedFile> ReadAsync(string shown, string full, CancellationToken ct)
    {
        var top = TopOf(Path.GetDirectoryName(full)!);
        var root = Root(top);
        var path = Path.GetRelativePath(top, full).Replace('\\', '/');
        var bytes = await root.ReadAsync(path, ct);
        return bytes.Error is { } broken
            ? Broken(shown, new(broken.Line, broken.Column, broken.Message, broken.Fix))
            : await CheckAsync(root, path, shown, new YamlDescriptorReader().Read(bytes.Content!, shown), ct);
    }

    private static CheckedFile Broken(string shown, DescriptorMessage message) => new(shown, [new(0, null, [message])]);

    private static async Task<CheckedFile> CheckAsync(LocalRoot root, string path, string shown, IReadOnlyList<DescriptorDocument> documents, CancellationToken ct)
    {
        List<CheckedDocument> found = [];
        foreach (var document in documents)
        {
            if (document.Root is null)
            {
                found.Add(new(document.Line, null, DescriptorSet.Messages(document.Errors, DescriptorRules.Text)));
                continue;
            }

            var resolved = await Placeholders.ResolveAsync(document.Root, root, path, shown, ct);
            found.Add(new(document.Line, resolved.ForValidation, [.. DescriptorSet.Messages(resolved.Errors, DescriptorRules.Placeholder), .. Targets(resolved.ForValidation, root, path)])
            {
                Warnings = DescriptorSet.Messages(Notes.Check(document, KindRegistry.BuiltIn), DescriptorRules.Note),
            });
        }

        return new(shown, found);
    }

    private static IEnumerable<DescriptorMessage> Targets(DescriptorNode document, LocalRoot root, string path)
        => LocationCycles.TargetsOf(document).Where(t => !t.Optional).Select(t => Problem(t.Target, root, path)).OfType<DescriptorMessage>();

    private static DescriptorMessage? Problem(DescriptorNode target, LocalRoot root, string path)
    {
        var name = GitTarget.WithoutSecret(target.Text);
        if (Path.IsPathRooted(target.Text))
        {
            return At($"The target {name} is an absolute path.", "Write it relative to this file.");
        }

        if (DescriptorRoot.Join(path, target.Text) is not { } joined)
        {
            return At($"The target {name} leaves the repository.", "Keep targets below its top folder.");
        }

        return root.Expand(joined) is null ? At($"The target {name} does not exist.", "Correct the path, or set presence: optional.") : null;

        DescriptorMessage At(string message, string fix) => new(target.Line, target.Column, message, fix) { Rule = DescriptorRules.Target };
    }
}
