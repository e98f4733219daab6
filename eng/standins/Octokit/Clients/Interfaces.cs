using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace Octokit
{
    public partial interface IRepositoriesClient
    {
        IRepositoryBranchesClient Branch { get; }

        IReleasesClient Release { get; }

        Task<Repository> Create(string organizationLogin, NewRepository newRepository);

        Task Delete(string owner, string name);

        Task<Repository> Edit(string owner, string name, RepositoryUpdate update);

        Task<Repository> Get(string owner, string name);

        Task<IReadOnlyList<Repository>> GetAllForOrg(string organization);

        Task<IReadOnlyList<Repository>> GetAllForOrg(string organization, ApiOptions options);

        Task<IReadOnlyList<RepositoryTag>> GetAllTags(string owner, string name);

        Task<IReadOnlyList<RepositoryTag>> GetAllTags(string owner, string name, ApiOptions options);

        Task<RepositoryTopics> GetAllTopics(string owner, string name);

        Task<RepositoryTopics> ReplaceAllTopics(string owner, string name, RepositoryTopics topics);
    }

    public interface IRepositoryBranchesClient
    {
        Task<Branch> Get(string owner, string name, string branch);

        Task<BranchProtectionSettings> GetBranchProtection(string owner, string name, string branch);

        Task<BranchProtectionSettings> UpdateBranchProtection(string owner, string name, string branch, BranchProtectionSettingsUpdate update);
    }

    public interface IGitDatabaseClient
    {
        IBlobsClient Blob { get; }

        ITreesClient Tree { get; }

        ICommitsClient Commit { get; }

        IReferencesClient Reference { get; }
    }

    public interface IReleasesClient
    {
        Task<IReadOnlyList<Release>> GetAll(string owner, string name);

        Task<IReadOnlyList<Release>> GetAll(string owner, string name, ApiOptions options);

        Task<Release> GetLatest(string owner, string name);
    }

    public interface IGitHubAppsClient
    {
        Task<AccessToken> CreateInstallationToken(long installationId);
    }

    public interface IBlobsClient
    {
        Task<Blob> Get(string owner, string name, string reference);

        Task<BlobReference> Create(string owner, string name, NewBlob newBlob);
    }

    public interface ITreesClient
    {
        Task<TreeResponse> Create(string owner, string name, NewTree newTree);

        Task<TreeResponse> Get(string owner, string name, string reference);

        Task<TreeResponse> GetRecursive(string owner, string name, string reference);
    }

    public interface ICommitsClient
    {
        Task<Commit> Get(string owner, string name, string reference);

        Task<Commit> Create(string owner, string name, NewCommit commit);
    }

    public interface IReferencesClient
    {
        Task<Reference> Create(string owner, string name, NewReference reference);

        Task<Reference> Update(string owner, string name, string reference, ReferenceUpdate referenceUpdate);

        Task Delete(string owner, string name, string reference);
    }

    public interface IOrganizationsClient
    {
        ITeamsClient Team { get; }
    }

    public interface ITeamsClient
    {
        Task<IReadOnlyList<Team>> GetAll(string org);

        Task AddOrUpdateTeamRepositoryPermissions(string org, string teamSlug, string owner, string repo, string permission);
    }

    public partial interface IGitHubClient : IApiInfoProvider
    {
        IConnection Connection { get; }

        IRepositoriesClient Repository { get; }

        IGitDatabaseClient Git { get; }

        IOrganizationsClient Organization { get; }

        IGitHubAppsClient GitHubApps { get; }

        void SetRequestTimeout(TimeSpan timeout);
    }
}
