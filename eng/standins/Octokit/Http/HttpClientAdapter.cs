using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Octokit.Internal
{
    public interface IHttpClient : IDisposable
    {
        Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object> preprocessResponseBody = null);

        void SetRequestTimeout(TimeSpan timeout);
    }

    public class HttpClientAdapter : IHttpClient
    {
        private readonly HttpClient _http;

        public HttpClientAdapter(Func<HttpMessageHandler> getHandler)
        {
            Ensure.ArgumentNotNull(getHandler, nameof(getHandler));
            _http = new HttpClient(getHandler());
        }

        public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object> preprocessResponseBody = null)
        {
            Ensure.ArgumentNotNull(request, nameof(request));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(request.Timeout);
            using var response = await FollowAsync(request, patience.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(patience.Token).ConfigureAwait(false);
            var headers = response.Headers.ToDictionary(h => h.Key, h => h.Value.First(), StringComparer.OrdinalIgnoreCase);
            return new Response(response.StatusCode, body, headers, response.Content.Headers.ContentType?.MediaType);
        }

        // At most four times, as the real client; the authorization goes to the first host only.
        private async Task<HttpResponseMessage> FollowAsync(IRequest request, CancellationToken cancellationToken)
        {
            var address = new Uri(request.BaseAddress, request.Endpoint);
            var (method, withBody, withAuthorization) = (request.Method, true, true);
            for (var redirects = 0; ; redirects++)
            {
                using var message = new HttpRequestMessage(method, address);
                foreach (var header in request.Headers.Where(h => withAuthorization || h.Key != "Authorization"))
                {
                    message.Headers.TryAddWithoutValidation(header.Key, header.Value);
                }

                if (withBody && request.Body is string text)
                {
                    message.Content = new StringContent(text, Encoding.UTF8);
                    message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType ?? "application/x-www-form-urlencoded");
                }

                var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
                if (response.Headers.Location == null || (int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                {
                    return response;
                }

                if (redirects > 3)
                {
                    throw new InvalidOperationException("The redirect count for this request has been exceeded. Aborting.");
                }

                if ((int)response.StatusCode == 303)
                {
                    (method, withBody) = (HttpMethod.Get, false);
                }

                withAuthorization = withAuthorization && response.Headers.Location.IsAbsoluteUri && string.Equals(response.Headers.Location.Host, address.Host, StringComparison.OrdinalIgnoreCase);
                address = response.Headers.Location;
                response.Dispose();
            }
        }

        public void SetRequestTimeout(TimeSpan timeout) => _http.Timeout = timeout;

        public void Dispose()
        {
            _http.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    public static class HttpMessageHandlerFactory
    {
        public static HttpMessageHandler CreateDefault() => new HttpClientHandler();
    }
}
