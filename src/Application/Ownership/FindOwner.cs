using FluentValidation;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>From any clue to the owner: a name, address, image, pod, path, alert, stack trace or log line.</summary>
public sealed record FindOwner(string Text) : IQuery<OwnerAnswer>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class FindOwnerValidator : AbstractValidator<FindOwner>
{
    internal const int LongestText = 1_000_000;

    public FindOwnerValidator()
    {
        RuleFor(q => q.Text).Cascade(CascadeMode.Stop)
            .Must(t => !string.IsNullOrWhiteSpace(t)).OverridePropertyName("q").WithMessage("Give a clue: a service name, repository URL, image, pod name, address, alert or stack trace.")
            .MaximumLength(LongestText).WithMessage($"At most {LongestText} characters; cut the text to the part that names something.");
    }
}

internal sealed class FindOwnerHandler(OwnerFinder finder) : IQueryHandler<FindOwner, OwnerAnswer>
{
    public Task<Result<OwnerAnswer>> Handle(FindOwner request, CancellationToken cancellationToken) => Task.FromResult<Result<OwnerAnswer>>(finder.Find(request.Text));
}

/// <summary>The resolver over the state as it is now; every way to ask goes through here. Reads memory only.</summary>
internal sealed class OwnerFinder(ICatalog catalog, ClueIndexes indexes, EstateIndexes estates, CodeOwnersStore codeOwners, OwnerDescribers describers) : IClueIndexes
{
    private const int MostMatches = 10;
    private const int MostUnclaimed = 5;

    public OwnerAnswer Find(string text)
    {
        var graph = catalog.Current;
        var found = new OwnerResolver(graph, indexes.For(graph), estates.Now(), codeOwners).Resolve(Clues.In(text));
        var describe = describers.Over(graph);
        return new(text, [.. found.Hits.Take(MostMatches).Select(describe.Match)])
        {
            Unclaimed = [.. found.Unclaimed.Take(MostUnclaimed).Select(u => new UnclaimedWorkload(u.Workload.Cluster, u.Workload.Namespace, u.Workload.Kind, u.Workload.Name, u.Evidence))],
            Nearest = [.. found.Nearest.Select(describe.Match)],
        };
    }

    public void Warm()
    {
        _ = indexes.For(catalog.Current);
        _ = estates.Now();
    }
}

/// <summary>The indexes that clues are looked up in.</summary>
public interface IClueIndexes
{
    /// <summary>Makes those of the newest state, where they are not made yet, so that no question waits for them.</summary>
    void Warm();
}
