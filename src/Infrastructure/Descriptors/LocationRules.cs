using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Which locations may be registered at all. Whether they can be read is another matter, and a status.</summary>
internal static class LocationRules
{
    public static Failure? Problem(string type, string target, CatalogOptions options, SourceReader reader)
    {
        var kind = type.Trim().ToLowerInvariant();
        if (!SourceReader.Types.Contains(kind, StringComparer.Ordinal))
        {
            return Invalid.Field("type", $"The type '{type}' is not known. Use one of {string.Join(", ", SourceReader.Types)}.");
        }

        var text = target.Trim();
        if (text.Length is 0 or > CatalogLocation.TargetMaxLength || text.Any(char.IsControl))
        {
            return Invalid.Field("target", $"Write a path or an address of at most {CatalogLocation.TargetMaxLength} characters.");
        }

        return kind switch
        {
            "file" or "directory" when !Path.IsPathRooted(text) => Invalid.Field("target", "Write an absolute path on the portal's machine."),
            "git" when GitTarget.Parse(text, out var problem) is null => Invalid.Field("target", problem!),
            "url" when !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") => Invalid.Field("target", "Write an http or https address."),
            "url" when !options.AllowsHost(new Uri(text)) => Invalid.Field("target", $"The host {new Uri(text).Authority} is not allowed. Add it to Catalog:AllowedHosts, or register the repository with the type git."),
            "github-org" when reader.Problem(kind, text) is { } why => Invalid.Field(reader.ReadsOrganizations ? "target" : "type", why),
            _ => null,
        };
    }
}
