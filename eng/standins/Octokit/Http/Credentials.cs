using System.Threading.Tasks;

namespace Octokit
{
    public enum AuthenticationType
    {
        Anonymous,
        Basic,
        Oauth,
        Bearer,
    }

    public class Credentials
    {
        public static readonly Credentials Anonymous = new Credentials();

        public Credentials(string token)
            : this(token, AuthenticationType.Oauth)
        {
        }

        public Credentials(string token, AuthenticationType authenticationType)
        {
            Ensure.ArgumentNotNullOrEmptyString(token, nameof(token));
            (Password, AuthenticationType) = (token, authenticationType);
        }

        private Credentials() => AuthenticationType = AuthenticationType.Anonymous;

        public string Login { get; }

        public string Password { get; }

        public AuthenticationType AuthenticationType { get; }

        public string GetToken() => Password;
    }

    public interface ICredentialStore
    {
        Task<Credentials> GetCredentials();
    }

    public class ProductHeaderValue
    {
        public ProductHeaderValue(string name)
            : this(name, null)
        {
        }

        public ProductHeaderValue(string name, string version)
        {
            Ensure.ArgumentNotNullOrEmptyString(name, nameof(name));
            (Name, Version) = (name, version);
        }

        public string Name { get; }

        public string Version { get; }

        public override string ToString() => string.IsNullOrEmpty(Version) ? Name : Name + "/" + Version;
    }
}

namespace Octokit.Internal
{
    public class InMemoryCredentialStore : ICredentialStore
    {
        private readonly Credentials _credentials;

        public InMemoryCredentialStore(Credentials credentials)
        {
            Ensure.ArgumentNotNull(credentials, nameof(credentials));
            _credentials = credentials;
        }

        public Task<Credentials> GetCredentials() => Task.FromResult(_credentials);
    }
}
