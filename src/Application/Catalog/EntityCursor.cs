using System.Text;

namespace Portal.Application.Catalog;

/// <summary>The last entity of a page: key and ref, so that the next page begins behind it whatever has changed since.</summary>
internal static class EntityCursor
{
    public static string Write(string key, EntityRef last) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}\n{last}")).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static (string Key, EntityRef Ref)? Read(string cursor)
    {
        var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var split = text.LastIndexOf('\n');
        return split >= 0 && EntityRef.TryParse(text[(split + 1)..], out var reference) ? (text[..split], reference) : null;
    }
}
