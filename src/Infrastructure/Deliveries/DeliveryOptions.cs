using System.ComponentModel.DataAnnotations;

namespace Portal.Infrastructure.Deliveries;

/// <summary>How messages leave (section Deliveries).</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Deliveries";

    /// <summary>The portal's own address as people reach it, for links in mails: https://portal.example.com. Empty: paths only.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Whether webhooks may go to the portal's own machine; meant for development.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Seconds to wait for a receiver.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;
}

/// <summary>How mail is sent (section Mail).</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The SMTP server; empty: no mail is sent.</summary>
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>StartTls (required), Tls (from the first byte), or None (inside a closed network only).</summary>
    [RegularExpression("(?i)^(StartTls|Tls|None)$", ErrorMessage = "Mail:Security is one of StartTls, Tls, None.")]
    public string Security { get; set; } = "StartTls";

    public string User { get; set; } = "";

    /// <summary>Never logged.</summary>
    public string Password { get; set; } = "";

    /// <summary>The sender, for instance Portal &lt;portal@example.com&gt;.</summary>
    public string From { get; set; } = "";
}
