using System.Globalization;
using System.Text;
using Portal.Application.Common;
using Portal.Application.Discovery;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.LocalGit;

/// <summary>Where there is no server with pull requests: a branch with the commit in the local repository, and the words how to merge it.</summary>
internal sealed class LocalPullRequests(LocalGitServer server, TimeProvider clock) : IPullRequests
{
    public async Task<Result<OpenedPullRequest>> OpenAsync(PullRequestProposal proposal, CancellationToken ct)
    {
        var place = server.PathOf(proposal.Repository);
        if (!Directory.Exists(place))
        {
            return DiscoveryErrors.NoRepository(proposal.Repository, $"The local git server has {Known(place)}. Choose one, or make the repository with a template.");
        }

        try
        {
            var main = (await GitCommand.RunAsync(place, ["symbolic-ref", "--short", "HEAD"], ct)).Trim();
            if (await BlobAsync(place, main, proposal.Path, ct) is not null)
            {
                return DiscoveryErrors.FileExists(proposal.Repository, proposal.Path, main);
            }

            var commit = await CommitAsync(place, main, proposal, ct);
            return new OpenedPullRequest(null, proposal.Branch, main, commit, $"""
                The branch {proposal.Branch} waits in {proposal.Repository.Owner}/{proposal.Repository.Repo} on the local git server. To merge it: git clone "{place}" work && cd work && git merge origin/{proposal.Branch} && git push origin {main}. The catalog shows the service as declared when the repository is one of its locations.
                """);
        }
        catch (GitException ex)
        {
            return new Conflict("git.failed", $"The branch {proposal.Branch} could not be made in {proposal.Repository.Owner}/{proposal.Repository.Repo}: {ex.Message}");
        }
    }

    private async Task<string> CommitAsync(string place, string main, PullRequestProposal proposal, CancellationToken ct)
    {
        var exists = await HeadAsync(place, proposal.Branch, ct) is not null;
        if (exists && await BlobAsync(place, proposal.Branch, proposal.Path, ct) is { } blob && await GitCommand.RunAsync(place, ["cat-file", "blob", blob], ct) == proposal.Content)
        {
            return (await HeadAsync(place, proposal.Branch, ct))!; // asked twice: it is there
        }

        var from = exists ? proposal.Branch : main;
        await GitCommand.RunAsync(place, ["fast-import", "--quiet"], ct, Stream(from, proposal));
        return (await HeadAsync(place, proposal.Branch, ct))!;
    }

    private static async Task<string?> HeadAsync(string place, string branch, CancellationToken ct)
        => (await GitCommand.RunAsync(place, ["for-each-ref", "--format=%(objectname)", $"refs/heads/{branch}"], ct)).Trim() is { Length: > 0 } hash ? hash : null;

    private static async Task<string?> BlobAsync(string place, string branch, string path, CancellationToken ct)
    {
        // "mode blob hash<tab>path", or nothing.
        var entry = (await GitCommand.RunAsync(place, ["ls-tree", $"refs/heads/{branch}", "--", path], ct)).Trim();
        return entry.Length == 0 ? null : entry.Split(' ', '\t') is [_, _, var hash, ..] ? hash : null;
    }

    private static string Known(string place)
    {
        var owner = new DirectoryInfo(Path.GetDirectoryName(place)!);
        var known = owner.Exists ? owner.GetDirectories("*.git").Select(d => $"{owner.Name}/{d.Name[..^4]}").Order(StringComparer.Ordinal).Take(10).ToList() : [];
        return known.Count == 0 ? $"no repository of {owner.Name}" : string.Join(", ", known);
    }

    private byte[] Stream(string from, PullRequestProposal proposal)
    {
        using MemoryStream stream = new();
        var name = new string([.. proposal.AuthorName.Where(c => c is not ('<' or '>') && !char.IsControl(c))]).Trim();
        var who = $"{(name.Length == 0 ? "Portal" : name)} <portal@localhost> {clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)} +0000";
        Line($"commit refs/heads/{proposal.Branch}");
        Line($"author {who}");
        Line($"committer {who}");
        Data(Encoding.UTF8.GetBytes($"{proposal.Title}\n\n{proposal.Body}\n"));
        Line($"from refs/heads/{from}^0");
        Line($"M 100644 inline {proposal.Path}");
        Data(Encoding.UTF8.GetBytes(proposal.Content));
        Line("done");
        return stream.ToArray();

        void Line(string text) => stream.Write(Encoding.UTF8.GetBytes(text + "\n"));

        void Data(byte[] content)
        {
            Line($"data {content.Length.ToString(CultureInfo.InvariantCulture)}");
            stream.Write(content);
            Line("");
        }
    }
}
