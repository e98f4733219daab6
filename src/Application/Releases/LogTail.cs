using System.Text;
using Portal.Application.Deployments.Logs;

namespace Portal.Application.Releases;

/// <summary>The end of a container's log as a row keeps it.</summary>
internal static class LogTail
{
    /// <summary>The newest lines, masked, within the limits of a row.</summary>
    public static string Of(IReadOnlyList<string> lines)
    {
        MaskedLines masked = new();
        List<string> kept = [];
        var bytes = 0;
        foreach (var line in lines.TakeLast(ContainerEnd.LogMaxLines).Select(masked.Next).ToList().AsEnumerable().Reverse())
        {
            var size = Encoding.UTF8.GetByteCount(line) + 1;
            if (bytes + size > ContainerEnd.LogMaxBytes)
            {
                break;
            }

            bytes += size;
            kept.Add(line);
        }

        kept.Reverse();
        return string.Join('\n', kept);
    }
}
