using System.Text;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What a pull request says of itself.</summary>
internal static class UpgradeWords
{
    private const int MostListed = 200;

    public static string Title(UpgradePlan plan)
        => $"Upgrade to {plan.Record.Template[(plan.Record.Template.LastIndexOf('/') + 1)..]} {plan.Record.Version ?? plan.Record.Hash![..8]}";

    public static string Body(UpgradePlan plan, bool markConflicts, string actor)
    {
        StringBuilder text = new();
        text.Append(Formatted($"This repository was made from {LineageView.Words(plan.Service.Version)} of `{plan.Service.Template}`; {LineageView.Words(plan.Record.Version)} is newer. Both were rendered with the answers in `{RepositoryRecord.FileName}` and merged with `{plan.Head.Branch}` at {plan.Head.Commit[..10]}.\n\n"));
        var conflicts = plan.Conflicts.ToList();
        if (conflicts.Count > 0)
        {
            text.Append(markConflicts ? "**Conflicts.** Files of text hold conflict markers; resolve them on this branch:\n\n" : "**Conflicts.** These files are as the repository has them; take over what you need by hand:\n\n");
            List(text, conflicts);
            foreach (var hunk in conflicts.SelectMany(f => f.Hunks.Select(h => (f.Path, Hunk: h))).Take(20))
            {
                text.Append(Formatted($"\n`{hunk.Path}`, line {hunk.Hunk.Line}:\n\n```diff\n"));
                hunk.Hunk.Ours.Take(40).ToList().ForEach(l => text.Append("- ").Append(Fenced(l)).Append('\n'));
                hunk.Hunk.Theirs.Take(40).ToList().ForEach(l => text.Append("+ ").Append(Fenced(l)).Append('\n'));
                text.Append("```\n");
            }

            text.Append('\n');
        }

        text.Append("**Changed by this branch:**\n\n");
        List(text, [.. plan.Files.Where(f => f.Outcome is MergeOutcome.Added or MergeOutcome.Updated or MergeOutcome.Merged or MergeOutcome.Deleted)]);
        var kept = plan.Count(MergeOutcome.Kept);
        text.Append(kept > 0 ? Formatted($"\n{kept} files that only this repository has changed are left alone.\n") : "");
        return text.Append(Formatted($"\nProposed by {actor} in the developer portal.")).ToString();
    }

    private static void List(StringBuilder text, List<MergedFile> files)
    {
        files.Take(MostListed).ToList().ForEach(f => text.Append(Formatted($"- `{f.Path}`: {RunView.Word(f.Outcome)}. {f.Why}\n")));
        text.Append(files.Count > MostListed ? Formatted($"- and {files.Count - MostListed} more\n") : "");
    }

    // A line of backticks would end the block.
    private static string Fenced(string line) => line.Replace("```", "'''", StringComparison.Ordinal);

    private static string Formatted(FormattableString text) => FormattableString.Invariant(text);
}
