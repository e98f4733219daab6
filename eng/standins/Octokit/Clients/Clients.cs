using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Octokit.Caching;

namespace Octokit
{
    public partial class GitHubClient : IGitHubClient
    {
        public static readonly Uri GitHubApiUrl = new Uri("https://api.github.com/");

        public GitHubClient(ProductHeaderValue productInformation)
            : this(new Connection(productInformation, GitHubApiUrl))
        {
        }

        public GitHubClient(ProductHeaderValue productInformation, Uri baseAddress)
            : this(new Connection(productInformation, FixUpBaseUri(baseAddress)))
        {
        }

        public GitHubClient(IConnection connection)
        {
            Ensure.ArgumentNotNull(connection, nameof(connection));
            Connection = connection;
            Repository = new RepositoriesClient(connection);
            Git = new GitDatabaseClient(connection);
            Organization = new OrganizationsClient(connection);
            GitHubApps = new GitHubAppsClient(connection);
        }

        public IConnection Connection { get; }

        public Credentials Credentials
        {
            get => Connection.Credentials;
            set => Connection.Credentials = value;
        }

        public IRepositoriesClient Repository { get; }

        public IGitDatabaseClient Git { get; }

        public IOrganizationsClient Organization { get; }

        public IGitHubAppsClient GitHubApps { get; }

        public IResponseCache ResponseCache
        {
            set => Connection.ResponseCache = value;
        }

        public ApiInfo GetLastApiInfo() => Connection.GetLastApiInfo();

        public void SetRequestTimeout(TimeSpan timeout) => Connection.SetRequestTimeout(timeout);

        /// <summary>An enterprise server answers below /api/v3/.</summary>
        private static Uri FixUpBaseUri(Uri uri)
        {
            Ensure.ArgumentNotNull(uri, nameof(uri));
            return uri.Host.Equals("github.com", StringComparison.OrdinalIgnoreCase) || uri.Host.Equals("api.github.com", StringComparison.OrdinalIgnoreCase)
                ? GitHubApiUrl : new Uri(uri, new Uri("/api/v3/", UriKind.Relative));
        }
    }

    internal sealed partial class RepositoriesClient(IConnection connection) : IRepositoriesClient
    {
        public IRepositoryBranchesClient Branch { get; } = new RepositoryBranchesClient(connection);

        public IReleasesClient Release { get; } = new ReleasesClient(connection);

        public Task<IReadOnlyList<Repository>> GetAllForOrg(string organization) => GetAllForOrg(organization, ApiOptions.None);

        public Task<IReadOnlyList<Repository>> GetAllForOrg(string organization, ApiOptions options) => Api.GetAll<Repository>(connection, Api.Path("orgs", organization, "repos"), options);

        public Task<IReadOnlyList<RepositoryTag>> GetAllTags(string owner, string name) => GetAllTags(owner, name, ApiOptions.None);

        public Task<IReadOnlyList<RepositoryTag>> GetAllTags(string owner, string name, ApiOptions options) => Api.GetAll<RepositoryTag>(connection, Api.Repo(owner, name, "tags"), options);

        public async Task<Repository> Create(string organizationLogin, NewRepository newRepository)
        {
            try
            {
                return (await connection.Post<Repository>(Api.Path("orgs", organizationLogin, "repos"), newRepository, null, null)).Body;
            }
            catch (ApiValidationException ex) when (string.Equals(ex.ApiError.Errors?.Count > 0 ? ex.ApiError.Errors[0].Message : null, "name already exists on this account", StringComparison.OrdinalIgnoreCase))
            {
                throw new RepositoryExistsException(organizationLogin, newRepository.Name, connection.BaseAddress, ex);
            }
        }

        public Task Delete(string owner, string name) => connection.Delete(Api.Repo(owner, name));

        public async Task<Repository> Edit(string owner, string name, RepositoryUpdate update) => (await connection.Patch<Repository>(Api.Repo(owner, name), update)).Body;

        public async Task<Repository> Get(string owner, string name) => (await connection.Get<Repository>(Api.Repo(owner, name), null)).Body;

        public async Task<RepositoryTopics> GetAllTopics(string owner, string name) => (await connection.Get<RepositoryTopics>(Api.Repo(owner, name, "topics"), null)).Body;

        public async Task<RepositoryTopics> ReplaceAllTopics(string owner, string name, RepositoryTopics topics) => (await connection.Put<RepositoryTopics>(Api.Repo(owner, name, "topics"), topics)).Body;
    }

    internal sealed class ReleasesClient(IConnection connection) : IReleasesClient
    {
        public Task<IReadOnlyList<Release>> GetAll(string owner, string name) => GetAll(owner, name, ApiOptions.None);

        public Task<IReadOnlyList<Release>> GetAll(string owner, string name, ApiOptions options) => Api.GetAll<Release>(connection, Api.Repo(owner, name, "releases"), options);

        public async Task<Release> GetLatest(string owner, string name) => (await connection.Get<Release>(Api.Repo(owner, name, "releases", "latest"), null)).Body;
    }

    internal sealed class GitHubAppsClient(IConnection connection) : IGitHubAppsClient
    {
        public async Task<AccessToken> CreateInstallationToken(long installationId)
            => (await connection.Post<AccessToken>(Api.Path("app", "installations", installationId.ToString(CultureInfo.InvariantCulture), "access_tokens"), string.Empty, null, null)).Body;
    }

    internal sealed class RepositoryBranchesClient(IConnection connection) : IRepositoryBranchesClient
    {
        public async Task<Branch> Get(string owner, string name, string branch) => (await connection.Get<Branch>(Api.Repo(owner, name, "branches", branch), null)).Body;

        public async Task<BranchProtectionSettings> GetBranchProtection(string owner, string name, string branch)
            => (await connection.Get<BranchProtectionSettings>(Api.Repo(owner, name, "branches", branch, "protection"), null)).Body;

        public async Task<BranchProtectionSettings> UpdateBranchProtection(string owner, string name, string branch, BranchProtectionSettingsUpdate update)
            => (await connection.Put<BranchProtectionSettings>(Api.Repo(owner, name, "branches", branch, "protection"), update)).Body;
    }

    internal sealed class GitDatabaseClient(IConnection connection) : IGitDatabaseClient, IBlobsClient, ITreesClient, ICommitsClient, IReferencesClient
    {
        public IBlobsClient Blob => this;

        public ITreesClient Tree => this;

        public ICommitsClient Commit => this;

        public IReferencesClient Reference => this;

        async Task<Blob> IBlobsClient.Get(string owner, string name, string reference) => (await connection.Get<Blob>(Api.Repo(owner, name, "git", "blobs", reference), null)).Body;

        async Task<TreeResponse> ITreesClient.Get(string owner, string name, string reference) => (await connection.Get<TreeResponse>(Api.Repo(owner, name, "git", "trees", reference), null)).Body;

        public async Task<BlobReference> Create(string owner, string name, NewBlob newBlob) => (await connection.Post<BlobReference>(Api.Repo(owner, name, "git", "blobs"), newBlob, null, null)).Body;

        public async Task<TreeResponse> Create(string owner, string name, NewTree newTree) => (await connection.Post<TreeResponse>(Api.Repo(owner, name, "git", "trees"), newTree, null, null)).Body;

        public async Task<TreeResponse> GetRecursive(string owner, string name, string reference)
            => (await connection.Get<TreeResponse>(new Uri(Api.Repo(owner, name, "git", "trees", reference) + "?recursive=1", UriKind.Relative), null)).Body;

        public async Task<Commit> Get(string owner, string name, string reference) => (await connection.Get<Commit>(Api.Repo(owner, name, "git", "commits", reference), null)).Body;

        public async Task<Commit> Create(string owner, string name, NewCommit commit) => (await connection.Post<Commit>(Api.Repo(owner, name, "git", "commits"), commit, null, null)).Body;

        public async Task<Reference> Create(string owner, string name, NewReference reference) => (await connection.Post<Reference>(Api.Repo(owner, name, "git", "refs"), reference, null, null)).Body;

        public async Task<Reference> Update(string owner, string name, string reference, ReferenceUpdate referenceUpdate)
            => (await connection.Patch<Reference>(Ref(owner, name, reference), referenceUpdate)).Body;

        public Task Delete(string owner, string name, string reference) => connection.Delete(Ref(owner, name, reference));

        private static Uri Ref(string owner, string name, string reference)
            => new Uri(Api.Repo(owner, name, "git", "refs") + "/" + (reference.StartsWith("refs/", StringComparison.Ordinal) ? reference.Substring(5) : reference), UriKind.Relative);
    }

    internal sealed class OrganizationsClient(IConnection connection) : IOrganizationsClient, ITeamsClient
    {
        public ITeamsClient Team => this;

        public Task<IReadOnlyList<Team>> GetAll(string org) => Api.GetAll<Team>(connection, Api.Path("orgs", org, "teams"), ApiOptions.None);

        public Task AddOrUpdateTeamRepositoryPermissions(string org, string teamSlug, string owner, string repo, string permission)
            => connection.Put(Api.Path("orgs", org, "teams", teamSlug, "repos", owner, repo), new Dictionary<string, string> { ["permission"] = permission });
    }

    internal static class Api
    {
        /// <summary>Follows the links to the next page as long as the options ask for more.</summary>
        public static async Task<IReadOnlyList<T>> GetAll<T>(IConnection connection, Uri uri, ApiOptions options)
        {
            Ensure.ArgumentNotNull(options, nameof(options));
            var parameters = new Dictionary<string, string>();
            if (options.PageSize is { } size)
            {
                parameters.Add("per_page", size.ToString(CultureInfo.InvariantCulture));
            }

            if (options.StartPage is { } start)
            {
                parameters.Add("page", start.ToString(CultureInfo.InvariantCulture));
            }

            var all = new List<T>();
            var pages = 0;
            while (true)
            {
                var response = await connection.Get<List<T>>(uri, parameters);
                all.AddRange(response.Body ?? new List<T>());
                if (++pages >= (options.PageCount ?? int.MaxValue) || !response.HttpResponse.ApiInfo.Links.TryGetValue("next", out var next))
                {
                    return all;
                }

                (uri, parameters) = (next, null);
            }
        }

        public static Uri Path(params string[] parts) => new Uri(string.Join("/", Array.ConvertAll(parts, Uri.EscapeDataString)), UriKind.Relative);

        public static Uri Repo(string owner, string name, params string[] parts)
        {
            Ensure.ArgumentNotNullOrEmptyString(owner, nameof(owner));
            Ensure.ArgumentNotNullOrEmptyString(name, nameof(name));
            return Path(["repos", owner, name, .. parts]);
        }
    }
}
