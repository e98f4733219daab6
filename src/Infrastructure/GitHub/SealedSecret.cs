using System.Text;
using Sodium;

namespace Portal.Infrastructure.GitHub;

/// <summary>Secrets travel to GitHub in a sealed box of libsodium: only the repository's key opens it.</summary>
internal static class SealedSecret
{
    /// <param name="value">The secret.</param>
    /// <param name="key">The public key as GitHub answers it, in base 64.</param>
    /// <returns>The box, in base 64.</returns>
    public static string Of(string value, string key) => Convert.ToBase64String(SealedPublicKeyBox.Create(Encoding.UTF8.GetBytes(value), Convert.FromBase64String(key)));
}
