using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>go.mod: the versions that a build takes at least, those of indirect modules included since Go 1.17.</summary>
/// <remarks>Source: go.dev/ref/mod, "go.mod files": require, replace, exclude.</remarks>
internal static class GoManifest
{
    public static void Read(ManifestReading reading, string path)
    {
        List<(string Module, string Version, bool IsIndirect)> required = [];
        Dictionary<string, (string Module, string? Version)> replaced = new(StringComparer.Ordinal);
        string? block = null;
        var number = 0;
        foreach (var line in (reading.Tree.Text(path) ?? "").Split('\n'))
        {
            number++;
            var comment = line.IndexOf("//", StringComparison.Ordinal);
            var isIndirect = comment >= 0 && line[(comment + 2)..].Trim().StartsWith("indirect", StringComparison.Ordinal);
            var words = (comment >= 0 ? line[..comment] : line).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => w.Trim('"', '`')).ToArray();
            if (words.Length == 0)
            {
                continue;
            }

            if (words[0] == ")")
            {
                block = null;
                continue;
            }

            if (block is null && words is [_, "("])
            {
                block = words[0];
                continue;
            }

            var (verb, rest) = block is null ? (words[0], words[1..]) : (block, words);
            switch (verb, rest)
            {
                case ("require", [var module, var version]):
                    required.Add((module, version, isIndirect));
                    break;
                case ("require", _):
                    throw new MalformedException($"Line {number} is no 'require module version'.", "Run go mod tidy.");
                case ("replace", [var module, "=>", var target, .. var to]):
                    replaced[module] = (target, to.Length > 0 ? to[0] : null);
                    break;
                case ("replace", [var module, var version, "=>", var target, .. var to]):
                    replaced[$"{module}@{version}"] = (target, to.Length > 0 ? to[0] : null);
                    break;
            }
        }

        foreach (var (module, version, isIndirect) in required)
        {
            var (name, taken) = replaced.TryGetValue($"{module}@{version}", out var one) || replaced.TryGetValue(module, out one) ? one : (module, version);

            // Replaced by a folder: that is source of the repository, in no version.
            if (taken is null)
            {
                reading.Notes.Add($"{path}: {module} is replaced by the folder {name}; its version is not known.");
                name = module;
            }

            var id = $"{path}:{module}";
            reading.Add(id, Ecosystems.Go, name, taken, isDevelopment: false);
            if (isIndirect)
            {
                reading.Graph.Indirect(id);
            }
            else
            {
                reading.Graph.Direct(id);
            }
        }
    }
}
