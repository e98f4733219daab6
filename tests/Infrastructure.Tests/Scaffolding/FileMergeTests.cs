using System.Diagnostics;
using System.Text;
using Portal.Application.Scaffolding;
using Portal.Application.Scaffolding.Lineage;
using Portal.Infrastructure.LocalGit;

namespace Portal.InfrastructureTests.Scaffolding;

/// <summary>Three-way merges of one file, line by line with the real git.</summary>
public sealed class FileMergeTests
{
    private const string Lines = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a", "a", "a", MergeOutcome.Unchanged, null)]
    [InlineData("a", "a", "b", MergeOutcome.Updated, "b")]
    [InlineData("a", "b", "a", MergeOutcome.Kept, null)]
    [InlineData("a", "b", "b", MergeOutcome.Unchanged, null)] // both made the same change
    [InlineData(null, null, "b", MergeOutcome.Added, "b")]
    [InlineData(null, "b", "b", MergeOutcome.Unchanged, null)] // both added the same
    [InlineData("a", null, "a", MergeOutcome.Kept, null)] // deleted here
    [InlineData("a", null, null, MergeOutcome.Unchanged, null)] // deleted by both
    [InlineData("a", "a", null, MergeOutcome.Deleted, null)]
    [InlineData("a", null, "b", MergeOutcome.Conflict, null)] // deleted here, changed there
    [InlineData("a", "b", null, MergeOutcome.Conflict, null)] // changed here, deleted there
    [InlineData(null, "a", "b", MergeOutcome.Conflict, null)] // both added, differently
    [InlineData("a", "b", "c", MergeOutcome.Conflict, null)]
    [InlineData("a", "", "b", MergeOutcome.Conflict, null)] // emptied is not deleted
    [InlineData("", "", "b", MergeOutcome.Updated, "b")]
    public async Task What_becomes_of_a_file(string? @base, string? ours, string? theirs, MergeOutcome outcome, string? result)
    {
        var merged = await FilesAsync(Text(@base), Text(ours), Text(theirs));

        Assert.Equal((outcome, result), (merged.Outcome, merged.Result?.Text));
        Assert.NotEmpty(merged.Why);
    }

    [Fact]
    public async Task Changes_in_different_places_are_merged()
    {
        var merged = await MergeAsync(Lines, Lines.Replace("one", "ONE", StringComparison.Ordinal), Lines.Replace("seven", "SEVEN", StringComparison.Ordinal));

        Assert.Equal((MergeOutcome.Merged, "ONE\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n"), (merged.Outcome, merged.Result!.Text));
    }

    [Fact]
    public async Task A_conflict_names_its_lines_and_both_sides_and_changes_nothing_by_itself()
    {
        var merged = await MergeAsync(Lines, Lines.Replace("four", "FOUR here", StringComparison.Ordinal), Lines.Replace("four", "FOUR there", StringComparison.Ordinal).Replace("one", "ONE", StringComparison.Ordinal));

        var hunk = Assert.Single(merged.Hunks);
        Assert.Equal((MergeOutcome.Conflict, 4), (merged.Outcome, hunk.Line));
        Assert.Equal(["FOUR here", "four", "FOUR there"], [.. hunk.Ours, .. hunk.Base, .. hunk.Theirs]);
        Assert.Null(merged.Result);
        Assert.StartsWith("ONE\n", merged.Marked!.Text, StringComparison.Ordinal); // what does not conflict is in
        Assert.Contains("<<<<<<< this repository\nFOUR here\n", merged.Marked.Text, StringComparison.Ordinal);
        Assert.Contains(">>>>>>> the template now\n", merged.Marked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_conflicts_are_counted_on_lines_of_the_repository()
    {
        string Both(string word) => Lines.Replace("two", $"two {word}", StringComparison.Ordinal).Replace("six", $"six {word}", StringComparison.Ordinal);

        var merged = await MergeAsync(Lines, Both("here").Replace("two here", "two here\nand more", StringComparison.Ordinal), Both("there"));

        Assert.Equal([2, 7], merged.Hunks.Select(h => h.Line));
        Assert.Contains("2 places", merged.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_line_ends_of_the_repository_are_no_change_and_stay()
    {
        var merged = await MergeAsync(Lines, Windows(Lines.Replace("one", "ONE", StringComparison.Ordinal)), Lines.Replace("seven", "SEVEN", StringComparison.Ordinal));

        Assert.Equal((MergeOutcome.Merged, Windows("ONE\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n")), (merged.Outcome, merged.Result!.Text));
    }

    [Fact]
    public async Task A_file_that_was_only_checked_in_with_windows_line_ends_takes_the_new_version_with_them()
    {
        var merged = await MergeAsync(Lines, Windows(Lines), Lines.Replace("four", "FOUR", StringComparison.Ordinal));

        Assert.Equal((MergeOutcome.Merged, Windows(Lines.Replace("four", "FOUR", StringComparison.Ordinal))), (merged.Outcome, merged.Result!.Text));
    }

    [Fact]
    public async Task A_template_that_moves_to_windows_line_ends_takes_a_changed_file_along()
    {
        var merged = await MergeAsync(Lines, Lines.Replace("one", "ONE", StringComparison.Ordinal), Windows(Lines));

        Assert.Equal((MergeOutcome.Merged, Windows(Lines.Replace("one", "ONE", StringComparison.Ordinal))), (merged.Outcome, merged.Result!.Text));
    }

    [Fact]
    public async Task A_conflict_in_a_file_with_windows_line_ends_is_marked_with_them()
    {
        var merged = await MergeAsync(Lines, Windows(Lines.Replace("four", "a", StringComparison.Ordinal)), Lines.Replace("four", "b", StringComparison.Ordinal));

        Assert.Equal(["a"], Assert.Single(merged.Hunks).Ours);
        Assert.DoesNotContain(merged.Marked!.Text!.Replace("\r\n", "", StringComparison.Ordinal), c => c is '\n' or '\r');
    }

    [Theory]
    [InlineData("a\nb\nc\nd\ne", "A\nb\nc\nd\ne", "a\nb\nc\nd\nE", "A\nb\nc\nd\nE")] // no line end at the end, on all sides
    [InlineData("a\nb\nc\nd\ne", "A\nb\nc\nd\ne", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n")] // the template adds it
    [InlineData("a\nb\nc\nd\ne\n", "a\nb\nc\nd\ne", "A\nb\nc\nd\ne\n", "A\nb\nc\nd\ne")] // the repository took it away
    public async Task The_end_of_a_file_without_a_line_end_is_merged_like_any_line(string @base, string ours, string theirs, string expected)
    {
        var merged = await MergeAsync(@base, ours, theirs);

        Assert.Equal((MergeOutcome.Merged, expected), (merged.Outcome, merged.Result!.Text));
    }

    [Fact]
    public async Task Text_that_looks_like_a_conflict_is_text()
    {
        const string Marks = "<<<<<<< a\n=======\n>>>>>>> b\nx\ny\nz\nend\n";

        var merged = await MergeAsync(Marks, Marks.Replace("end", "here", StringComparison.Ordinal), Marks.Replace("end", "there", StringComparison.Ordinal));

        Assert.Equal((7, "here"), (Assert.Single(merged.Hunks).Line, merged.Hunks[0].Ours[0]));
    }

    [Fact]
    public async Task A_byte_order_mark_and_letters_beyond_ASCII_survive()
    {
        const string Text = "\uFEFFé\nb\nc\nd\n😀\n";

        var merged = await MergeAsync(Text, Text.Replace("é", "É", StringComparison.Ordinal), Text.Replace("😀", "😀!", StringComparison.Ordinal));

        Assert.Equal("\uFEFFÉ\nb\nc\nd\n😀!\n", merged.Result!.Text);
    }

    [Fact]
    public async Task Binary_files_are_taken_whole_or_are_a_conflict_without_marks()
    {
        WorkspaceFile old = new([0, 1]), here = new([0, 2]), there = new([0, 3]);

        Assert.Equal(MergeOutcome.Updated, (await FilesAsync(old, old, there)).Outcome);
        Assert.Equal(MergeOutcome.Kept, (await FilesAsync(old, here, old)).Outcome);
        var both = await FilesAsync(old, here, there);
        Assert.Equal((MergeOutcome.Conflict, null), (both.Outcome, both.Marked));
        Assert.Equal(MergeOutcome.Conflict, (await FilesAsync(Text("text\n"), here, Text("other\n"))).Outcome); // text became binary here
        Assert.Equal(MergeOutcome.Conflict, (await FilesAsync(null, here, there)).Outcome);
    }

    [Theory]
    [InlineData(false, false, true, true)]
    [InlineData(false, true, false, true)]
    [InlineData(true, false, true, false)]
    [InlineData(true, true, false, false)]
    public async Task The_executable_bit_is_merged_by_itself(bool @base, bool ours, bool theirs, bool expected)
    {
        var merged = await FilesAsync(
            new(Encoding.UTF8.GetBytes(Lines), @base), new(Encoding.UTF8.GetBytes(Lines.Replace("one", "ONE", StringComparison.Ordinal)), ours), new(Encoding.UTF8.GetBytes(Lines.Replace("seven", "SEVEN", StringComparison.Ordinal)), theirs));

        Assert.Equal((MergeOutcome.Merged, expected), (merged.Outcome, merged.Result!.Executable));
    }

    [Fact]
    public async Task A_bit_that_only_the_template_sets_is_an_update_also_of_a_binary_file()
    {
        var merged = await FilesAsync(new([0, 1]), new([0, 2]), new([0, 1], Executable: true));

        Assert.Equal((MergeOutcome.Merged, true, 2), (merged.Outcome, merged.Result!.Executable, merged.Result.Content[1]));
    }

    [Fact]
    public async Task Random_edits_merge_exactly_as_git_merge_file_does()
    {
        Random random = new(7);
        var conflicts = 0;
        for (var round = 0; round < 60; round++)
        {
            var @base = string.Concat(Enumerable.Range(0, 12).Select(i => $"line {i}\n"));
            var (ours, theirs) = (Edit(@base, random), Edit(@base, random));

            var merged = await MergeAsync(@base, ours, theirs);

            var (code, text) = await GitAsync(@base, ours, theirs);
            if (merged.Outcome == MergeOutcome.Conflict)
            {
                conflicts++;
                Assert.Equal(code, merged.Hunks.Count);
            }
            else
            {
                Assert.Equal((0, text), (code, merged.Result?.Text ?? (merged.Outcome == MergeOutcome.Kept ? ours : theirs)));
            }
        }

        Assert.InRange(conflicts, 5, 55); // both kinds were tried
    }

    private static string Edit(string text, Random random)
    {
        var lines = text.TrimEnd('\n').Split('\n').ToList();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(3))
            {
                case 0: lines[at] += $" {random.Next(100)}"; break;
                case 1: lines.RemoveAt(at); break;
                default: lines.Insert(at, $"new {random.Next(100)}"); break;
            }
        }

        return string.Join('\n', lines) + "\n";
    }

    private static async Task<(int Code, string Text)> GitAsync(string @base, string ours, string theirs)
    {
        var folder = Directory.CreateTempSubdirectory("merge-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "b"), @base);
        File.WriteAllText(Path.Combine(folder, "o"), ours);
        File.WriteAllText(Path.Combine(folder, "t"), theirs);
        using var git = Process.Start(new ProcessStartInfo("git", "merge-file -p -q --diff3 o b t") { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var text = await git.StandardOutput.ReadToEndAsync(Ct);
        await git.WaitForExitAsync(Ct);
        Directory.Delete(folder, recursive: true);
        return (git.ExitCode, text);
    }

    private static string Windows(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static WorkspaceFile? Text(string? text) => text is null ? null : new(Encoding.UTF8.GetBytes(text));

    private static Task<MergedFile> MergeAsync(string @base, string ours, string theirs) => FilesAsync(Text(@base), Text(ours), Text(theirs));

    private static Task<MergedFile> FilesAsync(WorkspaceFile? @base, WorkspaceFile? ours, WorkspaceFile? theirs) => new FileMerge(new GitTextMerge()).MergeAsync("a.txt", @base, ours, theirs, Ct);
}
