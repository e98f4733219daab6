using MediatR;
using Portal.Application.Identity;

namespace Portal.Application.Common;

/// <summary>Every request names the permission it needs, so no page, API or stream can forget to ask.</summary>
public interface IGuarded
{
    /// <summary>What the caller must be allowed to do for this request to run.</summary>
    Demand Demand { get; }
}

/// <summary>A request that changes something. It leaves an audit row whether it succeeds, fails or is refused.</summary>
public interface ICommand<T> : IRequest<Result<T>>, IGuarded, IAuditedCommand;

/// <summary>What the audit trail calls a command and what it is about. Never put secrets into the subject.</summary>
public interface IAuditedCommand
{
    /// <summary>Stable dotted verb, for instance <c>catalog.location.registered</c>.</summary>
    string AuditAction { get; }

    /// <summary>The thing changed: an entity ref, a run id, a workload path.</summary>
    string AuditSubject { get; }
}

/// <summary>A request that reads.</summary>
public interface IQuery<T> : IRequest<Result<T>>, IGuarded;

public interface ICommandHandler<in TCommand, T> : IRequestHandler<TCommand, Result<T>>
    where TCommand : ICommand<T>;

public interface IQueryHandler<in TQuery, T> : IRequestHandler<TQuery, Result<T>>
    where TQuery : IQuery<T>;
