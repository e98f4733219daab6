namespace Portal.Web;

/// <summary>Addresses from descriptors are input: only web and mail addresses become links.</summary>
public static class SafeUrl
{
    /// <returns>The address, or null when it must not become a link.</returns>
    public static string? Of(string? url)
        => Uri.TryCreate(url, UriKind.Absolute, out var absolute)
            ? absolute.Scheme is "http" or "https" or "mailto" ? url : null
            : url is { Length: > 1 } && url[0] == '/' && url[1] is not '/' and not '\\' ? url : null;
}
