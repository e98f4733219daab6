using System.Net;

namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Every request of the catalog passes here: none without budget, none to another host than the API's (links and redirects are the server's words),
/// none longer than the limit, no answer larger than memory should hold, and the whole body or an error.
/// </summary>
internal sealed class CatalogGate(HttpMessageHandler inner, RateBudget budget, Uri api, TimeSpan timeout) : DelegatingHandler(inner)
{
    // GitHub cuts a tree at 7 MB and a blob at 100 MB; larger descriptors are refused by their size before they are asked for.
    private const long LargestAnswer = 64 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (budget.Wait is { } wait)
        {
            throw new CatalogWaitsException(wait.Until, wait.Words);
        }

        if (request.RequestUri?.Authority != api.Authority || request.RequestUri.Scheme != api.Scheme)
        {
            throw new HttpRequestException($"GitHub's answer leads to {request.RequestUri?.Host}, which is not the configured server");
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, patience.Token);
            budget.Note(response);
            await response.Content.LoadIntoBufferAsync(LargestAnswer, patience.Token);
            if (response.StatusCode == HttpStatusCode.Forbidden && response.Headers.RetryAfter is null
                && (await response.Content.ReadAsStringAsync(patience.Token)).Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase))
            {
                budget.SlowDown();
            }

            return response;
        }
        catch (OperationCanceledException ex) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new HttpRequestException($"no answer within {timeout.TotalSeconds:0} s", ex);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }
}

/// <summary>Reads the limits off the answers to the scaffolder; changes nothing.</summary>
internal sealed class BudgetWatch(HttpMessageHandler inner, RateBudget budget, TimeSpan requestTimeout) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A server that accepts and says nothing must not hold a run for as long as a client's patience is by default.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(requestTimeout);
        var response = await base.SendAsync(request, patience.Token);
        await response.Content.LoadIntoBufferAsync(patience.Token);
        budget.Note(response);
        return response;
    }
}
