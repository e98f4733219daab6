using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Octokit.Caching;
using Octokit.Internal;

namespace Octokit
{
    public interface IConnection : IApiInfoProvider
    {
        Task<IApiResponse<T>> Get<T>(Uri uri, IDictionary<string, string> parameters);

        Task<IApiResponse<T>> Patch<T>(Uri uri, object body);

        Task<IApiResponse<T>> Post<T>(Uri uri, object body, string accepts, string contentType, IDictionary<string, string> parameters = null, CancellationToken cancellationToken = default);

        Task<IApiResponse<T>> Put<T>(Uri uri, object body);

        Task<HttpStatusCode> Put(Uri uri, object body);

        Task<HttpStatusCode> Delete(Uri uri);

        Uri BaseAddress { get; }

        ICredentialStore CredentialStore { get; }

        Credentials Credentials { get; set; }

        IResponseCache ResponseCache { set; }

        void SetRequestTimeout(TimeSpan timeout);
    }

    public class Connection : IConnection
    {
        private const string AcceptHeader = "application/vnd.github.v3+json";
        private static readonly Uri DefaultGitHubApiUrl = GitHubClient.GitHubApiUrl;
        private static readonly ICredentialStore AnonymousCredentials = new InMemoryCredentialStore(Credentials.Anonymous);

        private readonly IJsonSerializer _json;
        private IHttpClient _http;
        private ApiInfo _lastApiInfo;

        public Connection(ProductHeaderValue productInformation)
            : this(productInformation, DefaultGitHubApiUrl, AnonymousCredentials)
        {
        }

        public Connection(ProductHeaderValue productInformation, IHttpClient httpClient)
            : this(productInformation, DefaultGitHubApiUrl, AnonymousCredentials, httpClient, new SimpleJsonSerializer())
        {
        }

        public Connection(ProductHeaderValue productInformation, Uri baseAddress)
            : this(productInformation, baseAddress, AnonymousCredentials)
        {
        }

        public Connection(ProductHeaderValue productInformation, Uri baseAddress, ICredentialStore credentialStore)
            : this(productInformation, baseAddress, credentialStore, new HttpClientAdapter(HttpMessageHandlerFactory.CreateDefault), new SimpleJsonSerializer())
        {
        }

        public Connection(ProductHeaderValue productInformation, Uri baseAddress, ICredentialStore credentialStore, IHttpClient httpClient, IJsonSerializer serializer)
        {
            Ensure.ArgumentNotNull(productInformation, nameof(productInformation));
            Ensure.ArgumentNotNull(baseAddress, nameof(baseAddress));
            Ensure.ArgumentNotNull(credentialStore, nameof(credentialStore));
            Ensure.ArgumentNotNull(httpClient, nameof(httpClient));
            Ensure.ArgumentNotNull(serializer, nameof(serializer));
            if (!baseAddress.IsAbsoluteUri)
            {
                throw new ArgumentException(string.Format(CultureInfo.InvariantCulture, "The base address '{0}' must be an absolute URI", baseAddress), nameof(baseAddress));
            }

            UserAgent = productInformation.ToString();
            (BaseAddress, CredentialStore, _http, _json) = (baseAddress, credentialStore, httpClient, serializer);
        }

        public Uri BaseAddress { get; }

        public string UserAgent { get; }

        public ICredentialStore CredentialStore { get; private set; }

        public Credentials Credentials
        {
            get => CredentialStore.GetCredentials().GetAwaiter().GetResult() ?? Credentials.Anonymous;
            set => CredentialStore = new InMemoryCredentialStore(value);
        }

        /// <summary>Wraps the client: what it has an answer for, it asks with If-None-Match.</summary>
        public IResponseCache ResponseCache
        {
            set
            {
                Ensure.ArgumentNotNull(value, nameof(value));
                _http = new CachingHttpClient(_http, value);
            }
        }

        public ApiInfo GetLastApiInfo() => _lastApiInfo?.Clone();

        public Task<IApiResponse<T>> Get<T>(Uri uri, IDictionary<string, string> parameters) => SendData<T>(WithParameters(uri, parameters), HttpMethod.Get, null, CancellationToken.None);

        public Task<IApiResponse<T>> Patch<T>(Uri uri, object body) => SendData<T>(uri, HttpMethod.Patch, body, CancellationToken.None);

        public Task<IApiResponse<T>> Post<T>(Uri uri, object body, string accepts, string contentType, IDictionary<string, string> parameters = null, CancellationToken cancellationToken = default)
            => SendData<T>(WithParameters(uri, parameters), HttpMethod.Post, body, cancellationToken, accepts);

        public Task<IApiResponse<T>> Put<T>(Uri uri, object body) => SendData<T>(uri, HttpMethod.Put, body, CancellationToken.None);

        public async Task<HttpStatusCode> Put(Uri uri, object body) => (await SendData<object>(uri, HttpMethod.Put, body, CancellationToken.None).ConfigureAwait(false)).HttpResponse.StatusCode;

        public async Task<HttpStatusCode> Delete(Uri uri) => (await SendData<object>(uri, HttpMethod.Delete, null, CancellationToken.None).ConfigureAwait(false)).HttpResponse.StatusCode;

        public void SetRequestTimeout(TimeSpan timeout) => _http.SetRequestTimeout(timeout);

        private static Uri WithParameters(Uri uri, IDictionary<string, string> parameters)
            => parameters == null || parameters.Count == 0
                ? uri
                : new Uri(uri + "?" + string.Join("&", parameters.Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value))), UriKind.RelativeOrAbsolute);

        private async Task<IApiResponse<T>> SendData<T>(Uri uri, HttpMethod method, object body, CancellationToken cancellationToken, string accepts = null)
        {
            Ensure.ArgumentNotNull(uri, nameof(uri));
            var request = new Request { Method = method, BaseAddress = BaseAddress, Endpoint = uri };
            request.Headers["Accept"] = accepts ?? AcceptHeader;
            request.Headers["User-Agent"] = UserAgent;
            if (body != null)
            {
                request.Body = body is string text ? text : _json.Serialize(body);
                request.ContentType = "application/json";
            }

            var credentials = await CredentialStore.GetCredentials().ConfigureAwait(false) ?? Credentials.Anonymous;
            if (credentials.AuthenticationType is AuthenticationType.Oauth or AuthenticationType.Bearer)
            {
                request.Headers["Authorization"] = (credentials.AuthenticationType == AuthenticationType.Bearer ? "Bearer " : "Token ") + credentials.GetToken();
            }

            var response = await _http.Send(request, cancellationToken).ConfigureAwait(false);
            _lastApiInfo = response.ApiInfo.Clone();
            HandleErrors(response);
            return new ApiResponse<T>(response, response.Body is string json && json.Length > 0 && IsJson(response) ? _json.Deserialize<T>(json) : default);
        }

        private static bool IsJson(IResponse response) => response.ContentType != null && response.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase);

        private static void HandleErrors(IResponse response)
        {
            switch ((int)response.StatusCode)
            {
                case < 400: return;
                case 401: throw new AuthorizationException(response);
                case 403: throw Forbidden(response);
                case 404: throw new NotFoundException(response);
                case 422: throw new ApiValidationException(response);
                case 451: throw new LegalRestrictionException(response);
                default: throw new ApiException(response);
            }
        }

        private static Exception Forbidden(IResponse response)
        {
            var body = response.Body as string ?? "";
            if (body.Contains("rate limit exceeded"))
            {
                return new RateLimitExceededException(response);
            }

            if (body.Contains("secondary rate limit"))
            {
                return new SecondaryRateLimitExceededException(response);
            }

            return body.Contains("abuse-rate-limits") || body.Contains("abuse detection mechanism") ? new AbuseException(response) : new ForbiddenException(response);
        }
    }
}
