using System.Net;
using Octokit;
using Portal.Application.Common;
using Portal.Application.Scaffolding;

namespace Portal.Infrastructure.GitHub;

/// <summary>What GitHub answered, in words, and whether to come back later.</summary>
internal static class GitHubFailures
{
    private const int PatientAttempts = 5;

    public static bool IsExpected(Exception exception) => exception is ApiException or HttpRequestException or TaskCanceledException;

    public static ActionOutcome Outcome(Exception exception, int attempt, DateTimeOffset now)
    {
        var failure = Failure(exception);
        return exception switch
        {
            RateLimitExceededException limit => new ActionOutcome(null, failure, limit.Reset > now ? limit.Reset.AddSeconds(1) : now.AddMinutes(1)),
            AbuseException abuse => new ActionOutcome(null, failure, now.AddSeconds(abuse.RetryAfterSeconds ?? 60)),
            SecondaryRateLimitExceededException => new ActionOutcome(null, failure, now.AddMinutes(1)),
            _ when IsPassing(exception) && attempt < PatientAttempts => new ActionOutcome(null, failure, now.AddSeconds(Math.Pow(2, attempt))),
            _ => failure,
        };
    }

    public static Failure Failure(Exception exception) => exception switch
    {
        RateLimitExceededException => new Unavailable("github.rate_limited", "GitHub's rate limit is used up."),
        AbuseException or SecondaryRateLimitExceededException => new Unavailable("github.rate_limited", "GitHub asks to slow down."),
        AuthorizationException => new Conflict("github.unauthorized", "GitHub does not accept the token. Renew it and set GitHub:Token."),
        ForbiddenException ex => new Conflict("github.forbidden", $"GitHub refuses: {ex.Message} The token needs to create repositories in the organisation and to administer them."),
        RepositoryExistsException ex => new Conflict("github.name_taken", $"{ex.Organization}/{ex.RepositoryName} exists already. Choose another name."),
        ApiValidationException ex => new Conflict("github.invalid", $"GitHub refuses the request: {Details(ex)}"),
        NotFoundException => new Conflict("github.not_found", "GitHub answers not found: the organisation does not exist, or the token may not see it."),
        ApiException ex => new Unavailable("github.failed", $"GitHub answered {(int)ex.StatusCode}: {ex.Message}"),
        TaskCanceledException => new Unavailable("github.unreachable", "GitHub does not answer in time."),
        _ => new Unavailable("github.unreachable", $"GitHub cannot be reached: {exception.Message}"),
    };

    private static bool IsPassing(Exception exception)
        => exception is HttpRequestException or TaskCanceledException || (exception is ApiException api && ((int)api.StatusCode >= 500 || api.StatusCode == HttpStatusCode.Conflict));

    private static string Details(ApiValidationException exception)
    {
        var errors = (exception.ApiError.Errors ?? []).Select(e => e.Message ?? $"{e.Field} {e.Code}").Where(m => m.Trim().Length > 0).ToList();
        return errors.Count == 0 ? exception.Message : $"{exception.Message}: {string.Join("; ", errors)}";
    }
}
