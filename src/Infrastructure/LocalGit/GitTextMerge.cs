using System.Text;
using Portal.Application.Scaffolding.Lineage;

namespace Portal.Infrastructure.LocalGit;

/// <summary>Merges texts with <c>git merge-file</c>: what it leaves is what git would.</summary>
internal sealed class GitTextMerge : ITextMerge
{
    private const int UsualMarker = 7;

    // Above it git reports failures of its own, not conflicts.
    private const int MostConflicts = 127;

    /// <exception cref="GitException">git failed.</exception>
    public async Task<MergedText> MergeAsync(string ours, string @base, string theirs, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("merge-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "ours"), Encoding.UTF8.GetBytes(ours), ct);
            await File.WriteAllBytesAsync(Path.Combine(folder, "base"), Encoding.UTF8.GetBytes(@base), ct);
            await File.WriteAllBytesAsync(Path.Combine(folder, "theirs"), Encoding.UTF8.GetBytes(theirs), ct);
            var size = MarkerFor(ours, @base, theirs);
            var ended = await GitCommand.EndAsync(folder, ["merge-file", "-p", "-q", "--diff3", $"--marker-size={size}", "-L", "this repository", "-L", "the template before", "-L", "the template now", "ours", "base", "theirs"], ct);
            var text = Encoding.UTF8.GetString(ended.Output);
            return ended.Code switch
            {
                0 => new(text, []),
                > 0 and <= MostConflicts => new(text, Hunks(text, size)),
                _ => throw new GitException($"git merge-file failed: {ended.Error.Trim()}"),
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A text may hold lines that look like markers: theirs are made longer than any of those.
    private static int MarkerFor(params string[] texts)
        => Math.Max(UsualMarker, texts.SelectMany(t => t.Split('\n')).Select(Run).DefaultIfEmpty().Max() is >= UsualMarker and var longest ? longest + 1 : UsualMarker);

    private static int Run(string line) => line.Length > 0 && line[0] is '<' or '=' or '>' or '|' ? line.TakeWhile(c => c == line[0]).Count() : 0;

    private static List<ConflictHunk> Hunks(string text, int size)
    {
        List<ConflictHunk> hunks = [];
        List<string>[] sides = [[], [], []];
        var (side, line, start) = (-1, 0, 0);
        foreach (var raw in text.Split('\n'))
        {
            var content = raw.TrimEnd('\r');
            switch (Marker(content, size))
            {
                case '<': (side, start, sides) = (0, line + 1, [[], [], []]); break;
                case '|': side = 1; break;
                case '=' when side >= 0: side = 2; break;
                case '>' when side >= 0:
                    hunks.Add(new(start, sides[0], sides[1], sides[2]));
                    side = -1;
                    break;
                default:
                    line += side <= 0 ? 1 : 0; // only lines that the repository has are counted
                    if (side >= 0)
                    {
                        sides[side].Add(content);
                    }

                    break;
            }
        }

        return hunks;
    }

    private static char Marker(string line, int size)
        => line.Length >= size && line[0] is '<' or '=' or '>' or '|' && Run(line) == size && (line.Length == size || line[size] == ' ') ? line[0] : '\0';
}
