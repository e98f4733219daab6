using MediatR;
using Portal.Application.Identity;

namespace Portal.Application.Common;

/// <summary>Asks the one decision point before any handler runs; pages, API and streams all come through here.</summary>
internal sealed class AccessBehavior<TRequest, TResponse>(IAccess access, ICurrentUser user) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IFallible<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not IGuarded guarded)
        {
            throw new InvalidOperationException($"{typeof(TRequest).Name} names no permission. Implement ICommand<T> or IQuery<T>.");
        }

        if (user.Actor is not { } actor)
        {
            return Task.FromResult(TResponse.Fail(new Unauthenticated()));
        }

        var decision = access.Decide(actor, guarded.Demand);
        return decision.Allowed ? next() : Task.FromResult(TResponse.Fail(new Forbidden("access.denied", decision.Reason)));
    }
}
