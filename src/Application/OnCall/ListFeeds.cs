using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.OnCall;

/// <summary>One's calendar addresses, newest first; secrets are not shown again.</summary>
public sealed record ListFeeds : IQuery<FeedList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record FeedList(IReadOnlyList<FeedRow> Items);

public sealed record FeedRow(Guid Id, string Subject, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

internal sealed class ListFeedsHandler(ICurrentUser user, OnCallStore store) : IQueryHandler<ListFeeds, FeedList>
{
    public Task<Result<FeedList>> Handle(ListFeeds request, CancellationToken cancellationToken)
        => Task.FromResult<Result<FeedList>>(new FeedList([.. store.Current.Feeds.Where(f => f.UserRef == user.Actor!.UserRef).OrderByDescending(f => f.CreatedAt).Select(f => new FeedRow(f.Id, f.Subject, f.Hint, f.CreatedAt, f.RevokedAt))]));
}
