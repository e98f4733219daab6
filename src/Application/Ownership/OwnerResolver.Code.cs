using Portal.Application.Catalog;

namespace Portal.Application.Ownership;

/// <content>Repositories and what lies in them, addresses, API paths, frames of stack traces.</content>
internal sealed partial class OwnerResolver
{
    // Folders of tools and of what is installed: nothing below them is ours unless a package says so.
    private static readonly string[] Foreign = ["node_modules", "site-packages", "dist-packages"];

    // Between a repository and a path: /blob/main/, /tree/main/, /-/blob/main/.
    private static readonly string[] Views = ["blob", "tree", "blame", "edit", "raw", "commits"];

    private void ByUrl(string text)
    {
        ByLink(text);
        if (ClueIndex.RepositoryOf(text.Replace("raw.githubusercontent.com", "github.com", StringComparison.OrdinalIgnoreCase)) is { } repository)
        {
            ByRepository(repository, PathIn(text));
        }

        if (ClueIndex.AddressOf(text) is not { } address)
        {
            return;
        }

        var end = address.AsSpan().IndexOfAny('?', '#');
        var plain = end < 0 ? address : address[..end];
        plain = plain[(plain.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at && at < Slash(plain) ? at + 1 : 0)..]; // a user before the host
        var (host, path) = (plain[..Slash(plain)], Slash(plain) < plain.Length ? plain[Slash(plain)..] : "/");
        if (!ByIp(host))
        {
            ByHost(host, path);
            ByServiceName(host, 0.85);
        }

        if (path.Length > 1)
        {
            ByApiPath(path, null);
        }

        static int Slash(string s) => s.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : s.Length;
    }

    private void ByLink(string text)
    {
        var address = ClueIndex.AddressOf(text);
        if (address is not null && address.AsSpan().IndexOfAny('?', '#') is > 0 and var end)
        {
            if (Linked(address, Link))
            {
                return;
            }

            address = address[..end].TrimEnd('/');
        }

        // A page below a known address counts; a bare host does not: too many share one.
        for (var confidence = Link; address is { Length: > 0 }; address = Parent(address), confidence -= 0.01)
        {
            if (Linked(address, confidence))
            {
                return;
            }
        }

        static string? Parent(string address) => address.LastIndexOf('/') is var at and > 0 && address.IndexOf('/', StringComparison.Ordinal) < at ? address[..at] : null;
    }

    private bool Linked(string address, double confidence)
    {
        var found = index.Urls[address];
        var groups = found.Where(f => f.Ref.Kind == "group").ToList();
        foreach (var (reference, why) in found)
        {
            // A chat of many services is its team's.
            var own = found.Count == 1 || (groups.Count == 1 && reference == groups[0].Ref) || (groups.Count == 0 && found.Count(f => f.Ref.Kind == "component") == 1 && reference.Kind == "component");
            var words = $"{address} is {why} of {reference}" + (found.Count == 1 ? "" : $", as of {found.Count - 1} others");
            if (reference.Kind == "api" && own)
            {
                Offered(reference, confidence, words);
            }
            else
            {
                Add(reference, own ? confidence : confidence * 0.6, words);
            }
        }

        return found.Count > 0;
    }

    private static string? PathIn(string text)
    {
        var address = ClueIndex.AddressOf(text) ?? text;
        var isRaw = address.StartsWith("raw.githubusercontent.com/", StringComparison.OrdinalIgnoreCase);
        var end = address.AsSpan().IndexOfAny('?', '#');
        var parts = (end < 0 ? address : address[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = isRaw ? 2 : Array.FindIndex(parts, 3 < parts.Length ? 3 : parts.Length, p => Views.Contains(p, StringComparer.Ordinal));
        var from = isRaw ? parts is [_, _, _, "refs", "heads", ..] ? 6 : 4 : at + 2;
        return at < 0 || from >= parts.Length ? null : Uri.UnescapeDataString(string.Join('/', parts[from..]));
    }

    /// <param name="path">In the repository; null when only the repository is known.</param>
    private void ByRepository(string repository, string? path)
    {
        var found = index.Repositories[repository];
        var read = path is null ? null : codeOwners?.Of(repository);
        var rule = path is null ? null : read?.Owners?.For(path);
        foreach (var (reference, why) in found)
        {
            var confidence = found.Count == 1 ? Repository : path is not null && Folder(reference, path) ? Repository - 0.01 : found.Count(f => f.Ref.Kind == "component") == 1 && reference.Kind == "component" ? Repository - 0.02 : 0.7;
            List<string> evidence = [path is null ? $"{repository} is the repository in {why} of {reference}" : $"{path} is a file of {repository}, the repository in {why} of {reference}"];
            if (rule is null)
            {
                Add(reference, confidence, evidence);
                continue;
            }

            var (handle, owner) = OwnerIn(rule.Owners);
            var line = $"{read!.File} line {rule.Line} ({rule.Pattern})";
            evidence.Add(rule.Owners.Count == 0 ? $"{line} says that nobody owns it" : $"{line} gives it to {string.Join(", ", rule.Owners)}");
            if (owner is { } group)
            {
                evidence.Add($"{handle} is {group}");
            }

            _hits.Add(new(reference, confidence, evidence) { Part = rule.Owners.Count == 0 || owner is not null ? new(owner) : null });
        }
    }

    /// <summary>The first owner that the catalog knows; teams before people.</summary>
    private (string? Handle, EntityRef? Owner) OwnerIn(IReadOnlyList<string> written)
    {
        foreach (var handle in written.OrderBy(o => o.Contains('/', StringComparison.Ordinal) ? 0 : 1))
        {
            if (index.Handles.Find(handle) is { } found)
            {
                return (handle, found);
            }
        }

        return (null, null);
    }

    /// <summary>The component's own folder of a shared repository, as its source location says.</summary>
    private bool Folder(EntityRef reference, string path)
        => graph.Find(reference)?.Annotations.GetValueOrDefault("backstage.io/source-location") is { } location && PathIn(location.StartsWith("url:", StringComparison.Ordinal) ? location[4..] : location) is { Length: > 0 } folder
            && path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>northwind/orders/src/x.cs, orders/src/x.cs, orders:src/x.cs, github.com/northwind/orders.</summary>
    private void ByPath(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var parts = (colon > 0 && !text.AsSpan(0, colon).Contains('/') ? string.Concat(text.AsSpan(0, colon), "/", text.AsSpan(colon + 1)) : text).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            foreach (var (reference, why) in index.RepositoryNames[text].Where(r => r.Ref.Name != text))
            {
                Add(reference, 0.9, $"{text} is the name of the repository in {why} of {reference}");
            }

            return;
        }

        if (parts[0].Contains('.', StringComparison.Ordinal) && parts.Length > 2 && ClueIndex.RepositoryOf(text) is { } written && index.Repositories[written].Count > 0)
        {
            ByRepository(written, PathIn("https://" + text) ?? (parts.Length > 3 ? string.Join('/', parts[3..]) : null));
            return;
        }

        // Owner and name, or the name alone, before a path.
        for (var at = Math.Min(1, parts.Length - 1); at >= 0; at--)
        {
            var repositories = index.RepositoryNames[parts[at]].Select(r => r.Ref).SelectMany(r => RepositoriesOf(r, parts[at])).Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(k => at == 0 || (k.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? k[..^4] : k).EndsWith($"/{parts[0]}/{parts[1]}", StringComparison.OrdinalIgnoreCase)).Take(3).ToList();
            foreach (var repository in repositories)
            {
                ByRepository(repository, parts.Length > at + 1 ? Lineless(string.Join('/', parts[(at + 1)..])) : null);
            }

            if (repositories.Count > 0)
            {
                return;
            }
        }
    }

    private IEnumerable<string> RepositoriesOf(EntityRef reference, string name)
        => graph.Find(reference) is { } entity ? Versions.EntityRepositories.Of(entity).Where(k => ClueIndex.NameOf(k).Equals(name, StringComparison.OrdinalIgnoreCase) && index.Repositories[k].Count > 0) : [];

    // src/x.cs:42
    private static string Lineless(string path) => path.LastIndexOf(':') is > 0 and var colon && path.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? path[..colon] : path;

    private void ByApiPath(string path, string? verb)
    {
        var end = path.AsSpan().IndexOfAny('?', '#');
        var found = index.Paths.Find(end < 0 ? path : path[..end], verb);
        foreach (var (template, method, api) in found)
        {
            Offered(api, found.Count == 1 ? 0.92 : 0.6, $"{path} is {method.ToUpperInvariant()} {template} of {api}" + (found.Count == 1 ? "" : $", as of {found.Count - 1} others"));
        }
    }

    /// <summary>A file on a machine: the folder that is called like a repository or a component, the nearest to the root first.</summary>
    private bool ByFile(string path, double confidence)
    {
        var parts = path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        var foreign = Array.FindLastIndex(parts, p => Foreign.Contains(p, StringComparer.Ordinal) || p.StartsWith("python3", StringComparison.Ordinal));
        if (foreign >= 0)
        {
            var name = foreign + 1 >= parts.Length ? "" : parts[foreign + 1].StartsWith('@') && foreign + 2 < parts.Length ? $"{parts[foreign + 1]}/{parts[foreign + 2]}" : parts[foreign + 1];
            return ByPackage(name, confidence, path);
        }

        // A module is named from some folder on; which one, only the known packages tell.
        for (var n = 0; n < parts.Length; n++)
        {
            foreach (var lead in n == parts.Length - 1 ? [] : index.RepositoryNames[parts[n]].Concat(index.Names[parts[n].Replace('_', '-')]).Where(l => l.Ref.Kind is "component" or "resource").DistinctBy(l => l.Ref))
            {
                Add(lead.Ref, confidence, $"the folder {parts[n]} in {path} is called like {lead.Ref}");
                return true;
            }

            var stem = n == parts.Length - 1 && parts[n].LastIndexOf('.') is > 0 and var dot ? parts[n][..dot] : parts[n];
            if (parts[n].Length > 2 && index.Packages[stem].Count > 0)
            {
                return ByPackage(stem, confidence, path);
            }
        }

        return false;
    }

    private void ByFrame(string frame, ref int frames)
    {
        var confidence = 0.94 - (0.12 * Math.Min(4, frames));
        var before = _hits.Count;
        var isFile = frame.IndexOfAny(['/', '\\']) >= 0 && (frame[0] is '/' or '.' || frame.Contains(":\\", StringComparison.Ordinal) || frame.EndsWith(".py", StringComparison.Ordinal) || frame.EndsWith(".js", StringComparison.Ordinal) || frame.EndsWith(".ts", StringComparison.Ordinal));
        if (isFile ? ByFile(frame, confidence) : ByPackage(frame, confidence, frame))
        {
            // A library is where it broke and seldom whose it is.
            for (var n = before; n < _hits.Count; n++)
            {
                if (graph.Find(_hits[n].Subject)?.Type is "library" or "package" or "sdk")
                {
                    _hits[n] = _hits[n] with { Confidence = _hits[n].Confidence - 0.3 };
                }
            }

            frames += _hits.Count > before && graph.Find(_hits[^1].Subject)?.Type is not ("library" or "package" or "sdk") ? 1 : 0;
        }
    }

    /// <summary>A.B.C.D in a log line: the name of a logger or type.</summary>
    private void ByDotted(string text)
    {
        if (text.IndexOf('.', StringComparison.Ordinal) > 0 || text.StartsWith('@'))
        {
            ByPackage(text, 0.85, text);
        }
        else if (index.Packages[text].Count > 0)
        {
            ByPackage(text, 0.9, text);
        }
    }

    /// <summary>The longest known beginning of a symbol.</summary>
    private bool ByPackage(string symbol, double confidence, string shown)
    {
        for (var prefix = symbol; prefix.Length > 1;)
        {
            if (index.Packages[prefix] is { Count: > 0 } found)
            {
                foreach (var (reference, why) in found)
                {
                    Add(reference, found.Count == 1 ? confidence : confidence - 0.2, $"{(shown.Length > 120 ? shown[..120] + "..." : shown)} begins with {prefix}, {(why.StartsWith("annotation", StringComparison.Ordinal) ? $"in {why}" : $"named in {why}")} of {reference}");
                }

                return true;
            }

            var cut = prefix.AsSpan().LastIndexOfAny("./$:+");
            if (cut <= 0)
            {
                return false;
            }

            prefix = prefix[..cut];
        }

        return false;
    }
}
