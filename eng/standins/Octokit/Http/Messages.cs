using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;

namespace Octokit
{
    public interface IResponse
    {
        object Body { get; }

        IReadOnlyDictionary<string, string> Headers { get; }

        ApiInfo ApiInfo { get; }

        HttpStatusCode StatusCode { get; }

        string ContentType { get; }
    }

    public interface IApiResponse<out T>
    {
        T Body { get; }

        IResponse HttpResponse { get; }
    }
}

namespace Octokit.Internal
{
    internal class Response : IResponse
    {
        public Response(HttpStatusCode statusCode, object body, IDictionary<string, string> headers, string contentType)
        {
            Ensure.ArgumentNotNull(headers, nameof(headers));
            StatusCode = statusCode;
            Body = body;
            Headers = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
            ApiInfo = ApiInfoParser.ParseResponseHeaders(headers);
            ContentType = contentType;
        }

        internal Response()
            : this(0, null, new Dictionary<string, string>(), null)
        {
        }

        public object Body { get; }

        public IReadOnlyDictionary<string, string> Headers { get; }

        public ApiInfo ApiInfo { get; }

        public HttpStatusCode StatusCode { get; }

        public string ContentType { get; }
    }

    public class ApiResponse<T> : IApiResponse<T>
    {
        public ApiResponse(IResponse response, T bodyAsObject)
        {
            Ensure.ArgumentNotNull(response, nameof(response));
            (HttpResponse, Body) = (response, bodyAsObject);
        }

        public T Body { get; }

        public IResponse HttpResponse { get; }
    }

    public interface IRequest
    {
        object Body { get; set; }

        Dictionary<string, string> Headers { get; }

        HttpMethod Method { get; }

        Dictionary<string, string> Parameters { get; }

        Uri BaseAddress { get; }

        Uri Endpoint { get; }

        TimeSpan Timeout { get; }

        string ContentType { get; }
    }

    public class Request : IRequest
    {
        public object Body { get; set; }

        public Dictionary<string, string> Headers { get; } = new Dictionary<string, string>();

        public HttpMethod Method { get; set; }

        public Dictionary<string, string> Parameters { get; } = new Dictionary<string, string>();

        public Uri BaseAddress { get; set; }

        public Uri Endpoint { get; set; }

        public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

        public string ContentType { get; set; }
    }
}
