using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Finds Locations among the files of a check that lead back to themselves.</summary>
internal static class LocationCycles
{
    /// <summary>Targets on this disk that a document leads to; none when it is no Location.</summary>
    public static IEnumerable<(DescriptorNode Target, bool Optional)> TargetsOf(DescriptorNode document)
    {
        if (document["kind"]?.Text != "Location" || document["spec"] is not { Kind: NodeKind.Map } spec)
        {
            return [];
        }

        var optional = spec["presence"]?.Text == "optional";
        IEnumerable<DescriptorNode> targets = [.. spec["target"] is { } one ? [one] : Array.Empty<DescriptorNode>(), .. spec["targets"]?.Items ?? []];
        return targets.Where(t => t is { Kind: NodeKind.Text, Text.Length: > 0 } && !IsRemote(t.Text)).Select(t => (t, optional));
    }

    /// <param name="places">Name and full path of the files on disk.</param>
    public static IReadOnlyList<CheckedFile> Mark(IReadOnlyList<CheckedFile> files, IEnumerable<(string Shown, string Full)> places)
    {
        var fullOf = places.ToDictionary(p => p.Shown, p => p.Full, StringComparer.Ordinal);
        var edges = new Dictionary<string, List<(string To, string From, DescriptorNode Target)>>(StringComparer.Ordinal);
        foreach (var file in files.Where(f => fullOf.ContainsKey(f.File)))
        {
            foreach (var (target, _) in file.Documents.Where(d => d.Root is not null).SelectMany(d => TargetsOf(d.Root!)))
            {
                var full = fullOf[file.File];
                (edges.TryGetValue(full, out var list) ? list : edges[full] = []).AddRange(Reached(full, target).Select(to => (to, file.File, target)));
            }
        }

        var found = new Dictionary<(string File, int Line, int Column), DescriptorMessage>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in edges.Keys.Order(StringComparer.Ordinal))
        {
            Follow(start);
        }

        return found.Count == 0 ? files : [.. files.Select(f => f with { Documents = [.. f.Documents.Select(d => d with { Problems = [.. d.Problems, .. Of(f, d)] })] })];

        IEnumerable<DescriptorMessage> Of(CheckedFile file, CheckedDocument document)
            => document.Root is null ? [] : TargetsOf(document.Root).Select(t => found.GetValueOrDefault((file.File, t.Target.Line, t.Target.Column))).OfType<DescriptorMessage>();

        // Depth first without recursion: the trail is as long as the files allow.
        void Follow(string start)
        {
            List<(string File, int Next)> trail = [(start, 0)];
            while (trail.Count > 0)
            {
                var (at, next) = trail[^1];
                var leads = edges.GetValueOrDefault(at) ?? [];
                if (next >= leads.Count || done.Contains(at))
                {
                    done.Add(at);
                    trail.RemoveAt(trail.Count - 1);
                    continue;
                }

                trail[^1] = (at, next + 1);
                var (to, from, target) = leads[next];
                var loop = trail.FindIndex(t => t.File == to);
                if (loop >= 0)
                {
                    var names = trail.Skip(loop).Select(t => Path.GetFileName(t.File)).Append(Path.GetFileName(to));
                    found[(from, target.Line, target.Column)] = new(target.Line, target.Column, $"Locations form a cycle: {string.Join(" -> ", names)}.", "Remove this target.") { Rule = DescriptorRules.Cycle };
                }
                else if (!done.Contains(to))
                {
                    trail.Add((to, 0));
                }
            }
        }
    }

    // A pattern that takes in its own file is no cycle: the catalog leaves that one out.
    private static IEnumerable<string> Reached(string file, DescriptorNode target)
    {
        var folder = Path.GetDirectoryName(file)!;
        var isPattern = target.Text.Contains('*', StringComparison.Ordinal) || target.Text.Contains('?', StringComparison.Ordinal);
        if (!isPattern)
        {
            return [Path.GetFullPath(Path.Combine(folder, target.Text))];
        }

        return (new LocalRoot(folder, "", null, DescriptorLimits.Default).Expand(target.Text.StartsWith("./", StringComparison.Ordinal) ? target.Text[2..] : target.Text) ?? [])
            .Select(f => Path.GetFullPath(Path.Combine(folder, f))).Where(f => f != file);
    }

    private static bool IsRemote(string target) => target.Contains("://", StringComparison.Ordinal) || (target.Contains('@', StringComparison.Ordinal) && target.Contains(':', StringComparison.Ordinal));
}
