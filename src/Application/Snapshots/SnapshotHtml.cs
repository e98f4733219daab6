using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Portal.Application.Snapshots;

/// <summary>Writes HTML of plain parts: every text is encoded, every address is checked.</summary>
internal sealed class SnapshotHtml
{
    private readonly StringBuilder _html = new();

    public SnapshotHtml Raw(string html)
    {
        _html.Append(html);
        return this;
    }

    public SnapshotHtml Text(string? text)
    {
        _html.Append(HtmlEncoder.Default.Encode(text ?? ""));
        return this;
    }

    public SnapshotHtml Moment(DateTimeOffset? at)
    {
        if (at is { } moment)
        {
            var utc = moment.UtcDateTime;
            _html.Append(CultureInfo.InvariantCulture, $"<time datetime=\"{utc:yyyy-MM-ddTHH:mm:ssZ}\">{utc:yyyy-MM-dd HH:mm} UTC</time>");
        }
        else
        {
            _html.Append("unknown");
        }

        return this;
    }

    /// <summary>A link, or the text alone where the address is none that may be followed.</summary>
    public SnapshotHtml Link(string label, string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" or "tel"
            ? Raw("<a href=\"").Text(url).Raw("\">").Text(label).Raw("</a>") : Text(label);

    public override string ToString() => _html.ToString();
}
