using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using Octokit.Internal;

namespace Octokit
{
    public enum RepositoryVisibility
    {
        [Parameter(Value = "public")]
        Public,
        [Parameter(Value = "private")]
        Private,
        [Parameter(Value = "internal")]
        Internal,
    }

    public enum EncodingType
    {
        [Parameter(Value = "utf-8")]
        Utf8,
        [Parameter(Value = "base64")]
        Base64,
    }

    public enum TreeType
    {
        [Parameter(Value = "blob")]
        Blob,
        [Parameter(Value = "tree")]
        Tree,
        [Parameter(Value = "commit")]
        Commit,
    }

    public class ApiOptions
    {
        public static ApiOptions None { get; } = new ApiOptions();

        /// <summary>From 1.</summary>
        public int? StartPage { get; set; }

        public int? PageCount { get; set; }

        public int? PageSize { get; set; }
    }

    public class NewRepository
    {
        public NewRepository(string name)
        {
            Ensure.ArgumentNotNullOrEmptyString(name, nameof(name));
            Name = name;
        }

        public bool? AutoInit { get; set; }

        public string Description { get; set; }

        public string Homepage { get; set; }

        public string Name { get; private set; }

        public bool? Private { get; set; }

        public bool? DeleteBranchOnMerge { get; set; }

        public RepositoryVisibility? Visibility { get; set; }
    }

    public class RepositoryUpdate
    {
        public string Name { get; set; }

        public string Description { get; set; }

        public string Homepage { get; set; }

        public string DefaultBranch { get; set; }

        public bool? Archived { get; set; }
    }

    public class NewBlob
    {
        public string Content { get; set; }

        public EncodingType Encoding { get; set; }
    }

    public class NewTreeItem
    {
        public string Path { get; set; }

        public string Mode { get; set; }

        public TreeType Type { get; set; }

        public string Sha { get; set; }

        public string Content { get; set; }
    }

    public class NewTree
    {
        public NewTree() => Tree = new Collection<NewTreeItem>();

        public string BaseTree { get; set; }

        public ICollection<NewTreeItem> Tree { get; private set; }
    }

    public class NewCommit
    {
        public NewCommit(string message, string tree, IEnumerable<string> parents) => (Message, Tree, Parents) = (message, tree, parents);

        public NewCommit(string message, string tree)
            : this(message, tree, Enumerable.Empty<string>())
        {
        }

        public NewCommit(string message, string tree, string parent)
            : this(message, tree, new[] { parent })
        {
        }

        public string Message { get; private set; }

        public string Tree { get; private set; }

        public IEnumerable<string> Parents { get; private set; }

        public Committer Author { get; set; }

        public Committer Committer { get; set; }
    }

    public class NewReference
    {
        public NewReference(string reference, string sha)
        {
            Ensure.ArgumentNotNullOrEmptyString(reference, nameof(reference));
            Ensure.ArgumentNotNullOrEmptyString(sha, nameof(sha));
            Ref = reference.StartsWith("refs/", StringComparison.Ordinal) ? reference : "refs/" + reference;
            if (Ref.Split('/').Length < 3)
            {
                throw new FormatException("Reference must start with 'refs' and have at least two slashes.");
            }

            Sha = sha;
        }

        public string Ref { get; private set; }

        public string Sha { get; private set; }
    }

    public class ReferenceUpdate
    {
        public ReferenceUpdate(string sha)
            : this(sha, false)
        {
        }

        public ReferenceUpdate(string sha, bool force)
        {
            Ensure.ArgumentNotNullOrEmptyString(sha, nameof(sha));
            (Sha, Force) = (sha, force);
        }

        public string Sha { get; private set; }

        public bool Force { get; private set; }
    }

    public class BranchProtectionSettingsUpdate
    {
        public BranchProtectionSettingsUpdate(BranchProtectionRequiredStatusChecksUpdate requiredStatusChecks, BranchProtectionRequiredReviewsUpdate requiredPullRequestReviews, bool enforceAdmins, bool lockBranch = false)
            => (RequiredStatusChecks, RequiredPullRequestReviews, EnforceAdmins, LockBranch) = (requiredStatusChecks, requiredPullRequestReviews, enforceAdmins, lockBranch);

        [SerializeNull]
        public BranchProtectionRequiredStatusChecksUpdate RequiredStatusChecks { get; protected set; }

        [SerializeNull]
        public BranchProtectionRequiredReviewsUpdate RequiredPullRequestReviews { get; protected set; }

        [SerializeNull]
        public object Restrictions { get; protected set; }

        public bool EnforceAdmins { get; set; }

        public bool LockBranch { get; set; }
    }

    public class BranchProtectionRequiredStatusChecksUpdate
    {
        public BranchProtectionRequiredStatusChecksUpdate(bool strict, IReadOnlyList<string> contexts) => (Strict, Contexts) = (strict, contexts);

        public bool Strict { get; protected set; }

        public IReadOnlyList<string> Contexts { get; private set; }
    }

    public class BranchProtectionRequiredReviewsUpdate
    {
        public BranchProtectionRequiredReviewsUpdate(bool dismissStaleReviews, bool requireCodeOwnerReviews, int requiredApprovingReviewCount, bool requireLastPushApproval = false)
            => (DismissStaleReviews, RequireCodeOwnerReviews, RequiredApprovingReviewCount, RequireLastPushApproval) = (dismissStaleReviews, requireCodeOwnerReviews, requiredApprovingReviewCount, requireLastPushApproval);

        public bool DismissStaleReviews { get; protected set; }

        public bool RequireCodeOwnerReviews { get; protected set; }

        public int RequiredApprovingReviewCount { get; protected set; }

        public bool RequireLastPushApproval { get; protected set; }
    }
}
