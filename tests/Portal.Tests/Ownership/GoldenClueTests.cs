using Portal.Application.Catalog.Definitions;
using Portal.Application.Ownership;
using Portal.Infrastructure.Descriptors;
using Portal.Testing;
using Portal.Testing.Golden;

namespace Portal.WebTests.Ownership;

/// <summary>A thousand clues of all kinds, half of the demo organisation and half of a made-up one of 10,000 entities and 10,000 pods: the first answer must be right for at least 98 of a hundred.</summary>
public sealed class GoldenClueTests(ITestOutputHelper output)
{
    private const int Half = 500;
    private const double Wanted = 0.98;

    [Fact]
    public void The_first_answer_is_right()
    {
        var demo = GoldenOrganisation.Demo(Path.Combine(AppContext.BaseDirectory, "demo", "organisation"));
        List<(GoldenClue Clue, string? Wrong)> all = [.. Ask(demo, new GoldenClues(demo, 6).Make(Half))];
        var synthetic = SyntheticOrganisation.Make(10_000, 10_000);
        all.AddRange(Ask(synthetic, new GoldenClues(synthetic, 7).Make(Half)));

        foreach (var kind in all.GroupBy(a => a.Clue.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{kind.Key,-24}{kind.Count(a => a.Wrong is null),5} of {kind.Count(),5}");
        }

        foreach (var (clue, wrong) in all.Where(a => a.Wrong is not null))
        {
            output.WriteLine($"{clue.Kind}: {clue.Text.ReplaceLineEndings("\\n")} -> {wrong}; expected {clue.Service} of {clue.Owner}");
        }

        Assert.Equal(2 * Half, all.Count);
        Assert.True(all.Select(a => a.Clue.Kind).Distinct().Count() >= 30);
        Assert.True(all.Count(a => a.Wrong is null) >= Wanted * all.Count, $"{all.Count(a => a.Wrong is null)} of {all.Count} are right");
    }

    private static IEnumerable<(GoldenClue, string?)> Ask(GoldenOrganisation organisation, IReadOnlyList<GoldenClue> clues)
    {
        var describers = new OwnerDescribers(organisation, organisation.Pictures, OnCallFixture.Directory(organisation.Current));
        var finder = new OwnerFinder(organisation, new ClueIndexes(new ApiOffers(new ApiDefinitions(new YamlDescriptorReader())), organisation.Packages), new EstateIndexes(organisation.Pictures, organisation.Pictures, organisation.Gone), organisation.CodeOwners, describers);
        foreach (var clue in clues)
        {
            var first = finder.Find(clue.Text).Matches is [var match, ..] ? match : null;
            var isRight = first is not null && (clue.Service is null || first.Service == clue.Service) && first.Owner == clue.Owner;
            yield return (clue, isRight ? null : first is null ? "nothing" : $"{first.Service} of {first.Owner}, {first.Confidence:0.00}: {first.Evidence[0]}");
        }
    }
}
