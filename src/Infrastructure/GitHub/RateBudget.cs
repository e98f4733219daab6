using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// What is left of the hour's requests, as GitHub's answers to any of our clients say, and whether the catalog may spend some of it.
/// It stops above zero, so that creating services goes on. Source: GitHub's "Rate limits for the REST API" and "Best practices".
/// </summary>
internal sealed class RateBudget(IOptionsMonitor<GitHubOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private (int Limit, int Remaining, DateTimeOffset Reset)? _window;
    private DateTimeOffset _pausedUntil;
    private TimeSpan _nextPause = FirstPause;

    /// <summary>Requests that are left for the catalog and all else together; null before the first answer, and where the server has no limit.</summary>
    public (int Limit, int Remaining, DateTimeOffset Reset)? Window
    {
        get
        {
            lock (_gate)
            {
                return _window is { } window && clock.GetUtcNow() < window.Reset ? window : null;
            }
        }
    }

    /// <summary>Until when the catalog asks nothing, and why; null when it may ask.</summary>
    public (DateTimeOffset Until, string Words)? Wait
    {
        get
        {
            var now = clock.GetUtcNow();
            lock (_gate)
            {
                if (_pausedUntil > now)
                {
                    return (_pausedUntil, $"GitHub asked to slow down: the catalog waits until {Clock(_pausedUntil)} UTC and then goes on by itself.");
                }

                if (_window is { } window && now < window.Reset && window.Remaining <= ReserveOf(window.Limit))
                {
                    return (window.Reset, string.Create(CultureInfo.InvariantCulture, $"The catalog waits until {Clock(window.Reset)} UTC: {window.Remaining:N0} of {window.Limit:N0} requests are left this hour, {ReserveOf(window.Limit):N0} are kept for creating services."));
                }
            }

            return null;
        }
    }

    /// <summary>What is left, in words; null when it is not known.</summary>
    public string? Words => Window is { } window
        ? string.Create(CultureInfo.InvariantCulture, $"{window.Remaining:N0} of {window.Limit:N0} requests to GitHub are left until {Clock(window.Reset)} UTC; {ReserveOf(window.Limit):N0} of them are kept for creating services.")
        : null;

    /// <summary>Takes what an answer's headers say.</summary>
    public void Note(HttpResponseMessage response)
    {
        // Search and GraphQL have limits of their own.
        if (Header(response, "x-ratelimit-resource") is null or "core"
            && Number(response, "x-ratelimit-limit") is > 0 and var limit && Number(response, "x-ratelimit-remaining") is { } remaining && Number(response, "x-ratelimit-reset") is { } reset)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(reset);
            lock (_gate)
            {
                // Answers overtake each other: within one hour the smallest number is the newest.
                if (_window is not { } known || at > known.Reset || (at == known.Reset && remaining < known.Remaining))
                {
                    _window = ((int)limit, (int)remaining, at);
                }
            }
        }

        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Forbidden)
        {
            NoteRefusal(response);
        }
        else if (response.IsSuccessStatusCode)
        {
            lock (_gate)
            {
                _nextPause = FirstPause;
            }
        }
    }

    /// <summary>The secondary limit's answer without a time: a minute, then longer each time.</summary>
    public void SlowDown()
    {
        lock (_gate)
        {
            _pausedUntil = clock.GetUtcNow() + _nextPause;
            _nextPause = _nextPause * 2 < LongestPause ? _nextPause * 2 : LongestPause;
        }
    }

    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static long? Number(HttpResponseMessage response, string name)
        => long.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue ? number : null;

    private int ReserveOf(int limit) => Math.Min(options.CurrentValue.CatalogReserve, limit / 2);

    private void NoteRefusal(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date is { } date ? date - clock.GetUtcNow() : null) : null;
        if (wait is { } asked && asked > TimeSpan.Zero)
        {
            lock (_gate)
            {
                var until = clock.GetUtcNow() + (asked < TimeSpan.FromHours(2) ? asked : TimeSpan.FromHours(2));
                _pausedUntil = until > _pausedUntil ? until : _pausedUntil;
            }
        }
        else if (response.StatusCode == HttpStatusCode.TooManyRequests && Number(response, "x-ratelimit-remaining") is not 0)
        {
            SlowDown();
        }
    }
}

/// <summary>The catalog does not ask now, so that requests are left for others.</summary>
internal sealed class CatalogWaitsException(DateTimeOffset until, string words) : HttpRequestException(words)
{
    public DateTimeOffset Until => until;
}
