namespace Portal.Application.Deployments.Logs;

/// <summary>Masks a log line after line: a private key spans lines, and what lies between its marks is all of it secret. One reader.</summary>
public sealed class MaskedLines
{
    private bool _inKey;

    public string Next(string line)
    {
        var begins = line.Contains("-----BEGIN", StringComparison.Ordinal) && line.Contains("PRIVATE KEY", StringComparison.Ordinal);
        var masked = _inKey && !begins ? LogMask.Masked : LogMask.Mask(line) ?? "";
        _inKey = (_inKey || begins) && !line.Contains("-----END", StringComparison.Ordinal);
        return masked;
    }
}
