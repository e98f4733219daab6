using FluentValidation;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Live;

/// <summary>May the caller hear of these topics? The stream carries no data, but it asks the same decision point as pages do.</summary>
public sealed record FollowTopics(IReadOnlyList<string> Topics) : IQuery<IReadOnlySet<string>>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class FollowTopicsValidator : AbstractValidator<FollowTopics>
{
    private const int MostTopics = 64;

    public FollowTopicsValidator()
    {
        RuleFor(q => q.Topics).NotEmpty().OverridePropertyName("topic").WithMessage("Name at least one topic: ?topic=catalog or ?topic=service:default/orders.");
        RuleFor(q => q.Topics.Count).LessThanOrEqualTo(MostTopics).OverridePropertyName("topic").WithMessage($"At most {MostTopics} topics a stream.");
        RuleForEach(q => q.Topics).NotEmpty().WithMessage("A topic is empty: ?topic=catalog or ?topic=service:default/orders.").MaximumLength(256).OverridePropertyName("topic");
    }
}

internal sealed class FollowTopicsHandler(ICurrentUser user, IAccess access) : IQueryHandler<FollowTopics, IReadOnlySet<string>>
{
    public Task<Result<IReadOnlySet<string>>> Handle(FollowTopics request, CancellationToken cancellationToken)
    {
        foreach (var topic in request.Topics)
        {
            var decision = access.Decide(user.Actor!, new Demand(PermissionOf(topic)));
            if (!decision.Allowed)
            {
                return Task.FromResult(Result<IReadOnlySet<string>>.Fail(new Forbidden("access.denied", decision.Reason)));
            }
        }

        return Task.FromResult(Result<IReadOnlySet<string>>.Of(request.Topics.ToHashSet(StringComparer.Ordinal)));
    }

    private static string PermissionOf(string topic) => topic.Split(':')[0] switch
    {
        "service" or "cluster" or "clusters" or "deployments" => Permissions.DeploymentsRead,
        "run" or "runs" => Permissions.ScaffoldRead,
        _ => Permissions.CatalogRead,
    };
}
