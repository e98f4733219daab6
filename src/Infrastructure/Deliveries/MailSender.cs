using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Portal.Application.Deliveries;

namespace Portal.Infrastructure.Deliveries;

/// <summary>Sends mail by SMTP.</summary>
internal sealed class MailSender(IOptions<MailOptions> options, IOptions<DeliveryOptions> deliveries) : IDeliverySender, IMailAddresses
{
    private const int FirstPermanent = 500;

    public DeliveryChannel Channel => DeliveryChannel.Mail;

    public bool IsConfigured => options.Value.Host.Length > 0;

    public async Task<SendOutcome> SendAsync(Delivery delivery, string? secret, CancellationToken ct)
    {
        var settings = options.Value;
        if (!IsConfigured)
        {
            return new(false, null, "No mail server is configured. Set Mail:Host and Mail:From.") { IsFinal = true };
        }

        if (!MailboxAddress.TryParse(settings.From, out var from) || !MailboxAddress.TryParse(delivery.Target, out var to))
        {
            return new(false, null, $"'{(MailboxAddress.TryParse(settings.From, out _) ? delivery.Target : settings.From)}' is no mail address. Correct Mail:From, or the e-mail of the person in the catalog.") { IsFinal = true };
        }

        using var message = new MimeMessage();
        message.From.Add(from);
        message.To.Add(to);
        message.Subject = delivery.Summary.ReplaceLineEndings(" ");
        message.MessageId = $"{delivery.EventId}.{delivery.Id}@{from.Domain}";
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: out-of-office answers stay out
        message.Body = new TextPart("plain") { Text = delivery.Body.Replace("{portal}", deliveries.Value.PublicUrl.TrimEnd('/'), StringComparison.Ordinal) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(deliveries.Value.TimeoutSeconds));
        try
        {
            using var smtp = new SmtpClient();
            var security = settings.Security.ToUpperInvariant() switch { "NONE" => SecureSocketOptions.None, "TLS" => SecureSocketOptions.SslOnConnect, _ => SecureSocketOptions.StartTls };
            await smtp.ConnectAsync(settings.Host, settings.Port, security, limit.Token);
            if (settings.User.Length > 0)
            {
                await smtp.AuthenticateAsync(settings.User, settings.Password, limit.Token);
            }

            await smtp.SendAsync(message, limit.Token);
            await smtp.DisconnectAsync(quit: true, limit.Token);
            return new(true, 250, null);
        }
        catch (SmtpCommandException ex)
        {
            return new(false, (int)ex.StatusCode, $"The mail server refuses it: {(int)ex.StatusCode} {ex.Message}") { IsFinal = (int)ex.StatusCode >= FirstPermanent };
        }
        catch (AuthenticationException ex)
        {
            return new(false, null, $"The mail server refuses Mail:User and Mail:Password: {ex.Message}");
        }
        catch (Exception ex) when (ex is IOException or System.Net.Sockets.SocketException or ProtocolException or ServiceNotConnectedException or NotSupportedException or SslHandshakeException || (ex is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var why = ex is OperationCanceledException ? $"no answer within {deliveries.Value.TimeoutSeconds} s" : ex.Message;
            return new(false, null, $"The mail server {settings.Host}:{settings.Port} cannot be used: {why}. Check Mail:Host, Mail:Port and Mail:Security.");
        }
    }
}
