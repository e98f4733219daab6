using System.Globalization;
using System.Text;

namespace Portal.Application.Deliveries;

/// <summary>An event as plain text: it is read on a phone at night.</summary>
internal static class MailText
{
    public static string Of(OutgoingEvent occurrence, DateTimeOffset at)
    {
        var text = new StringBuilder().AppendLine(occurrence.Summary).AppendLine();
        foreach (var (name, value) in occurrence.Data)
        {
            if (value is System.Text.Json.Nodes.JsonValue plain)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {plain}").AppendLine();
            }
        }

        if (occurrence.Subject is { } subject)
        {
            text.Append(CultureInfo.InvariantCulture, $"about: {subject}").AppendLine();
        }

        text.Append(CultureInfo.InvariantCulture, $"at: {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC").AppendLine();
        if (occurrence.Path is { } path)
        {
            text.AppendLine().Append("{portal}").AppendLine(path);
        }

        return text.ToString();
    }
}
