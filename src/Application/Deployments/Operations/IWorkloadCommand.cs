using FluentValidation;

namespace Portal.Application.Deployments.Operations;

/// <summary>A command that is one order to a cluster.</summary>
internal interface IWorkloadCommand
{
    WorkloadOrder Order { get; }

    string Reason { get; }

    long? Generation { get; }
}

/// <summary>What every order needs to be well formed.</summary>
internal abstract class WorkloadCommandValidator<T> : AbstractValidator<T>
    where T : IWorkloadCommand
{
    private const int ReasonMaxLength = 1000;

    protected WorkloadCommandValidator()
    {
        RuleFor(c => c.Order).Custom((order, context) =>
        {
            if (WorkloadRules.Unfit(order.Verb, order.Workload.Kind) is { } unfit)
            {
                context.AddFailure("kind", unfit);
            }
        });
        RuleFor(c => c.Reason).NotEmpty().WithMessage("Say why: the reason is kept in the audit trail, for whoever wonders later.").MaximumLength(ReasonMaxLength);
    }
}
