using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using Octokit.Internal;

namespace Octokit
{
    public enum TaggedType
    {
        [Parameter(Value = "commit")]
        Commit,
        [Parameter(Value = "blob")]
        Blob,
        [Parameter(Value = "tree")]
        Tree,
        [Parameter(Value = "tag")]
        Tag,
    }

    public class User
    {
        public string Login { get; private set; }

        public long Id { get; private set; }
    }

    public class Repository
    {
        public string Url { get; private set; }

        public string HtmlUrl { get; private set; }

        public string CloneUrl { get; private set; }

        public long Id { get; private set; }

        public User Owner { get; private set; }

        public string Name { get; private set; }

        public string FullName { get; private set; }

        public string Description { get; private set; }

        public string Homepage { get; private set; }

        public bool Private { get; private set; }

        public bool Fork { get; private set; }

        public string DefaultBranch { get; private set; }

        public DateTimeOffset? PushedAt { get; private set; }

        public DateTimeOffset CreatedAt { get; private set; }

        public DateTimeOffset UpdatedAt { get; private set; }

        public long Size { get; private set; }

        public bool Archived { get; private set; }

        public RepositoryVisibility? Visibility { get; private set; }

        public IReadOnlyList<string> Topics { get; private set; }
    }

    public class RepositoryTopics
    {
        public RepositoryTopics() => Names = new List<string>();

        public RepositoryTopics(IEnumerable<string> names) => Names = new ReadOnlyCollection<string>(names?.ToList() ?? new List<string>());

        public IReadOnlyList<string> Names { get; private set; }
    }

    public class GitReference
    {
        public string NodeId { get; protected set; }

        public string Url { get; protected set; }

        public string Label { get; protected set; }

        public string Ref { get; protected set; }

        public string Sha { get; protected set; }
    }

    public class TagObject : GitReference
    {
        public StringEnum<TaggedType> Type { get; private set; }
    }

    public class Reference
    {
        public string Ref { get; private set; }

        public string NodeId { get; private set; }

        public string Url { get; private set; }

        public TagObject Object { get; private set; }
    }

    public class Committer
    {
        public Committer()
        {
        }

        public Committer(string name, string email, DateTimeOffset date) => (Name, Email, Date) = (name, email, date);

        public string Name { get; protected set; }

        public string Email { get; protected set; }

        public DateTimeOffset Date { get; protected set; }
    }

    public class Commit : GitReference
    {
        public string Message { get; private set; }

        public Committer Author { get; private set; }

        public Committer Committer { get; private set; }

        public GitReference Tree { get; private set; }

        public IReadOnlyList<GitReference> Parents { get; private set; }
    }

    public class BlobReference
    {
        public string Sha { get; private set; }
    }

    public class Blob
    {
        public string NodeId { get; private set; }

        public string Content { get; private set; }

        public StringEnum<EncodingType> Encoding { get; private set; }

        public string Sha { get; private set; }

        public int Size { get; private set; }
    }

    public class Release
    {
        public string Url { get; private set; }

        public string HtmlUrl { get; private set; }

        public long Id { get; private set; }

        public string TagName { get; private set; }

        public string Name { get; private set; }

        public bool Draft { get; private set; }

        public bool Prerelease { get; private set; }

        public DateTimeOffset CreatedAt { get; private set; }

        public DateTimeOffset? PublishedAt { get; private set; }
    }

    public class RepositoryTag
    {
        public string Name { get; private set; }

        public string NodeId { get; private set; }

        public GitReference Commit { get; private set; }
    }

    public class AccessToken
    {
        public AccessToken()
        {
        }

        public AccessToken(string token, DateTimeOffset expiresAt) => (Token, ExpiresAt) = (token, expiresAt);

        public string Token { get; private set; }

        public DateTimeOffset ExpiresAt { get; private set; }
    }

    public class TreeItem
    {
        public string Path { get; private set; }

        public string Mode { get; private set; }

        public StringEnum<TreeType> Type { get; private set; }

        public int Size { get; private set; }

        public string Sha { get; private set; }
    }

    public class TreeResponse
    {
        public string Sha { get; private set; }

        public string Url { get; private set; }

        public IReadOnlyList<TreeItem> Tree { get; private set; }

        public bool Truncated { get; private set; }
    }

    public class Branch
    {
        public string Name { get; private set; }

        public bool Protected { get; private set; }

        public GitReference Commit { get; private set; }
    }

    public class BranchProtectionRequiredReviews
    {
        public bool DismissStaleReviews { get; private set; }

        public bool RequireCodeOwnerReviews { get; private set; }

        public int RequiredApprovingReviewCount { get; private set; }
    }

    public class BranchProtectionRequiredStatusChecks
    {
        public bool Strict { get; private set; }

        public IReadOnlyList<string> Contexts { get; private set; }
    }

    public class BranchProtectionSettings
    {
        public BranchProtectionRequiredStatusChecks RequiredStatusChecks { get; private set; }

        public BranchProtectionRequiredReviews RequiredPullRequestReviews { get; private set; }
    }

    public class Team
    {
        public string Url { get; private set; }

        public long Id { get; private set; }

        public string Slug { get; private set; }

        public string Name { get; private set; }

        public string Description { get; private set; }

        public string Permission { get; private set; }
    }
}
