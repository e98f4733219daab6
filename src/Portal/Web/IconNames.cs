using System.Text.Json;
using Portal.Infrastructure.Descriptors;

namespace Portal.Web;

/// <summary>The icons that the bundle draws, by name: the same file that the bundle is made from.</summary>
internal static class IconNames
{
    public static KnownIcons Read()
    {
        using var stream = typeof(IconNames).Assembly.GetManifestResourceStream("Portal.icons.json")!;
        using var json = JsonDocument.Parse(stream);
        return new(json.RootElement.GetProperty("outline").EnumerateArray().Select(n => n.GetString()!).ToHashSet(StringComparer.Ordinal));
    }
}
