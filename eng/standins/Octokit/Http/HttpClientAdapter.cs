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
            using var message = new HttpRequestMessage(request.Method, new Uri(request.BaseAddress, request.Endpoint));
            foreach (var header in request.Headers)
            {
                message.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            if (request.Body is string text)
            {
                message.Content = new StringContent(text, Encoding.UTF8);
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType ?? "application/x-www-form-urlencoded");
            }

            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, patience.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsStringAsync(patience.Token).ConfigureAwait(false);
            var headers = response.Headers.ToDictionary(h => h.Key, h => h.Value.First(), StringComparer.OrdinalIgnoreCase);
            return new Response(response.StatusCode, body, headers, response.Content.Headers.ContentType?.MediaType);
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
