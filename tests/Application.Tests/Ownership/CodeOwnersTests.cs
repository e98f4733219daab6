using Portal.Application.Catalog;
using Portal.Application.Ownership;

namespace Portal.ApplicationTests.Ownership;

/// <summary>Rules and examples of GitHub Docs, "About code owners".</summary>
public sealed class CodeOwnersTests
{
    private const string Documented = """
        # This is a comment.
        *       @global-owner1 @global-owner2
        *.js    @js-owner #This is an inline comment.
        *.go docs@example.com
        *.txt @octo-org/octocats
        /build/logs/ @doctocat
        docs/* docs2@example.com
        apps/ @octocat
        /docs/ @doctocat2
        /scripts/ @doctocat3 @octocat
        **/logs @octocat4
        /apps/ @octocat5
        /apps/github
        """;

    [Theory]
    [InlineData("README.md", "@global-owner1 @global-owner2")]
    [InlineData("src/deep/app.js", "@js-owner")]
    [InlineData("main.go", "docs@example.com")]
    [InlineData("a/b/c.txt", "@octo-org/octocats")]
    [InlineData("build/logs/today/x.bin", "@octocat4")]
    [InlineData("deeply/nested/logs/x.bin", "@octocat4")]
    [InlineData("src/docs/getting-started.md", "@global-owner1 @global-owner2")]
    [InlineData("docs/getting-started.md", "@doctocat2")]
    [InlineData("docs/build-app/troubleshooting.md", "@doctocat2")]
    [InlineData("src/apps/x.cs", "@octocat")]
    [InlineData("apps/x.cs", "@octocat5")]
    [InlineData("apps/github", "")]
    [InlineData("apps/github/x.cs", "")]
    [InlineData("scripts/a/b.sh", "@doctocat3 @octocat")]
    public void The_documented_example_is_applied_as_documented(string path, string owners)
        => Assert.Equal(owners, string.Join(' ', CodeOwners.Parse(Documented).For(path)!.Owners));

    [Theory]
    [InlineData("docs/*", "docs/a.md", true)]
    [InlineData("docs/*", "docs/a/b.md", false)]
    [InlineData("docs/*", "x/docs/a.md", false)]
    [InlineData("/*", "a.md", true)]
    [InlineData("/*", "a/b.md", false)]
    [InlineData("*", "a/b/c", true)]
    [InlineData("foo", "foo", true)]
    [InlineData("foo", "a/foo/b", true)]
    [InlineData("foo", "a/foobar", false)]
    [InlineData("/foo", "a/foo", false)]
    [InlineData("foo/", "foo", false)]
    [InlineData("foo/", "a/foo/b", true)]
    [InlineData("foo/bar", "foo/bar/baz", true)]
    [InlineData("foo/bar", "a/foo/bar", false)]
    [InlineData("foo/**", "foo/a/b", true)]
    [InlineData("foo/**", "foo", false)]
    [InlineData("**/foo", "foo", true)]
    [InlineData("**/foo", "a/b/foo", true)]
    [InlineData("**/foo/bar", "a/foo/bar/x", true)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a/**/b", "a/x/y/b", true)]
    [InlineData("a/**/b", "x/a/b", false)]
    [InlineData("f?o.cs", "src/foo.cs", true)]
    [InlineData("f?o.cs", "src/fo.cs", false)]
    [InlineData("*.cs", "src/A.CS", false)]
    [InlineData("test-*.sql", "db/test-1.sql", true)]
    [InlineData(@"a\ b.md", "x/a b.md", true)]
    [InlineData(@"\*.md", "*.md", true)]
    [InlineData(@"\*.md", "a.md", false)]
    [InlineData("**", "a/b", true)]
    [InlineData("a/*/c", "a/b/c", true)]
    [InlineData("a/*/c", "a/b/b/c", false)]
    public void A_pattern_matches_as_GitHub_says(string pattern, string path, bool matches) => Assert.Equal(matches, CodeOwners.Parse($"{pattern} @someone").For(path) is not null);

    [Theory]
    [InlineData("!src/ @someone")]
    [InlineData("[ab].md @someone")]
    [InlineData(@"\#x @someone")]
    [InlineData("src/ someone")]
    [InlineData("src/ @org/team/sub")]
    [InlineData("a//b @someone")]
    public void A_line_that_GitHub_does_not_understand_is_skipped(string line)
    {
        var read = CodeOwners.Parse($"* @all\n{line}\n");

        Assert.Equal(1, read.Skipped);
        Assert.Equal(["@all"], read.For("src/x")!.Owners);
    }

    [Fact]
    public void Lines_are_counted_from_one_with_comments_and_endings_of_any_kind()
    {
        var read = CodeOwners.Parse("\uFEFF# first\r\n\r\n*\t@a\r\n  /x  @b # why\r\n");

        Assert.Equal([(3, "*"), (4, "/x")], read.Rules.Select(r => (r.Line, r.Pattern)));
        Assert.Equal(["@b"], read.For("x")!.Owners);
    }

    [Fact]
    public void A_hostile_pattern_is_quick()
    {
        var text = string.Concat(Enumerable.Repeat("**/", 60)) + "x " + "@a\n" + new string('*', 5000) + "b @a\n";
        var path = string.Join('/', Enumerable.Repeat("a", 200));

        Assert.Null(CodeOwners.Parse(text).For(path));
        Assert.Empty(CodeOwners.Parse(new string('x', (3 * 1024 * 1024) + 1)).Rules);
    }

    [Fact]
    public void Teams_and_people_become_groups_and_users_of_the_catalog()
    {
        var handles = new HandleIndex(CatalogGraph.Build(
            [Estate.Entity("Group", "payments"), Estate.Entity("Group", "search", annotations: new() { ["github.com/team-slug"] = "northwind/discovery" }), Estate.Entity("User", "ines")], 1, Estate.Now));

        Assert.Equal("group:default/payments", handles.Find("@northwind/payments").ToString());
        Assert.Equal("group:default/search", handles.Find("@northwind/discovery").ToString());
        Assert.Equal("user:default/ines", handles.Find("@ines").ToString());
        Assert.Null(handles.Find("@northwind/unknown"));
        Assert.Null(handles.Find("nobody@example.test"));
    }
}
