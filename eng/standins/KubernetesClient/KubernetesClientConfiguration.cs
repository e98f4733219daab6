#nullable disable
using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;
using k8s.Exceptions;

namespace k8s
{
    /// <summary>How to reach one API server.</summary>
    public partial class KubernetesClientConfiguration
    {
        private static readonly string ServiceAccountPath = Path.Combine($"{Path.DirectorySeparatorChar}var", "run", "secrets", "kubernetes.io", "serviceaccount");

        public string Namespace { get; set; }

        public string Host { get; set; }

        public X509Certificate2Collection SslCaCerts { get; set; }

        /// <summary>Base64 of PEM.</summary>
        public string ClientCertificateData { get; set; }

        /// <summary>Base64 of PEM.</summary>
        public string ClientCertificateKeyData { get; set; }

        public string ClientCertificateFilePath { get; set; }

        public string ClientKeyFilePath { get; set; }

        public bool SkipTlsVerify { get; set; }

        public string TlsServerName { get; set; }

        public string UserAgent { get; set; } = "kubernetes-csharp/20.0";

        public string Username { get; set; }

        public string Password { get; set; }

        public string AccessToken { get; set; }

        public ITokenProvider TokenProvider { get; set; }

        /// <summary>Called with the innermost handler before the client is made.</summary>
        public Action<SocketsHttpHandler> FirstMessageHandlerSetup { get; set; }

        public static bool IsInCluster()
            => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 }
               && Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") is { Length: > 0 }
               && File.Exists(Path.Combine(ServiceAccountPath, "token"))
               && File.Exists(Path.Combine(ServiceAccountPath, "ca.crt"));

        /// <summary>The service account that Kubernetes mounts into a pod.</summary>
        /// <exception cref="KubeConfigException">This process does not run in a pod, or the pod has no token.</exception>
        public static KubernetesClientConfiguration InClusterConfig()
        {
            if (!IsInCluster())
            {
                throw new KubeConfigException("Unable to load in-cluster configuration. KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT or the service account token is missing.");
            }

            var namespaceFile = Path.Combine(ServiceAccountPath, "namespace");
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(Path.Combine(ServiceAccountPath, "ca.crt"));
            return new KubernetesClientConfiguration
            {
                Host = new UriBuilder("https", Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Convert.ToInt32(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"), System.Globalization.CultureInfo.InvariantCulture)).ToString(),
                TokenProvider = new TokenFileAuth(Path.Combine(ServiceAccountPath, "token")),
                SslCaCerts = certificates,
                Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile) : null,
            };
        }
    }
}
