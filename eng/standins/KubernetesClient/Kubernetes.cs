#nullable disable
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Authentication;
using k8s.Exceptions;

namespace k8s
{
    /// <summary>A connection to one API server. Requests sent through <see cref="HttpClient"/> must be given <see cref="Credentials"/> by the caller.</summary>
    public partial class Kubernetes : IDisposable
    {
        private readonly X509Certificate2 _clientCertificate;
        private HttpMessageHandler _first;
        private Uri _baseUri;
        private bool _disposed;

        /// <exception cref="KubeConfigException">There is no configuration or no usable host in it.</exception>
        public Kubernetes(KubernetesClientConfiguration config, params DelegatingHandler[] handlers)
        {
            if (config == null)
            {
                throw new KubeConfigException("KubeConfig must be provided");
            }

            if (string.IsNullOrWhiteSpace(config.Host))
            {
                throw new KubeConfigException("Host url must be set");
            }

            try
            {
                BaseUri = new Uri(config.Host);
            }
            catch (UriFormatException ex)
            {
                throw new KubeConfigException("Bad host url", ex);
            }

            var sockets = new SocketsHttpHandler
            {
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                KeepAlivePingDelay = TimeSpan.FromMinutes(3),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
                EnableMultipleHttp2Connections = true,
            };
            sockets.SslOptions.ClientCertificates = [];
            config.FirstMessageHandlerSetup?.Invoke(sockets);
            _first = sockets;
            for (var i = (handlers?.Length ?? 0) - 1; i >= 0; i--)
            {
                var innermost = handlers[i];
                while (innermost.InnerHandler is DelegatingHandler next)
                {
                    innermost = next;
                }

                innermost.InnerHandler = _first;
                _first = handlers[i];
            }

            HttpClient = new HttpClient(_first, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
            if (!string.IsNullOrWhiteSpace(config.UserAgent))
            {
                HttpClient.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", config.UserAgent);
            }

            Credentials = CreateCredentials(config);
            Trust(sockets, config);
            _clientCertificate = ClientCertificateOf(config);
            if (_clientCertificate != null)
            {
                sockets.SslOptions.ClientCertificates.Add(_clientCertificate);
                sockets.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => _clientCertificate;
            }
        }

        /// <summary>Ends with a slash.</summary>
        public Uri BaseUri
        {
            get => _baseUri;
            set
            {
                var text = value?.AbsoluteUri ?? throw new ArgumentNullException(nameof(BaseUri));
                _baseUri = new Uri(text.EndsWith('/') ? text : text + "/");
            }
        }

        /// <summary>Null where a client certificate, or nothing, identifies the caller.</summary>
        public ServiceClientCredentials Credentials { get; private set; }

        public HttpClient HttpClient { get; protected set; }

        public static ServiceClientCredentials CreateCredentials(KubernetesClientConfiguration config)
        {
            ArgumentNullException.ThrowIfNull(config);
            return config switch
            {
                { TokenProvider: { } provider } => new TokenCredentials(provider),
                { AccessToken.Length: > 0 } => new TokenCredentials(config.AccessToken),
                { Username.Length: > 0 } => new BasicAuthenticationCredentials { UserName = config.Username, Password = config.Password },
                _ => null,
            };
        }

        /// <summary>Accepts what the machine trusts, and what the given authorities signed.</summary>
        public static bool CertificateValidationCallBack(object sender, X509Certificate2Collection caCerts, X509Certificate certificate, X509Chain chain, SslPolicyErrors sslPolicyErrors)
        {
            ArgumentNullException.ThrowIfNull(caCerts);
            ArgumentNullException.ThrowIfNull(chain);
            if (sslPolicyErrors == SslPolicyErrors.None)
            {
                return true;
            }

            // A wrong host name or no certificate at all is not cured by a private authority.
            if (sslPolicyErrors != SslPolicyErrors.RemoteCertificateChainErrors)
            {
                return false;
            }

            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.AddRange(caCerts);
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            return chain.Build((X509Certificate2)certificate);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (!disposing || _disposed)
            {
                return;
            }

            _disposed = true;
            HttpClient.Dispose();
            _first.Dispose();
            _clientCertificate?.Dispose();
        }

        private static void Trust(SocketsHttpHandler sockets, KubernetesClientConfiguration config)
        {
            if (config.SkipTlsVerify)
            {
#pragma warning disable CA5359 // insecure-skip-tls-verify of the kubeconfig asks for exactly this.
                sockets.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
            }
            else if (config.SslCaCerts is { } authorities)
            {
                sockets.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) => CertificateValidationCallBack(sender, authorities, certificate, chain, errors);
            }
        }

        private static X509Certificate2 ClientCertificateOf(KubernetesClientConfiguration config)
        {
            if (!string.IsNullOrWhiteSpace(config.ClientCertificateData) && !string.IsNullOrWhiteSpace(config.ClientCertificateKeyData))
            {
                return Exportable(X509Certificate2.CreateFromPem(Text(config.ClientCertificateData), Text(config.ClientCertificateKeyData)));
            }

            return !string.IsNullOrWhiteSpace(config.ClientCertificateFilePath) && !string.IsNullOrWhiteSpace(config.ClientKeyFilePath)
                ? Exportable(X509Certificate2.CreateFromPemFile(config.ClientCertificateFilePath, config.ClientKeyFilePath))
                : null;

            static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

            // TLS on Windows cannot use a key that lives in memory only.
            static X509Certificate2 Exportable(X509Certificate2 certificate)
            {
                using (certificate)
                {
                    return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
                }
            }
        }
    }
}
