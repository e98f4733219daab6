using Portal.Application.Packages;
using Tomlyn;
using Tomlyn.Model;

namespace Portal.Infrastructure.Packages;

/// <summary>pyproject.toml (PEP 621 and Poetry's own tables) and the poetry.lock beside it, which tells what is installed and the ways.</summary>
/// <remarks>Source: python-poetry.org, "The pyproject.toml file" and "Dependency specification"; PEP 621; PEP 735.</remarks>
internal static class PoetryManifest
{
    private const string Lock = "poetry.lock";
    private const string Main = "main";

    private static readonly System.Buffers.SearchValues<char> AfterName = System.Buffers.SearchValues.Create("<>=!~@ [(");

    public static void Read(ManifestReading reading, string path)
    {
        var project = Parse(reading, path);
        var lockFile = ManifestTree.Join(ManifestTree.Folder(path), Lock)!;
        if (reading.Tree.Has(lockFile))
        {
            ReadLock(reading, lockFile, [.. Wishes(project).Select(w => w.Name)]);
            return;
        }

        var wished = 0;
        foreach (var (name, wish, isDevelopment) in Wishes(project))
        {
            wished++;
            var id = RequirementsManifest.Add(reading, path, $"{name} {wish}", isDevelopment);
            if (id is null)
            {
                id = $"{path}:{Ecosystems.Key(Ecosystems.PyPi, name)}";
                reading.Add(id, Ecosystems.PyPi, name, wish, isDevelopment);
                reading.Graph.Direct(id);
            }
        }

        if (wished > 0)
        {
            reading.Notes.Add($"{path} has no {Lock} beside it: only what it asks for is known, not what is installed.");
        }
    }

    public static void ReadLock(ManifestReading reading, string path)
    {
        if (!reading.Tree.Has(ManifestTree.Join(ManifestTree.Folder(path), "pyproject.toml")!))
        {
            ReadLock(reading, path, []);
        }
    }

    private static void ReadLock(ManifestReading reading, string path, IReadOnlyList<string> direct)
    {
        if (!reading.Done.Add(path))
        {
            return;
        }

        string Id(string name) => $"{path}:{Ecosystems.Key(Ecosystems.PyPi, name)}";
        List<TomlTable> packages = [.. Tables(Parse(reading, path), "package")];
        foreach (var package in packages)
        {
            var name = package.TryGetValue("name", out var value) && value is string text ? text : throw new MalformedException($"A [[package]] of {path} has no name.", "Run poetry lock again.");
            reading.Add(Id(name), Ecosystems.PyPi, name, package.TryGetValue("version", out var version) ? version as string : null, IsForDevelopment(package));
        }

        foreach (var package in packages)
        {
            foreach (var needed in Table(package, "dependencies")?.Keys ?? [])
            {
                reading.Graph.Link(Id((string)package["name"]!), Id(needed));
            }
        }

        foreach (var name in direct)
        {
            reading.Graph.Direct(Id(name));
        }
    }

    // Poetry 1 says category, Poetry 2 says groups.
    private static bool IsForDevelopment(TomlTable package)
        => package.TryGetValue("groups", out var groups) && groups is TomlArray list ? !list.Contains(Main) : package.TryGetValue("category", out var category) && category is string and not Main;

    private static IEnumerable<(string Name, string Wish, bool IsDevelopment)> Wishes(TomlTable project)
    {
        foreach (var line in Texts(Table(project, "project"), "dependencies"))
        {
            yield return Split(line, false);
        }

        foreach (var line in (Table(project, "dependency-groups")?.Values ?? []).OfType<TomlArray>().SelectMany(g => g.OfType<string>()))
        {
            yield return Split(line, true);
        }

        var poetry = Table(Table(project, "tool"), "poetry");
        IEnumerable<(TomlTable? Table, bool IsDevelopment)> tables =
        [
            (Table(poetry, "dependencies"), false), (Table(poetry, "dev-dependencies"), true),
            .. (Table(poetry, "group")?.Select(g => (Table(g.Value as TomlTable, "dependencies"), g.Key != Main)) ?? []),
        ];
        foreach (var (table, isDevelopment) in tables.Where(t => t.Table is not null))
        {
            foreach (var (name, value) in table!.Where(d => !d.Key.Equals("python", StringComparison.OrdinalIgnoreCase)))
            {
                yield return (name, value as string ?? ((value as TomlTable)?.TryGetValue("version", out var version) == true ? version as string : null) ?? "", isDevelopment);
            }
        }
    }

    private static (string Name, string Wish, bool IsDevelopment) Split(string line, bool isDevelopment)
    {
        var stated = line.Split(';')[0].Trim();
        var end = stated.AsSpan().IndexOfAny(AfterName);
        return end < 0 ? (stated, "", isDevelopment) : (stated[..end], stated[end] == '[' ? stated[(stated.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim() : stated[end..].Trim(), isDevelopment);
    }

    private static TomlTable Parse(ManifestReading reading, string path)
    {
        try
        {
            return TomlSerializer.Deserialize<TomlTable>(reading.Tree.Text(path) ?? "") ?? [];
        }
        catch (TomlException ex)
        {
            throw new MalformedException($"It is no valid TOML: line {ex.Line}, column {ex.Column}: {ex.Message.Split('\n')[0].TrimEnd('.')}.", "Correct it there; poetry check finds it, too.");
        }
    }

    private static TomlTable? Table(TomlTable? parent, string name) => parent is not null && parent.TryGetValue(name, out var value) ? value as TomlTable : null;

    private static TomlTableArray Tables(TomlTable parent, string name) => parent.TryGetValue(name, out var value) && value is TomlTableArray tables ? tables : [];

    private static IEnumerable<string> Texts(TomlTable? parent, string name) => parent is not null && parent.TryGetValue(name, out var value) && value is TomlArray list ? list.OfType<string>() : [];
}
