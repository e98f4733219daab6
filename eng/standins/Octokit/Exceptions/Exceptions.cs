using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Octokit.Internal;

namespace Octokit
{
    public class ApiErrorDetail
    {
        public string Message { get; private set; }

        public string Code { get; private set; }

        public string Field { get; private set; }

        public string Resource { get; private set; }
    }

    public class ApiError
    {
        public ApiError()
        {
        }

        public ApiError(string message) => Message = message;

        public string Message { get; private set; }

        public string DocumentationUrl { get; private set; }

        public IReadOnlyList<ApiErrorDetail> Errors { get; private set; }
    }

    public class ApiException : Exception
    {
        public ApiException()
            : this(new Response())
        {
        }

        public ApiException(string message, HttpStatusCode httpStatusCode)
        {
            ApiError = new ApiError(message);
            StatusCode = httpStatusCode;
        }

        public ApiException(IResponse response)
            : this(response, null)
        {
        }

        public ApiException(IResponse response, Exception innerException)
            : base(null, innerException)
        {
            Ensure.ArgumentNotNull(response, nameof(response));
            StatusCode = response.StatusCode;
            ApiError = Parse(response);
            HttpResponse = response;
        }

        protected ApiException(ApiException innerException)
            : base(null, innerException)
        {
            Ensure.ArgumentNotNull(innerException, nameof(innerException));
            (StatusCode, ApiError, HttpResponse) = (innerException.StatusCode, innerException.ApiError, innerException.HttpResponse);
        }

        public IResponse HttpResponse { get; }

        public HttpStatusCode StatusCode { get; }

        public ApiError ApiError { get; }

        public override string Message => ApiError?.Message is { Length: > 0 } message ? message : "An error occurred with this API request";

        private static ApiError Parse(IResponse response)
        {
            var text = response.Body as string;
            try
            {
                return string.IsNullOrEmpty(text) ? new ApiError() : new SimpleJsonSerializer().Deserialize<ApiError>(text) ?? new ApiError(text);
            }
            catch (Exception ex) when (ex is JsonException or InvalidOperationException or MissingMethodException)
            {
                return new ApiError(text);
            }
        }
    }

    public class NotFoundException(IResponse response) : ApiException(response);

    public class AuthorizationException(IResponse response) : ApiException(response);

    public class ApiValidationException(IResponse response) : ApiException(response);

    public class LegalRestrictionException(IResponse response) : ApiException(response);

    public class ForbiddenException(IResponse response) : ApiException(response);

    public class SecondaryRateLimitExceededException(IResponse response) : ForbiddenException(response);

    public class AbuseException(IResponse response) : ForbiddenException(response)
    {
        public int? RetryAfterSeconds { get; } = response.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, out var seconds) && seconds >= 0 ? seconds : null;
    }

    public class RateLimitExceededException(IResponse response) : ForbiddenException(response)
    {
        public int Limit => Number("X-RateLimit-Limit");

        public int Remaining => Number("X-RateLimit-Remaining");

        public DateTimeOffset Reset => DateTimeOffset.FromUnixTimeSeconds(Number("X-RateLimit-Reset"));

        private int Number(string header) => HttpResponse.Headers.TryGetValue(header, out var text) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    public class RepositoryExistsException : ApiValidationException
    {
        public RepositoryExistsException(string organization, string name, Uri baseAddress, ApiValidationException innerException)
            : base(innerException.HttpResponse)
        {
            (Organization, RepositoryName, OwnerIsOrganization) = (organization, name, true);
        }

        public string RepositoryName { get; }

        public string Organization { get; }

        public bool OwnerIsOrganization { get; }

        public override string Message => string.Format(CultureInfo.InvariantCulture, "There is already a repository named '{0}' in the organization '{1}'.", RepositoryName, Organization);
    }
}
