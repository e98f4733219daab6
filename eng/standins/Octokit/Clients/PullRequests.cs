using System.Collections.Generic;
using System.Threading.Tasks;

namespace Octokit
{
    public interface IPullRequestsClient
    {
        Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name, PullRequestRequest request);

        Task<PullRequest> Create(string owner, string name, NewPullRequest newPullRequest);

        Task<PullRequest> Update(string owner, string name, int pullRequestNumber, PullRequestUpdate pullRequestUpdate);
    }

    public interface IRepositoryCommitsClient
    {
        Task<GitHubCommit> Get(string owner, string name, string reference);

        Task<CompareResult> Compare(string owner, string name, string @base, string head);
    }

    public partial interface IRepositoriesClient
    {
        IRepositoryCommitsClient Commit { get; }
    }

    internal sealed partial class RepositoriesClient
    {
        public IRepositoryCommitsClient Commit { get; } = new RepositoryCommitsClient(connection);
    }

    internal sealed class RepositoryCommitsClient(IConnection connection) : IRepositoryCommitsClient
    {
        public async Task<GitHubCommit> Get(string owner, string name, string reference)
            => (await connection.Get<GitHubCommit>(Api.Repo(owner, name, "commits", reference), null)).Body;

        public async Task<CompareResult> Compare(string owner, string name, string @base, string head)
        {
            Ensure.ArgumentNotNullOrEmptyString(@base, nameof(@base));
            Ensure.ArgumentNotNullOrEmptyString(head, nameof(head));
            return (await connection.Get<CompareResult>(Api.Repo(owner, name, "compare", $"{@base}...{head}"), null)).Body;
        }
    }

    public partial interface IGitHubClient
    {
        IPullRequestsClient PullRequest { get; }
    }

    public partial class GitHubClient
    {
        public IPullRequestsClient PullRequest => new PullRequestsClient(Connection);
    }

    internal sealed class PullRequestsClient(IConnection connection) : IPullRequestsClient
    {
        public async Task<IReadOnlyList<PullRequest>> GetAllForRepository(string owner, string name, PullRequestRequest request)
        {
            var all = new List<PullRequest>();
            for (var page = 1; ; page++)
            {
                var parameters = request.ToParametersDictionary();
                parameters["per_page"] = "100";
                parameters["page"] = page.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var part = (await connection.Get<IReadOnlyList<PullRequest>>(Api.Repo(owner, name, "pulls"), parameters)).Body;
                all.AddRange(part ?? []);
                if (part == null || part.Count < 100)
                {
                    return all;
                }
            }
        }

        public async Task<PullRequest> Create(string owner, string name, NewPullRequest newPullRequest)
            => (await connection.Post<PullRequest>(Api.Repo(owner, name, "pulls"), newPullRequest, null, null)).Body;

        public async Task<PullRequest> Update(string owner, string name, int pullRequestNumber, PullRequestUpdate pullRequestUpdate)
            => (await connection.Patch<PullRequest>(Api.Repo(owner, name, "pulls", pullRequestNumber.ToString(System.Globalization.CultureInfo.InvariantCulture)), pullRequestUpdate)).Body;
    }
}
