using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Portal.Application.Common;

/// <summary>Logs name, duration and failure code of every request; never its content, which may hold secrets.</summary>
internal sealed partial class LoggingBehavior<TRequest, TResponse>(ILogger<TRequest> logger, TimeProvider clock) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFallible<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var started = clock.GetTimestamp();
        using var activity = RequestActivity.Source.StartActivity(typeof(TRequest).Name);
        try
        {
            var response = await next();
            var elapsed = clock.GetElapsedTime(started).TotalMilliseconds;
            if (response.Failure is { } failure)
            {
                activity?.SetTag("portal.failure", failure.Code);
                Log.Refused(logger, typeof(TRequest).Name, failure.Code, elapsed);
            }
            else
            {
                Log.Handled(logger, typeof(TRequest).Name, elapsed);
            }

            return response;
        }
        catch (Exception ex) when (ex is not OperationCanceledException)
        {
            Log.Failed(logger, ex, typeof(TRequest).Name);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Debug, "{Request} handled in {ElapsedMs:0.0} ms")]
        public static partial void Handled(ILogger logger, string request, double elapsedMs);

        [LoggerMessage(5002, LogLevel.Information, "{Request} answered {FailureCode} in {ElapsedMs:0.0} ms")]
        public static partial void Refused(ILogger logger, string request, string failureCode, double elapsedMs);

        [LoggerMessage(5003, LogLevel.Error, "{Request} failed")]
        public static partial void Failed(ILogger logger, Exception ex, string request);
    }
}

/// <summary>Source of the traces that one request leaves.</summary>
public static class RequestActivity
{
    public const string Name = "Portal.Application";

    internal static ActivitySource Source { get; } = new(Name);
}
