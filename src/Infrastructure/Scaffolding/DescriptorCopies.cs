using System.Security.Cryptography;
using System.Text;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Copies in the data directory, one folder per location.</summary>
internal sealed class DescriptorCopies(string root) : IDescriptorCopies
{
    public string PathOf(string location) => Path.Combine(root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location)))[..16], "catalog-info.yaml");

    public async Task SaveAsync(string location, string descriptor, CancellationToken ct)
    {
        var path = PathOf(location);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, descriptor, ct);
    }

    public void Delete(string location)
    {
        if (Path.GetDirectoryName(PathOf(location)) is { } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
