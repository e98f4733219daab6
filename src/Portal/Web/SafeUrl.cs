namespace Portal.Web;

/// <summary>Addresses from descriptors are input: only web, mail, telephone and own addresses become links.</summary>
public static class SafeUrl
{
    /// <returns>The address, or null when it must not become a link.</returns>
    public static string? Of(string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
        {
            return null;
        }

        if (url[0] == '/')
        {
            // Before Uri has a say: on Unix it takes "/x" for a file. "//host" and "/\host" lead away from here.
            return url.Length > 1 && url[1] is ('/' or '\\') ? null : url;
        }

        return Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is ("http" or "https" or "mailto" or "tel") ? url : null;
    }
}
