using System.Text.RegularExpressions;

namespace Portal.ArchitectureTests;

/// <summary>Rules about the text of the sources that no compiler checks.</summary>
public sealed partial class TextTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void No_view_has_inline_script_style_or_handlers()
    {
        var views = Directory.EnumerateFiles(Path.Combine(Root, "src", "Portal", "Features"), "*.cshtml", SearchOption.AllDirectories).ToArray();

        Assert.NotEmpty(views);
        Assert.Empty(views.Where(v => Inline().IsMatch(File.ReadAllText(v))).Select(v => Path.GetRelativePath(Root, v)));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<a onclick=\"x()\">")]
    [InlineData("<p style=\"color:red\">")]
    public void The_rule_finds_what_it_forbids(string html) => Assert.Matches(Inline(), html);

    [Fact]
    public void Time_comes_from_the_clock_that_tests_can_move()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !f.Contains($"{Path.DirectorySeparatorChar}templates{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.Empty(sources.Where(f => Clock().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(Root, f)));
    }

    [GeneratedRegex("""<script>|<script\s+(?!src=)|\son[a-z]+="|\sstyle="|href="javascript:""", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inline();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b", RegexOptions.None, 1000)]
    private static partial Regex Clock();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the checkout: Portal.sln was not found above them.");
    }
}
