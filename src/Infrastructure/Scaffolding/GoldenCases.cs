using System.Text.Json.Nodes;
using Portal.Application.Common;
using Portal.Application.Scaffolding;
using Portal.Infrastructure.Templating;
using YamlDotNet.Core;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>
/// Golden tests of a template: <c>tests/&lt;case&gt;/input.yaml</c> holds the answers, <c>expected/</c> the files they must lead to, <c>effects.txt</c> the side effects.
/// <c>only.txt</c>, where it is there, names the files that are compared, one glob a line.
/// </summary>
internal sealed class GoldenCases(OfflineTrial trial)
{
    private const int Wrong = 1;
    private const int Misused = 2;

    public async Task<int> RunAsync(ScaffoldTemplate template, bool update, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var tests = Path.Combine(template.Folder, "tests");
        var cases = Directory.Exists(tests) ? Directory.GetDirectories(tests).Where(d => File.Exists(Path.Combine(d, "input.yaml"))).Order(StringComparer.Ordinal).ToList() : [];
        if (cases.Count == 0)
        {
            await error.WriteLineAsync($"{tests}: there is no case. Make tests/<case>/input.yaml with answers, then run with --update.");
            return Misused;
        }

        var failed = 0;
        foreach (var folder in cases)
        {
            var problems = await CaseAsync(template, folder, update, ct);
            await output.WriteLineAsync($"{(problems.Count == 0 ? update ? "written" : "passed " : "FAILED ")} {template.Ref.Name}/{Path.GetFileName(folder)}");
            foreach (var line in problems)
            {
                await output.WriteLineAsync("  " + line);
            }

            failed += problems.Count == 0 ? 0 : 1;
        }

        await output.WriteLineAsync($"{cases.Count - failed} of {cases.Count} cases {(update ? "written" : "passed")}.");
        return failed == 0 ? 0 : Wrong;
    }

    private async Task<List<string>> CaseAsync(ScaffoldTemplate template, string folder, bool update, CancellationToken ct)
    {
        if (Answers(Path.Combine(folder, "input.yaml"), await File.ReadAllTextAsync(Path.Combine(folder, "input.yaml"), ct), out var given) is { } unreadable)
        {
            return [unreadable];
        }

        var shown = await trial.RunAsync(template, given, ct);
        if (shown.Failure is { } failure)
        {
            return failure is Invalid invalid ? [.. invalid.Fields.SelectMany(f => f.Value.Select(message => $"input.yaml: {f.Key}: {message}"))] : [failure.Message];
        }

        var files = Chosen(folder, shown.Value.Files);
        var effects = string.Concat(shown.Value.Effects.Select(e => $"{e.Title}: {e.Target}\n"));
        if (update)
        {
            Write(folder, files, effects);
            return [];
        }

        return Compare(folder, files, effects);
    }

    private static string? Answers(string path, string text, out JsonObject answers)
    {
        answers = [];
        try
        {
            switch (new YamlJson().Read(text))
            {
                case null: return null;
                case JsonObject map: answers = map; return null;
                default: return $"{Path.GetFileName(path)} must be a map of answers.";
            }
        }
        catch (YamlException ex)
        {
            return $"{Path.GetFileName(path)}:{ex.Start.Line}:{ex.Start.Column}: {ex.Message}";
        }
    }

    private static IReadOnlyDictionary<string, byte[]> Chosen(string folder, IReadOnlyDictionary<string, byte[]> files)
    {
        var only = Path.Combine(folder, "only.txt");
        if (!File.Exists(only))
        {
            return files;
        }

        var fits = FetchFiles.Matcher([.. File.ReadAllLines(only).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')]);
        return files.Where(f => fits(f.Key)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
    }

    private static void Write(string folder, IReadOnlyDictionary<string, byte[]> files, string effects)
    {
        var expected = Path.Combine(folder, "expected");
        if (Directory.Exists(expected))
        {
            Directory.Delete(expected, recursive: true);
        }

        foreach (var (path, content) in files)
        {
            var target = Path.Combine(expected, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, content);
        }

        File.WriteAllText(Path.Combine(folder, "effects.txt"), effects);
    }

    private static List<string> Compare(string folder, IReadOnlyDictionary<string, byte[]> files, string effects)
    {
        List<string> found = [];
        var expected = Path.Combine(folder, "expected");
        var golden = !Directory.Exists(expected) ? [] : Directory.EnumerateFiles(expected, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(expected, f).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);
        foreach (var path in golden.Keys.Except(files.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            found.Add($"missing: {path} is expected and was not made");
        }

        foreach (var path in files.Keys.Except(golden.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            found.Add($"unexpected: {path} was made");
        }

        foreach (var (path, content) in golden.Where(g => files.TryGetValue(g.Key, out var made) && !made.AsSpan().SequenceEqual(g.Value)).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            found.Add($"different: {path}");
            found.AddRange(LineDiff.Of(content, files[path]).Select(l => "  " + l));
        }

        var lines = Path.Combine(folder, "effects.txt");
        if (File.Exists(lines) && File.ReadAllText(lines).ReplaceLineEndings("\n") != effects)
        {
            found.Add("different: side effects");
            found.AddRange(LineDiff.Of(File.ReadAllBytes(lines), System.Text.Encoding.UTF8.GetBytes(effects)).Select(l => "  " + l));
        }

        return found;
    }
}
