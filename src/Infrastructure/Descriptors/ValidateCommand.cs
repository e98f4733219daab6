using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>The verb <c>portal validate</c>: checks descriptor files without a server, by the rules the catalog reads them with.</summary>
public static class ValidateCommand
{
    private const int Invalid = 1;
    private const int Usage = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="args">Paths of files or folders, and --json.</param>
    /// <returns>0: all valid; 1: something is not; 2: wrong use.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var json = args.Contains("--json", StringComparer.Ordinal);
        var paths = args.Where(a => a != "--json").ToList();
        if (paths.Count == 0 || paths.Any(p => p.StartsWith("--", StringComparison.Ordinal)))
        {
            await error.WriteLineAsync("Name what to check: portal validate <file or folder>... [--json]");
            return Usage;
        }

        List<FileReport> files = [];
        foreach (var path in paths)
        {
            files.AddRange(await ReadAsync(path, ct));
        }

        var valid = files.All(f => f.Documents.All(d => d.Valid));
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { valid, files }, Json));
        }
        else
        {
            await PrintAsync(files, output);
        }

        return valid ? 0 : Invalid;
    }

    private static async Task<List<FileReport>> ReadAsync(string path, CancellationToken ct)
    {
        var full = Path.GetFullPath(path);
        var isFolder = Directory.Exists(full);
        if (!isFolder && !File.Exists(full))
        {
            return [new(path, [new(null, null, null, 0, Valid: false, [new(0, 0, "There is no such file or folder.", "Correct the path.")])])];
        }

        var root = new LocalRoot(isFolder ? full : Path.GetDirectoryName(full)!, "", null, DescriptorLimits.Default);
        List<FileReport> files = [];
        foreach (var file in isFolder ? root.Expand("") ?? [] : [Path.GetFileName(full)])
        {
            var shown = isFolder ? Path.Combine(path, file) : path;
            files.Add(new(shown, await CheckAsync(root, file, shown, ct)));
        }

        return files;
    }

    private static async Task<IReadOnlyList<DocumentReport>> CheckAsync(LocalRoot root, string file, string shown, CancellationToken ct)
    {
        var bytes = await root.ReadAsync(file, ct);
        if (bytes.Error is { } broken)
        {
            return [new(null, null, null, 0, Valid: false, [new(broken.Line, broken.Column, broken.Message, broken.Fix)])];
        }

        var reader = new YamlDescriptorReader();
        var documents = reader.Read(bytes.Content!, shown);
        var reports = DescriptorReports.Of(documents, new DependencyNoteReader(reader)).Documents.ToList();
        for (var i = 0; i < reports.Count; i++)
        {
            // The report leaves placeholders alone; here the files beside the descriptor are at hand.
            if (documents[i].Root is { } node && (await Placeholders.ResolveAsync(node, root, file, shown, ct)).Errors is { Count: > 0 } errors)
            {
                reports[i] = reports[i] with { Valid = false, Errors = [.. reports[i].Errors, .. errors.Select(e => new DescriptorMessage(e.Line, e.Column, e.Message, e.Fix))] };
            }
        }

        return reports;
    }

    private static async Task PrintAsync(List<FileReport> files, TextWriter output)
    {
        foreach (var file in files)
        {
            foreach (var (word, message) in file.Documents.SelectMany(d => d.Errors.Select(e => ("", e)).Concat(d.Warnings.Select(w => ("warning: ", w)))))
            {
                await output.WriteLineAsync($"{file.File}:{message.Line}:{message.Column}: {word}{message.Message}{(message.Fix is null ? "" : " " + message.Fix)}");
            }
        }

        var documents = files.Sum(f => f.Documents.Count);
        var bad = files.Sum(f => f.Documents.Count(d => !d.Valid));
        await output.WriteLineAsync($"{documents} documents in {files.Count} files: {(bad == 0 ? "all valid" : $"{bad} not valid")}.");
    }

    private sealed record FileReport(string File, IReadOnlyList<DocumentReport> Documents);
}
