using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Octokit
{
    public class RateLimit
    {
        public RateLimit()
        {
        }

        public RateLimit(IDictionary<string, string> responseHeaders)
        {
            Ensure.ArgumentNotNull(responseHeaders, nameof(responseHeaders));
            (Limit, Remaining, ResetAsUtcEpochSeconds) = ((int)Number(responseHeaders, "X-RateLimit-Limit"), (int)Number(responseHeaders, "X-RateLimit-Remaining"), Number(responseHeaders, "X-RateLimit-Reset"));
        }

        public RateLimit(int limit, int remaining, long resetAsUtcEpochSeconds) => (Limit, Remaining, ResetAsUtcEpochSeconds) = (limit, remaining, resetAsUtcEpochSeconds);

        public int Limit { get; private set; }

        public int Remaining { get; private set; }

        public DateTimeOffset Reset => DateTimeOffset.FromUnixTimeSeconds(ResetAsUtcEpochSeconds);

        public long ResetAsUtcEpochSeconds { get; private set; }

        public RateLimit Clone() => new RateLimit(Limit, Remaining, ResetAsUtcEpochSeconds);

        private static long Number(IDictionary<string, string> headers, string name)
            => long.TryParse(headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    public class ApiInfo
    {
        public ApiInfo(IDictionary<string, Uri> links, IList<string> oauthScopes, IList<string> acceptedOauthScopes, string etag, RateLimit rateLimit, TimeSpan serverTimeDifference = default)
        {
            Ensure.ArgumentNotNull(links, nameof(links));
            Ensure.ArgumentNotNull(oauthScopes, nameof(oauthScopes));
            Ensure.ArgumentNotNull(acceptedOauthScopes, nameof(acceptedOauthScopes));
            Links = new ReadOnlyDictionary<string, Uri>(links);
            OauthScopes = new ReadOnlyCollection<string>(oauthScopes);
            AcceptedOauthScopes = new ReadOnlyCollection<string>(acceptedOauthScopes);
            (Etag, RateLimit, ServerTimeDifference) = (etag, rateLimit, serverTimeDifference);
        }

        public IReadOnlyList<string> OauthScopes { get; }

        public IReadOnlyList<string> AcceptedOauthScopes { get; }

        public string Etag { get; }

        public IReadOnlyDictionary<string, Uri> Links { get; }

        public RateLimit RateLimit { get; }

        public TimeSpan ServerTimeDifference { get; }

        public ApiInfo Clone()
            => new ApiInfo(Links.ToDictionary(l => l.Key, l => l.Value), OauthScopes.ToList(), AcceptedOauthScopes.ToList(), Etag, RateLimit?.Clone(), ServerTimeDifference);
    }

    public interface IApiInfoProvider
    {
        /// <summary>Of the last answer; null before the first.</summary>
        ApiInfo GetLastApiInfo();
    }
}

namespace Octokit.Internal
{
    internal static class ApiInfoParser
    {
        private static readonly Regex Rel = new Regex("rel=\"(next|prev|first|last)\"", RegexOptions.IgnoreCase);
        private static readonly Regex Address = new Regex("<(.+)>", RegexOptions.IgnoreCase);

        public static ApiInfo ParseResponseHeaders(IDictionary<string, string> headers)
        {
            var links = new Dictionary<string, Uri>();
            foreach (var link in (Header(headers, "Link") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var (rel, address) = (Rel.Match(link), Address.Match(link));
                if (!rel.Success || !address.Success)
                {
                    break;
                }

                links.Add(rel.Groups[1].Value, new Uri(address.Groups[1].Value));
            }

            return new ApiInfo(links, Scopes(headers, "X-OAuth-Scopes"), Scopes(headers, "X-Accepted-OAuth-Scopes"), Header(headers, "ETag"), new RateLimit(headers));
        }

        private static List<string> Scopes(IDictionary<string, string> headers, string name)
            => (Header(headers, name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Trim()).ToList();

        private static string Header(IDictionary<string, string> headers, string name)
            => headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
