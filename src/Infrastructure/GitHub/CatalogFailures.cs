using System.Net;
using System.Runtime.Serialization;
using System.Text.Json;
using Octokit;

namespace Portal.Infrastructure.GitHub;

/// <summary>Why the catalog could not read from GitHub: what, where and how to fix it.</summary>
internal static class CatalogFailures
{
    /// <summary>Anything a server may do to us: refuse, hang up, be slow, send half an answer or something else than JSON.</summary>
    public static bool IsExpected(Exception exception)
        => exception is ApiException or HttpRequestException or IOException or OperationCanceledException or JsonException or SerializationException or FormatException or InvalidCastException or InvalidOperationException;

    /// <param name="what">owner/name of a repository, or an organisation.</param>
    public static (string Message, string Fix) InWords(Exception exception, string what) => exception switch
    {
        CatalogWaitsException ex => (ex.Message, "Nothing: what is known stays, and reading goes on by itself. GitHub:CatalogReserve sets how many requests are kept."),
        RateLimitExceededException or AbuseException or SecondaryRateLimitExceededException => ("GitHub's rate limit is used up; what is known stays.", "Nothing: reading goes on by itself when GitHub allows."),
        AuthorizationException => ("GitHub does not accept the portal's token.", "Renew it and set GitHub:Token, or check GitHub:App and its private key."),
        LegalRestrictionException => ($"GitHub has blocked {what} for legal reasons.", "Ask its owner, or filter it out with ?name=."),
        ForbiddenException ex => ($"GitHub refuses to show {what}: {ex.Message}", "Give the token or the app read access to contents and metadata of this repository, or filter it out with ?name=."),
        NotFoundException => ($"GitHub answers that {what} does not exist.", "It was deleted or renamed, or the token may not see it: check the name and the token's access."),
        ApiException { StatusCode: HttpStatusCode.Conflict } => ($"{what} has no commit yet.", "Push something to it."),
        ApiException ex => ($"GitHub answered {(int)ex.StatusCode} for {what}: {ex.Message}", "Nothing if it passes: it is asked again. Otherwise look at the server's status page."),
        JsonException or SerializationException or FormatException or InvalidCastException => ($"GitHub's answer for {what} cannot be understood: it is cut short or no JSON.", "Check GitHub:BaseUrl and what stands between the portal and GitHub; it is asked again."),
        OperationCanceledException => ($"GitHub does not answer in time for {what}.", "Check the network between the portal and GitHub; it is asked again."),
        _ => ($"GitHub cannot be read for {what}: {exception.Message}.", "Check GitHub:BaseUrl and the network between the portal and GitHub; it is asked again."),
    };
}
