using System.Globalization;
using System.Text;

namespace Portal.Application.Packages;

/// <summary>What answers are sorted by.</summary>
internal sealed record AnswerKey(bool IsIdle, bool IsUnsure, string Entity, string Package, string Version, long VersionId);

/// <summary>The last answer of a page, so that the next page begins behind it whatever has come or gone since.</summary>
internal static class UserCursor
{
    private const char Separator = '\n';

    public static int Compare(AnswerKey left, AnswerKey right)
    {
        var order = left.IsIdle.CompareTo(right.IsIdle);
        order = order != 0 ? order : left.IsUnsure.CompareTo(right.IsUnsure);
        order = order != 0 ? order : string.CompareOrdinal(left.Entity, right.Entity);
        order = order != 0 ? order : string.CompareOrdinal(left.Package, right.Package);
        order = order != 0 ? order : string.CompareOrdinal(left.Version, right.Version);
        return order != 0 ? order : left.VersionId.CompareTo(right.VersionId);
    }

    /// <summary>Index of the first answer behind the key.</summary>
    public static int After(List<Answer> sorted, AnswerKey key)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Compare(sorted[middle].Key, key) <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    public static string Write(Answer last)
    {
        var key = last.Key;
        string[] parts = [key.IsIdle ? "1" : "0", key.IsUnsure ? "1" : "0", key.VersionId.ToString(CultureInfo.InvariantCulture), key.Entity, key.Package, key.Version];
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join(Separator, parts))).Replace('+', '-').Replace('/', '_').TrimEnd('=');
    }

    public static AnswerKey? Read(string cursor)
    {
        var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
        {
            return null;
        }

        return Encoding.UTF8.GetString(bytes, 0, length).Split(Separator) is [("0" or "1") and var idle, ("0" or "1") and var unsure, var id, var entity, var package, var version]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var versionId)
            ? new(idle == "1", unsure == "1", entity, package, version, versionId) : null;
    }
}
