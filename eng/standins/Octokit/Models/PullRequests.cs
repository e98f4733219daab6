using System.Collections.Generic;
using Octokit.Internal;

namespace Octokit
{
    public enum ItemStateFilter
    {
        [Parameter(Value = "open")]
        Open,
        [Parameter(Value = "closed")]
        Closed,
        [Parameter(Value = "all")]
        All,
    }

    public class PullRequestRequest
    {
        public PullRequestRequest() => State = ItemStateFilter.Open;

        public ItemStateFilter State { get; set; }

        public string Head { get; set; }

        public string Base { get; set; }

        public IDictionary<string, string> ToParametersDictionary()
        {
            var parameters = new Dictionary<string, string> { ["state"] = State.ToString().ToLowerInvariant() };
            if (!string.IsNullOrEmpty(Head))
            {
                parameters["head"] = Head;
            }

            if (!string.IsNullOrEmpty(Base))
            {
                parameters["base"] = Base;
            }

            return parameters;
        }
    }

    public enum ItemState
    {
        [Parameter(Value = "open")]
        Open,
        [Parameter(Value = "closed")]
        Closed,
    }

    public class PullRequestUpdate
    {
        public string Title { get; set; }

        public ItemState? State { get; set; }

        public string Body { get; set; }

        public string Base { get; set; }
    }

    public class NewPullRequest
    {
        public NewPullRequest(string title, string head, string baseRef)
        {
            Ensure.ArgumentNotNullOrEmptyString(title, nameof(title));
            Ensure.ArgumentNotNullOrEmptyString(head, nameof(head));
            Ensure.ArgumentNotNullOrEmptyString(baseRef, nameof(baseRef));
            (Title, Head, Base) = (title, head, baseRef);
        }

        public string Title { get; private set; }

        public string Base { get; private set; }

        public string Head { get; private set; }

        public string Body { get; set; }
    }

    public class GitHubCommit : GitReference
    {
        public Commit Commit { get; private set; }

        public IReadOnlyList<GitReference> Parents { get; private set; }
    }

    public class CompareResult
    {
        public string Url { get; private set; }

        public string HtmlUrl { get; private set; }

        public string Status { get; private set; }

        public int AheadBy { get; private set; }

        public int BehindBy { get; private set; }

        public int TotalCommits { get; private set; }

        public IReadOnlyList<GitHubCommit> Commits { get; private set; }
    }

    public class PullRequest
    {
        public long Id { get; private set; }

        public string Url { get; private set; }

        public string HtmlUrl { get; private set; }

        public int Number { get; private set; }

        public string Title { get; private set; }

        public string Body { get; private set; }

        public System.DateTimeOffset? ClosedAt { get; private set; }

        public System.DateTimeOffset? MergedAt { get; private set; }

        public GitReference Head { get; private set; }

        public GitReference Base { get; private set; }
    }
}
