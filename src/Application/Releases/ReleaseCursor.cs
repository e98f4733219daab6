using System.Globalization;

namespace Portal.Application.Releases;

/// <summary>The last row of a page: its moment and id, so that the next page begins behind it whatever has been written since.</summary>
internal static class ReleaseCursor
{
    public const string Wrong = "The cursor is the nextCursor of an earlier answer, unchanged.";

    public static string Write(DateTimeOffset at, long id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks:x}-{id:x}");

    public static (DateTimeOffset At, long Id)? Read(string? cursor)
        => cursor?.Split('-') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var at) && at >= 0 && at <= DateTimeOffset.MaxValue.UtcTicks
            && long.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var row) ? (new(at, TimeSpan.Zero), row) : null;
}
