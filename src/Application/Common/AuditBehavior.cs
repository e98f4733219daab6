using MediatR;
using Portal.Application.Audit;

namespace Portal.Application.Common;

/// <summary>
/// Every command, and every refused read, leaves a row: written with the handler's own save when it recorded before and after, or here when it
/// was refused, failed or had nothing to save.
/// </summary>
internal sealed class AuditBehavior<TRequest, TResponse>(IAuditTrail audit) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFallible<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not IAuditedCommand command)
        {
            var read = await next();
            if (read.Failure is Forbidden && request is IGuarded guarded)
            {
                audit.Begin("access.refused", guarded.Demand.Entity ?? guarded.Demand.Group ?? guarded.Demand.Permission);
                await audit.CompleteAsync(read.Failure, CancellationToken.None);
            }

            return read;
        }

        audit.Begin(command.AuditAction, command.AuditSubject);
        var response = await next();

        // The row must be written even when the caller has gone away: the change, or the attempt, has happened.
        await audit.CompleteAsync(response.Failure, CancellationToken.None);
        return response;
    }
}
