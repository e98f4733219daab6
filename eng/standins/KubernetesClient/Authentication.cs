#nullable disable
using System.Net.Http.Headers;
using System.Text;
using k8s.KubeConfigModels;

namespace k8s.Authentication
{
    /// <summary>Puts credentials on a request. HttpClient of <see cref="k8s.Kubernetes"/> does not do so by itself.</summary>
    public abstract class ServiceClientCredentials
    {
        public virtual Task ProcessHttpRequestAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public interface ITokenProvider
    {
        Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken);
    }

    public sealed class StringTokenProvider(string accessToken, string tokenType) : ITokenProvider
    {
        public string TokenType => tokenType;

        public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
            => Task.FromResult(new AuthenticationHeaderValue(tokenType, accessToken));
    }

    public class TokenCredentials : ServiceClientCredentials
    {
        public TokenCredentials(string token)
            : this(token, "Bearer")
        {
        }

        public TokenCredentials(string token, string tokenType)
        {
            ArgumentException.ThrowIfNullOrEmpty(token);
            ArgumentException.ThrowIfNullOrEmpty(tokenType);
            TokenProvider = new StringTokenProvider(token, tokenType);
        }

        public TokenCredentials(ITokenProvider tokenProvider)
        {
            ArgumentNullException.ThrowIfNull(tokenProvider);
            TokenProvider = tokenProvider;
        }

        protected ITokenProvider TokenProvider { get; private set; }

        public override async Task ProcessHttpRequestAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(request);
            request.Headers.Authorization = await TokenProvider.GetAuthenticationHeaderAsync(cancellationToken).ConfigureAwait(false);
            await base.ProcessHttpRequestAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    public class BasicAuthenticationCredentials : ServiceClientCredentials
    {
        public string UserName { get; set; }

        public string Password { get; set; }

        public override Task ProcessHttpRequestAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(request);
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}")));
            return Task.CompletedTask;
        }
    }

    /// <summary>A token that is rotated in a file, as service accounts have it; read again once a minute.</summary>
    public class TokenFileAuth(string tokenFile) : ITokenProvider
    {
        private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
        private string _token;
        private DateTime _expiresAt;

        public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
        {
            if (_expiresAt < DateTime.UtcNow)
            {
                _token = File.ReadAllText(tokenFile).Trim();
                _expiresAt = DateTime.UtcNow + KeptFor;
            }

            return Task.FromResult(new AuthenticationHeaderValue("Bearer", _token));
        }
    }

    /// <summary>Asks the credential plugin, and asks again when the token is about to expire.</summary>
    public class ExecTokenProvider(ExternalExecution exec) : ITokenProvider
    {
        private ExecCredentialResponse _response;

        public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
        {
            if (_response?.Status is not { } status || (status.ExpirationTimestamp is { } expires && expires.ToUniversalTime().AddSeconds(-30) < DateTime.UtcNow))
            {
                _response = KubernetesClientConfiguration.ExecuteExternalCommand(exec);
            }

            return Task.FromResult(new AuthenticationHeaderValue("Bearer", _response.Status.Token));
        }
    }
}
