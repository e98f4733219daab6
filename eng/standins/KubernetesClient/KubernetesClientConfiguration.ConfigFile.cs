#nullable disable
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Authentication;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace k8s
{
    public partial class KubernetesClientConfiguration
    {
        public static readonly string KubeConfigDefaultLocation = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetEnvironmentVariable("USERPROFILE") ?? @"\", @".kube\config")
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".kube/config");

        public string CurrentContext { get; private set; }

        /// <exception cref="KubeConfigException">The file is missing, or its context cannot be used.</exception>
        public static KubernetesClientConfiguration BuildConfigFromConfigFile(string kubeconfigPath = null, string currentContext = null, string masterUrl = null, bool useRelativePaths = true)
            => BuildConfigFromConfigFile(new FileInfo(kubeconfigPath ?? KubeConfigDefaultLocation), currentContext, masterUrl, useRelativePaths);

        public static KubernetesClientConfiguration BuildConfigFromConfigFile(FileInfo kubeconfig, string currentContext = null, string masterUrl = null, bool useRelativePaths = true)
            => BuildConfigFromConfigObject(LoadKubeConfig(kubeconfig, useRelativePaths), currentContext, masterUrl);

        public static K8SConfiguration LoadKubeConfig(string kubeconfigPath = null, bool useRelativePaths = true)
            => LoadKubeConfig(new FileInfo(kubeconfigPath ?? KubeConfigDefaultLocation), useRelativePaths);

        public static K8SConfiguration LoadKubeConfig(FileInfo kubeconfig, bool useRelativePaths = true)
        {
            ArgumentNullException.ThrowIfNull(kubeconfig);
            if (!kubeconfig.Exists)
            {
                throw new KubeConfigException($"kubeconfig file not found at {kubeconfig.FullName}");
            }

            using var stream = kubeconfig.OpenRead();
            var config = LoadKubeConfig(stream);
            if (useRelativePaths)
            {
                config.FileName = kubeconfig.FullName;
            }

            return config;
        }

        public static K8SConfiguration LoadKubeConfig(Stream kubeconfigStream)
        {
            using var reader = new StreamReader(kubeconfigStream);
            return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties().Build()
                .Deserialize<K8SConfiguration>(reader) ?? new K8SConfiguration();
        }

        /// <exception cref="KubeConfigException">The context, its cluster or its user is missing or incomplete.</exception>
        public static KubernetesClientConfiguration BuildConfigFromConfigObject(K8SConfiguration k8SConfig, string currentContext = null, string masterUrl = null)
        {
            ArgumentNullException.ThrowIfNull(k8SConfig);
            var result = new KubernetesClientConfiguration();
            currentContext ??= k8SConfig.CurrentContext;
            if (currentContext != null)
            {
                result.UseContext(k8SConfig, currentContext);
            }

            if (!string.IsNullOrWhiteSpace(masterUrl))
            {
                result.Host = masterUrl;
            }

            return string.IsNullOrWhiteSpace(result.Host) ? throw new KubeConfigException("Cannot infer server host url either from context or masterUrl") : result;
        }

        private static string FullPath(K8SConfiguration config, string path)
            => string.IsNullOrWhiteSpace(config.FileName) || Path.IsPathRooted(path) ? path : Path.Combine(Path.GetDirectoryName(config.FileName), path);

        private void UseContext(K8SConfiguration config, string name)
        {
            var context = config.Contexts.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new KubeConfigException($"CurrentContext: {name} not found in contexts in kubeconfig");
            if (string.IsNullOrEmpty(context.ContextDetails?.Cluster))
            {
                throw new KubeConfigException($"Cluster not set for context `{name}` in kubeconfig");
            }

            CurrentContext = context.Name;
            UseCluster(config, context);
            UseUser(config, context);
            Namespace = context.ContextDetails.Namespace;
        }

        private void UseCluster(K8SConfiguration config, Context context)
        {
            var endpoint = config.Clusters.FirstOrDefault(c => string.Equals(c.Name, context.ContextDetails.Cluster, StringComparison.OrdinalIgnoreCase))?.ClusterEndpoint
                ?? throw new KubeConfigException($"Cluster not found for context `{context.Name}` in kubeconfig");
            if (string.IsNullOrWhiteSpace(endpoint.Server))
            {
                throw new KubeConfigException($"Server not found for current-context `{context.Name}` in kubeconfig");
            }

            Host = endpoint.Server;
            SkipTlsVerify = endpoint.SkipTlsVerify;
            TlsServerName = endpoint.TlsServerName;
            if (!Uri.TryCreate(Host, UriKind.Absolute, out var uri))
            {
                throw new KubeConfigException($"Bad server host URL `{Host}` (cannot be parsed)");
            }

            if (uri.Scheme != "https")
            {
                return;
            }

            if (!string.IsNullOrEmpty(endpoint.CertificateAuthorityData))
            {
                SslCaCerts = [];
                SslCaCerts.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(endpoint.CertificateAuthorityData)));
            }
            else if (!string.IsNullOrEmpty(endpoint.CertificateAuthority))
            {
                SslCaCerts = [];
                SslCaCerts.ImportFromPemFile(FullPath(config, endpoint.CertificateAuthority));
            }
        }

        private void UseUser(K8SConfiguration config, Context context)
        {
            if (string.IsNullOrWhiteSpace(context.ContextDetails.User))
            {
                return;
            }

            var user = config.Users.FirstOrDefault(c => string.Equals(c.Name, context.ContextDetails.User, StringComparison.OrdinalIgnoreCase))
                ?? throw new KubeConfigException($"User not found for context {context.Name} in kubeconfig");
            var credentials = user.UserCredentials ?? throw new KubeConfigException($"User credentials not found for user: {user.Name} in kubeconfig");
            var found = false;
            if (!string.IsNullOrWhiteSpace(credentials.Token))
            {
                AccessToken = credentials.Token;
                found = true;
            }
            else if (!string.IsNullOrWhiteSpace(credentials.UserName) && !string.IsNullOrWhiteSpace(credentials.Password))
            {
                (Username, Password, found) = (credentials.UserName, credentials.Password, true);
            }

            if (!string.IsNullOrWhiteSpace(credentials.ClientCertificateData) && !string.IsNullOrWhiteSpace(credentials.ClientKeyData))
            {
                (ClientCertificateData, ClientCertificateKeyData, found) = (credentials.ClientCertificateData, credentials.ClientKeyData, true);
            }

            if (!string.IsNullOrWhiteSpace(credentials.ClientCertificate) && !string.IsNullOrWhiteSpace(credentials.ClientKey))
            {
                (ClientCertificateFilePath, ClientKeyFilePath, found) = (FullPath(config, credentials.ClientCertificate), FullPath(config, credentials.ClientKey), true);
            }

            if (credentials.ExternalExecution is { } exec)
            {
                UsePlugin(exec);
                found = true;
            }

            if (!found)
            {
                throw new KubeConfigException($"User: {user.Name} does not have appropriate auth credentials in kubeconfig");
            }
        }

        private void UsePlugin(ExternalExecution exec)
        {
            if (string.IsNullOrWhiteSpace(exec.Command))
            {
                throw new KubeConfigException("External command execution to receive user credentials must include a command to execute");
            }

            if (string.IsNullOrWhiteSpace(exec.ApiVersion))
            {
                throw new KubeConfigException("External command execution missing ApiVersion key");
            }

            var status = ExecuteExternalCommand(exec).Status;
            AccessToken = status.Token;
            ClientCertificateData = Base64(status.ClientCertificateData);
            ClientCertificateKeyData = Base64(status.ClientKeyData);
            if (AccessToken != null)
            {
                TokenProvider = new ExecTokenProvider(exec);
            }

            static string Base64(string pem) => pem == null ? null : Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
        }
    }
}
