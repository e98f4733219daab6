using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Portal.Web;

/// <summary>Addresses of bundled files with a hash of their content, so that browsers may keep them for ever.</summary>
public sealed class AssetVersions(IWebHostEnvironment environment)
{
    private readonly ConcurrentDictionary<string, string> _paths = new(StringComparer.Ordinal);

    public string Path(string file) => _paths.GetOrAdd(file, name =>
    {
        var info = environment.WebRootFileProvider.GetFileInfo("dist/" + name);
        if (!info.Exists)
        {
            return "/dist/" + name;
        }

        using var stream = info.CreateReadStream();
        return $"/dist/{name}?v={Convert.ToHexStringLower(SHA256.HashData(stream))[..12]}";
    });
}
