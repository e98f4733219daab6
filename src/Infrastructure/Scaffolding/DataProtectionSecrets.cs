using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Secrets of runs, encrypted with the application's data protection keys.</summary>
internal sealed class DataProtectionSecrets(IDataProtectionProvider provider) : ISecretProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("Portal.Scaffolding.Secrets");

    public string Protect(string text) => _protector.Protect(text);

    public string? Unprotect(string text)
    {
        try
        {
            return _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
