using System.Xml.Linq;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>Project files of .NET with what surrounds them; a packages.lock.json beside one tells what was really resolved, and the ways.</summary>
/// <remarks>Source: learn.microsoft.com, "PackageReference in project files", "Central Package Management", "Locking dependencies".</remarks>
internal static class DotnetManifest
{
    private const int MaxProjects = 200;

    public static void Read(ManifestReading reading, string path)
    {
        if (!reading.Done.Add(path) || reading.Tree.Bytes(path) is not { } bytes)
        {
            return;
        }

        var root = SafeXml.Parse(bytes, path);
        var files = new MsBuildFiles(reading.Tree, path, root);
        var references = root.Descendants().Where(e => e.Name.LocalName == "PackageReference" && MsBuildFiles.Named(e) is not null).ToList();
        var isTest = string.Equals(files.Property("IsTestProject"), "true", StringComparison.OrdinalIgnoreCase) || references.Any(r => MsBuildFiles.Named(r)!.Equals("Microsoft.NET.Test.Sdk", StringComparison.OrdinalIgnoreCase));
        var lockFile = ManifestTree.Join(ManifestTree.Folder(path), "packages.lock.json")!;
        if (!isTest && reading.Tree.Bytes(lockFile) is { } locked)
        {
            ReadLock(reading, path, lockFile, locked, [.. references.Where(IsPrivate).Select(r => MsBuildFiles.Named(r)!)]);
        }
        else
        {
            foreach (var reference in references)
            {
                var name = MsBuildFiles.Named(reference)!;
                Add(reading, path, name, VersionOf(files, reference, name), isTest || IsPrivate(reference));
            }

            foreach (var (name, version) in files.Global)
            {
                Add(reading, path, name, version, isDevelopment: true);
            }
        }

        // A project of the same repository that is built into this one is part of the service, wherever it lies.
        foreach (var project in root.Descendants().Where(e => e.Name.LocalName == "ProjectReference" && !isTest).Select(MsBuildFiles.Named).OfType<string>())
        {
            if (files.Expand(project) is { } relative && ManifestTree.Join(ManifestTree.Folder(path), relative) is { } other && reading.Tree.Has(other) && reading.Done.Count < MaxProjects)
            {
                Read(reading, other);
            }
        }
    }

    private static bool IsPrivate(XElement reference)
        => string.Equals(reference.Attribute("PrivateAssets")?.Value ?? reference.Child("PrivateAssets"), "all", StringComparison.OrdinalIgnoreCase);

    private static string? VersionOf(MsBuildFiles files, XElement reference, string name)
        => files.Expand(reference.Attribute("VersionOverride")?.Value ?? reference.Child("VersionOverride")
            ?? reference.Attribute("Version")?.Value ?? reference.Child("Version")) ?? files.CentralVersion(name);

    private static void Add(ManifestReading reading, string path, string name, string? version, bool isDevelopment)
    {
        if (version is null)
        {
            reading.Notes.Add($"{path}: the version of {name} stands neither there nor in Directory.Packages.props.");
        }

        // [1.2.3] is exactly that version; every other bracket is a range.
        var text = version is ['[', .. var exact, ']'] && !exact.Contains(',', StringComparison.Ordinal) ? exact : version;
        reading.Add($"{path}:{name}", Ecosystems.NuGet, name, text, isDevelopment);
        reading.Graph.Direct($"{path}:{name}");
    }

    private static void ReadLock(ManifestReading reading, string path, string lockFile, byte[] content, HashSet<string> privates)
    {
        reading.Done.Add(lockFile);
        using var document = JsonPlace.Parse(content, lockFile);
        foreach (var (framework, packages) in JsonPlace.Root(document).Members("dependencies"))
        {
            if (!packages.IsObject)
            {
                throw packages.Wrong("an object");
            }

            List<(string Name, JsonPlace Entry)> entries = [.. packages.Members().Where(p => p.Value.Text("type") != "Project")];
            string Id(string name) => $"{path}:{framework}:{name.ToLowerInvariant()}";
            foreach (var (name, entry) in entries)
            {
                reading.Add(Id(name), Ecosystems.NuGet, name, entry.Text("resolved"), privates.Contains(name, StringComparer.OrdinalIgnoreCase));
            }

            foreach (var (name, entry) in entries)
            {
                if (entry.Text("type") == "Direct")
                {
                    reading.Graph.Direct(Id(name));
                }

                foreach (var (needed, _) in entry.Members("dependencies"))
                {
                    reading.Graph.Link(Id(name), Id(needed));
                }
            }

            // What a project of the repository brings is asked for by the service's own code.
            foreach (var (_, project) in packages.Members().Where(p => p.Value.Text("type") == "Project"))
            {
                foreach (var (needed, _) in project.Members("dependencies"))
                {
                    reading.Graph.Direct(Id(needed));
                }
            }
        }
    }
}
