#nullable disable
namespace k8s.Exceptions
{
    public class KubernetesClientException : Exception
    {
        public KubernetesClientException()
        {
        }

        public KubernetesClientException(string message)
            : base(message)
        {
        }

        public KubernetesClientException(string message, Exception innerException)
            : base(message, innerException)
        {
        }
    }

    /// <summary>The kubeconfig is missing, does not parse, or lacks what its context names.</summary>
    public class KubeConfigException : KubernetesClientException
    {
        public KubeConfigException()
        {
        }

        public KubeConfigException(string message)
            : base(message)
        {
        }

        public KubeConfigException(string message, Exception inner)
            : base(message, inner)
        {
        }
    }
}
