using System.Text.Json;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>Real catalog files with Backstage's own verdict on each; they live beside the repository, not in it.</summary>
internal static class BackstageExamples
{
    public static string? Folder { get; } = Find();

    public static JsonElement Expected() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder!, "expected.json"))).RootElement.GetProperty("files");

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "fixtures", "backstage-examples");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return Environment.GetEnvironmentVariable("PORTAL_FIXTURES") is { } folder && Directory.Exists(folder) ? folder : null;
    }
}
