#nullable disable
using YamlDotNet.Serialization;

namespace k8s.KubeConfigModels
{
    /// <summary>A kubeconfig file; only members that a connection needs.</summary>
    public class K8SConfiguration
    {
        [YamlMember(Alias = "apiVersion")]
        public string ApiVersion { get; set; }

        [YamlMember(Alias = "kind")]
        public string Kind { get; set; }

        [YamlMember(Alias = "current-context", ApplyNamingConventions = false)]
        public string CurrentContext { get; set; }

        [YamlMember(Alias = "contexts")]
        public IEnumerable<Context> Contexts { get; set; } = [];

        [YamlMember(Alias = "clusters")]
        public IEnumerable<Cluster> Clusters { get; set; } = [];

        [YamlMember(Alias = "users")]
        public IEnumerable<User> Users { get; set; } = [];

        /// <summary>Where it was read; relative paths in it are relative to this file.</summary>
        public string FileName { get; set; }
    }

    public class Context
    {
        [YamlMember(Alias = "context")]
        public ContextDetails ContextDetails { get; set; }

        [YamlMember(Alias = "name")]
        public string Name { get; set; }
    }

    public class ContextDetails
    {
        [YamlMember(Alias = "cluster")]
        public string Cluster { get; set; }

        [YamlMember(Alias = "user")]
        public string User { get; set; }

        [YamlMember(Alias = "namespace")]
        public string Namespace { get; set; }
    }

    public class Cluster
    {
        [YamlMember(Alias = "cluster")]
        public ClusterEndpoint ClusterEndpoint { get; set; }

        [YamlMember(Alias = "name")]
        public string Name { get; set; }
    }

    public class ClusterEndpoint
    {
        [YamlMember(Alias = "certificate-authority", ApplyNamingConventions = false)]
        public string CertificateAuthority { get; set; }

        [YamlMember(Alias = "certificate-authority-data", ApplyNamingConventions = false)]
        public string CertificateAuthorityData { get; set; }

        [YamlMember(Alias = "server")]
        public string Server { get; set; }

        [YamlMember(Alias = "tls-server-name", ApplyNamingConventions = false)]
        public string TlsServerName { get; set; }

        [YamlMember(Alias = "insecure-skip-tls-verify", ApplyNamingConventions = false)]
        public bool SkipTlsVerify { get; set; }
    }

    public class User
    {
        [YamlMember(Alias = "user")]
        public UserCredentials UserCredentials { get; set; }

        [YamlMember(Alias = "name")]
        public string Name { get; set; }
    }

    public class UserCredentials
    {
        [YamlMember(Alias = "client-certificate-data", ApplyNamingConventions = false)]
        public string ClientCertificateData { get; set; }

        [YamlMember(Alias = "client-certificate", ApplyNamingConventions = false)]
        public string ClientCertificate { get; set; }

        [YamlMember(Alias = "client-key-data", ApplyNamingConventions = false)]
        public string ClientKeyData { get; set; }

        [YamlMember(Alias = "client-key", ApplyNamingConventions = false)]
        public string ClientKey { get; set; }

        [YamlMember(Alias = "token")]
        public string Token { get; set; }

        [YamlMember(Alias = "username")]
        public string UserName { get; set; }

        [YamlMember(Alias = "password")]
        public string Password { get; set; }

        [YamlMember(Alias = "exec")]
        public ExternalExecution ExternalExecution { get; set; }
    }

    /// <summary>A client-go credential plugin.</summary>
    public class ExternalExecution
    {
        [YamlMember(Alias = "apiVersion")]
        public string ApiVersion { get; set; }

        [YamlMember(Alias = "command")]
        public string Command { get; set; }

        [YamlMember(Alias = "env")]
        public IList<Dictionary<string, string>> EnvironmentVariables { get; set; }

        [YamlMember(Alias = "args")]
        public IList<string> Arguments { get; set; }
    }

    /// <summary>What a credential plugin prints.</summary>
    public class ExecCredentialResponse
    {
        public string ApiVersion { get; set; }

        public string Kind { get; set; }

        public ExecStatus Status { get; set; }

        public class ExecStatus
        {
            public DateTime? ExpirationTimestamp { get; set; }

            public string Token { get; set; }

            public string ClientCertificateData { get; set; }

            public string ClientKeyData { get; set; }

            public bool IsValid() => !string.IsNullOrEmpty(Token) || (!string.IsNullOrEmpty(ClientCertificateData) && !string.IsNullOrEmpty(ClientKeyData));
        }
    }
}
