using System.Net;
using System.Net.Sockets;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Reads single files over HTTP, from allow-listed hosts only.</summary>
internal interface IRemoteFiles
{
    bool Allows(Uri url);

    Task<FileBytes> ReadAsync(Uri url, CancellationToken ct);

    /// <summary>Whether an allowed host may be reached by other means than <see cref="ReadAsync"/>, such as git: its addresses are public, or private ones are allowed.</summary>
    Task<bool> MayReachAsync(Uri url, CancellationToken ct);
}

/// <summary>
/// Guards against being used to reach the inside of the network: the host must be listed in Catalog:AllowedHosts, redirects are not followed,
/// and a listed name that resolves to a private address is refused unless Catalog:AllowPrivateAddresses is set or the address itself is listed.
/// </summary>
internal sealed class RemoteFiles : IRemoteFiles, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly CatalogOptions _options;
    private readonly DescriptorLimits _limits;
    private readonly HttpClient _http;

    public RemoteFiles(CatalogOptions options, DescriptorLimits limits)
    {
        (_options, _limits) = (options, limits);
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), ConnectCallback = ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            Timeout = Timeout,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("portal-catalog/1.0");
    }

    public bool Allows(Uri url) => url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && _options.AllowsHost(url);

    public async Task<FileBytes> ReadAsync(Uri url, CancellationToken ct)
    {
        var name = TargetMask.Mask(url.ToString());
        if (!Allows(url))
        {
            return new(null, null, new(name, 0, 0, $"The host {url.Host} is not allowed.", $"Add \"{url.Authority}\" to Catalog:AllowedHosts, or register the repository as a location of type git."));
        }

        try
        {
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode)
            {
                var moved = response.Headers.Location is { } target ? $" It points to {TargetMask.Mask(target.ToString())}." : "";
                return new(null, null, new(name, 0, 0, $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.{moved}", "Correct the address; redirects are not followed."), Missing: response.StatusCode == HttpStatusCode.NotFound);
            }

            if (response.Content.Headers.ContentLength > _limits.MaxFileBytes)
            {
                return new(null, null, new YamlDescriptorReader(_limits).TooLarge(name, response.Content.Headers.ContentLength.Value).Errors[0]);
            }

            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            return await ReadCappedAsync(stream, ct) is { } content
                ? new(content, response.Headers.ETag?.ToString(), null)
                : new(null, null, new YamlDescriptorReader(_limits).TooLarge(name, _limits.MaxFileBytes + 1).Errors[0]);
        }
        catch (Exception ex) when (ex is HttpRequestException or IOException || (ex is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var why = ex is OperationCanceledException ? $"no answer within {Timeout.TotalSeconds:0} s" : (ex.InnerException ?? ex).Message;
            return new(null, null, new(name, 0, 0, $"The server cannot be reached: {why}.", "Check the address and the network between the portal and it."));
        }
    }

    public async Task<bool> MayReachAsync(Uri url, CancellationToken ct)
    {
        try
        {
            return Allows(url) && (await AddressesAsync(url.Host.Trim('[', ']'), ct)).Length > 0;
        }
        catch (SocketException)
        {
            return true; // the name is not known: whoever connects says so
        }
    }

    public void Dispose() => _http.Dispose();

    internal static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast
            || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return true;
        }

        return address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is var b
            && (b[0] is 0 or 10 or 127 or >= 224 || (b[0] == 172 && b[1] is >= 16 and <= 31) || (b[0] == 192 && b[1] == 168) || (b[0] == 169 && b[1] == 254) || (b[0] == 100 && b[1] is >= 64 and <= 127));
    }

    private async Task<byte[]?> ReadCappedAsync(Stream stream, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        var block = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(block, ct)) > 0)
        {
            if (buffer.Length + read > _limits.MaxFileBytes)
            {
                return null;
            }

            buffer.Write(block, 0, read);
        }

        return buffer.ToArray();
    }

    // A listed address is meant; a listed name is not meant to lead inside.
    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        return _options.AllowPrivateAddresses || IPAddress.TryParse(host, out _) || host == "localhost" ? addresses : Array.FindAll(addresses, a => !IsPrivate(a));
    }

    // Addresses are checked where the connection is made, so that a name cannot answer one address to the check and another to the client.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = await AddressesAsync(host, ct);
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{host} has only private addresses, which are refused unless Catalog:AllowPrivateAddresses is true");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
