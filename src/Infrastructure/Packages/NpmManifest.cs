using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>package.json, and the package-lock.json beside it (versions 2 and 3), which tells what is installed and the ways.</summary>
/// <remarks>Source: docs.npmjs.com, "package-lock.json": packages, and how Node.js finds a module by walking up the folders.</remarks>
internal static class NpmManifest
{
    private const string Modules = "node_modules/";

    private static readonly (string Field, bool IsDevelopment)[] Wishes = [("dependencies", false), ("optionalDependencies", false), ("devDependencies", true)];

    public static void Read(ManifestReading reading, string path)
    {
        var folder = ManifestTree.Folder(path);
        foreach (var name in new[] { "npm-shrinkwrap.json", "package-lock.json" })
        {
            var lockFile = ManifestTree.Join(folder, name)!;
            if (reading.Done.Contains(lockFile) || (reading.Tree.Bytes(lockFile) is { } content && ReadLock(reading, lockFile, content)))
            {
                return;
            }
        }

        // The lock file of a workspace lies further up and holds its packages, too.
        if (ManifestTree.Upwards(folder).Skip(1).Any(f => reading.Done.Contains(ManifestTree.Join(f, "package-lock.json")!)))
        {
            return;
        }

        ReadWishes(reading, path);
    }

    private static void ReadWishes(ManifestReading reading, string path)
    {
        using var document = JsonPlace.Parse(reading.Tree.Bytes(path) ?? throw new MalformedException("It is gone.", "Put it back, or remove what names it."), path);
        var root = JsonPlace.Root(document);
        var wished = 0;
        foreach (var (field, isDevelopment) in Wishes)
        {
            foreach (var (name, version) in root.Members(field))
            {
                wished++;
                reading.Add($"{path}:{name}", Ecosystems.Npm, name, version.AsText(), isDevelopment);
                reading.Graph.Direct($"{path}:{name}");
            }
        }

        if (wished > 0)
        {
            reading.Notes.Add($"{path} has no package-lock.json of version 2 or 3 beside it: only what it asks for is known, not what is installed.");
        }
    }

    private static bool ReadLock(ManifestReading reading, string path, byte[] content)
    {
        using var document = JsonPlace.Parse(content, path);
        var root = JsonPlace.Root(document);
        if (root["packages"] is null)
        {
            reading.Notes.Add($"{path} has lockfileVersion 1, which is not read. Run npm install with npm 7 or later.");
            return false;
        }

        reading.Done.Add(path);
        List<(string Key, JsonPlace Entry)> entries = [.. root.Members("packages").Where(p => !p.Value.Flag("link"))];
        var installed = entries.Select(e => e.Key).Where(k => k.Contains(Modules, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        string Id(string key) => $"{path}:{key}";
        foreach (var (key, entry) in entries.Where(e => installed.Contains(e.Key)))
        {
            reading.Add(Id(key), Ecosystems.Npm, entry.Text("name") ?? key[(key.LastIndexOf(Modules, StringComparison.Ordinal) + Modules.Length)..], entry.Text("version"), entry.Flag("dev") || entry.Flag("devOptional"));
        }

        foreach (var (key, entry) in entries)
        {
            foreach (var needed in Wishes.SelectMany(w => entry.Members(w.Field)).Concat(entry.Members("peerDependencies")).Select(m => m.Name))
            {
                if (Resolve(installed, key, needed) is not { } target)
                {
                    continue;
                }

                // What has no node_modules in its key is the service itself or a workspace of it.
                if (installed.Contains(key))
                {
                    reading.Graph.Link(Id(key), Id(target));
                }
                else
                {
                    reading.Graph.Direct(Id(target));
                }
            }
        }

        return true;
    }

    private static string? Resolve(HashSet<string> installed, string from, string name)
    {
        for (var at = from; ;)
        {
            var candidate = at.Length == 0 ? Modules + name : $"{at}/{Modules}{name}";
            if (installed.Contains(candidate))
            {
                return candidate;
            }

            if (at.Length == 0)
            {
                return null;
            }

            at = at.LastIndexOf('/') is >= 0 and var slash ? at[..slash] : "";
        }
    }
}
