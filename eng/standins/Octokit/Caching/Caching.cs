using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Octokit.Internal;

namespace Octokit.Caching
{
    /// <summary>Where answers with an ETag are kept, so that the next request can be conditional.</summary>
    public interface IResponseCache
    {
        Task<CachedResponse.V1> GetAsync(IRequest request);

        Task SetAsync(IRequest request, CachedResponse.V1 cachedResponse);
    }

    public static class CachedResponse
    {
        public sealed class V1 : IResponse
        {
            public V1(object body, IReadOnlyDictionary<string, string> headers, ApiInfo apiInfo, HttpStatusCode statusCode, string contentType)
            {
                Ensure.ArgumentNotNull(headers, nameof(headers));
                (Body, Headers, ApiInfo, StatusCode, ContentType) = (body, headers, apiInfo, statusCode, contentType);
            }

            public object Body { get; }

            public IReadOnlyDictionary<string, string> Headers { get; }

            public ApiInfo ApiInfo { get; }

            public HttpStatusCode StatusCode { get; }

            public string ContentType { get; }

            public static V1 Create(IResponse response)
            {
                Ensure.ArgumentNotNull(response, nameof(response));
                return new V1(response.Body, response.Headers, response.ApiInfo, response.StatusCode, response.ContentType);
            }

            internal Response ToResponse() => new Response(StatusCode, Body, Headers.ToDictionary(p => p.Key, p => p.Value), ContentType);
        }
    }

    /// <summary>Asks with If-None-Match what it has an answer for, and gives that answer when the server says 304. A cache that fails is none.</summary>
    public sealed class CachingHttpClient : IHttpClient
    {
        private readonly IHttpClient _inner;
        private readonly IResponseCache _cache;

        public CachingHttpClient(IHttpClient httpClient, IResponseCache responseCache)
        {
            Ensure.ArgumentNotNull(httpClient, nameof(httpClient));
            Ensure.ArgumentNotNull(responseCache, nameof(responseCache));
            _inner = httpClient is CachingHttpClient caching ? caching._inner : httpClient;
            _cache = responseCache;
        }

        public async Task<IResponse> Send(IRequest request, CancellationToken cancellationToken, Func<object, object> preprocessResponseBody = null)
        {
            Ensure.ArgumentNotNull(request, nameof(request));
            if (request.Method != HttpMethod.Get)
            {
                return await _inner.Send(request, cancellationToken, preprocessResponseBody).ConfigureAwait(false);
            }

            var known = await KnownAsync(request).ConfigureAwait(false);
            if (!string.IsNullOrEmpty(known?.ApiInfo.Etag))
            {
                request.Headers["If-None-Match"] = known.ApiInfo.Etag;
            }
            else
            {
                known = null;
            }

            var response = await _inner.Send(request, cancellationToken).ConfigureAwait(false);
            if (known != null && response.StatusCode == HttpStatusCode.NotModified)
            {
                return known;
            }

            _ = KeepAsync(request, response);
            return response;
        }

        public void SetRequestTimeout(TimeSpan timeout) => _inner.SetRequestTimeout(timeout);

        public void Dispose() => _inner.Dispose();

        private async Task<IResponse> KnownAsync(IRequest request)
        {
            try
            {
                return (await _cache.GetAsync(request).ConfigureAwait(false))?.ToResponse();
            }
            catch (Exception)
            {
                return null;
            }
        }

        private async Task KeepAsync(IRequest request, IResponse response)
        {
            try
            {
                if ((int)response.StatusCode is >= 200 and < 300)
                {
                    await _cache.SetAsync(request, CachedResponse.V1.Create(response)).ConfigureAwait(false);
                }
            }
            catch (Exception)
            {
                // The answer stands without being kept.
            }
        }
    }
}
