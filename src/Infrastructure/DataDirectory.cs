using Microsoft.Extensions.Configuration;

namespace Portal.Infrastructure;

/// <summary>Where the portal keeps files: Data:Directory, ./data unless set.</summary>
public static class DataDirectory
{
    /// <summary>Absolute path of a file or folder under the data directory; its parent is made when missing.</summary>
    public static string DataPath(this IConfiguration configuration, params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([configuration["Data:Directory"] ?? "data", .. parts]));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
