using System.Globalization;

namespace Portal.Application.Deliveries;

/// <summary>
/// What a mail about an alert says when it comes late. It is sent all the same, and not dropped in favour of the mail about the end: that one may never arrive, and whoever reads it asks what
/// it was. But its subject no longer begins as an alarm does, so that neither a person nor a rule of a mailbox wakes anybody for what is over.
/// </summary>
internal static class LateMail
{
    /// <summary>A mail that waited for less says nothing of it.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    private const string Over = "Over already: ";
    private const string Note = "This mail comes late: ";

    /// <returns>Subject and text as they are to be sent now; may be called again with what it returned.</returns>
    public static (string Summary, string Body) Of(Delivery mail, DeliveryStanding standing, DateTimeOffset now)
    {
        var summary = mail.Summary.StartsWith(Over, StringComparison.Ordinal) ? mail.Summary[Over.Length..] : mail.Summary;
        var body = mail.Body.StartsWith(Note, StringComparison.Ordinal) && mail.Body.IndexOf("\n\n", StringComparison.Ordinal) is > 0 and var end ? mail.Body[(end + 2)..] : mail.Body;
        if (standing.EndedAt is { } ended)
        {
            return (Delivery.Cut(Over + summary, Delivery.SummaryMaxLength), $"{Note}the alert fired at {At(standing.StartedAt)} and was resolved at {At(ended)}, before this could be sent at {At(now)}. Nothing has to be done for it now.\n\n{body}");
        }

        return now - mail.CreatedAt < Late ? (summary, body)
            : (summary, $"{Note}it was written at {At(mail.CreatedAt)} and could not be sent before {At(now)}. The alert still fires.\n\n{body}");
    }

    private static string At(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
