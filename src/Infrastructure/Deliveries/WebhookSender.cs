using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Portal.Application.Deliveries;

namespace Portal.Infrastructure.Deliveries;

/// <summary>Posts a signed event. Redirects are not followed, and addresses of the machine itself and of its cloud's metadata are refused.</summary>
internal sealed class WebhookSender : IDeliverySender, IDisposable
{
    private const int MostAnswerBytes = 2000;

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly bool _loopback;
    private readonly TimeSpan _timeout;

    public WebhookSender(IOptions<DeliveryOptions> options, IHostEnvironment environment, TimeProvider clock)
    {
        _clock = clock;
        _loopback = options.Value.AllowLoopback || environment.IsDevelopment();
        _timeout = TimeSpan.FromSeconds(options.Value.TimeoutSeconds);
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = _timeout, ConnectCallback = ConnectAsync, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("portal-webhook/1.0");
    }

    public DeliveryChannel Channel => DeliveryChannel.Webhook;

    public async Task<SendOutcome> SendAsync(Delivery delivery, string? secret, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        try
        {
            var now = _clock.GetUtcNow();
            using HttpRequestMessage request = new(HttpMethod.Post, delivery.Target) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
            request.Headers.Add("webhook-id", delivery.EventId);
            request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret!, delivery.EventId, now, delivery.Body));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode)
            {
                return new(true, status, null);
            }

            var words = await StartOfAsync(response, limit.Token);
            var error = response.StatusCode switch
            {
                HttpStatusCode.Gone => "The receiver says that it is gone for good (410); the webhook is switched off.",
                >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => $"The receiver points elsewhere ({status} to {response.Headers.Location}). Redirects are not followed: correct the address.",
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"The receiver refuses it ({status}): {words} Does it check the signature with the present secret?",
                _ => $"The receiver answered {status}: {words}",
            };
            return new(false, status, error)
            {
                RetryAfter = response.Headers.RetryAfter is { } asked ? asked.Delta ?? asked.Date - now : null,
                EndsSubscription = response.StatusCode == HttpStatusCode.Gone,
            };
        }
        catch (Exception ex) when (!ct.IsCancellationRequested)
        {
            var why = ex is OperationCanceledException ? $"no answer within {_timeout.TotalSeconds:0} s" : (ex.InnerException ?? ex).Message;
            return new(false, null, $"The receiver cannot be reached: {why}. Check the address and the network between the portal and it.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> StartOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MostAnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, MostAnswerBytes, throwOnEndOfStream: false, ct);
        var text = Encoding.UTF8.GetString(buffer, 0, length).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "nothing more." : text.Length <= 300 ? text : text[..300] + "…";
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = addresses.Where(MayReach).ToArray();
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} is an address of the portal's own machine or of its cloud's metadata, where webhooks may not go (Deliveries:AllowLoopback)");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool MayReach(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var linkLocal = plain.IsIPv6LinkLocal || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is [169, 254, ..]);
        return !linkLocal && (_loopback || !(IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any)));
    }
}
