using FluentValidation;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Identity;

namespace Portal.Application.Ownership;

/// <summary>From any clue to the owner: a service name, repository URL, image, pod name or namespace, or a text that holds some of them.</summary>
public sealed record FindOwner(string Text) : IQuery<OwnerAnswer>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class FindOwnerValidator : AbstractValidator<FindOwner>
{
    internal const int LongestText = 100_000;

    public FindOwnerValidator()
    {
        RuleFor(q => q.Text).Cascade(CascadeMode.Stop)
            .Must(t => !string.IsNullOrWhiteSpace(t)).OverridePropertyName("q").WithMessage("Give a clue: a service name, repository URL, image, pod name or namespace.")
            .MaximumLength(LongestText).WithMessage($"At most {LongestText} characters; cut the text to the part that names something.");
    }
}

internal sealed class FindOwnerHandler(ICatalog catalog, IDeploymentPictures pictures, ClueIndexes indexes, OwnerDescribers describers) : IQueryHandler<FindOwner, OwnerAnswer>
{
    private const int MostMatches = 10;

    public Task<Result<OwnerAnswer>> Handle(FindOwner request, CancellationToken cancellationToken)
    {
        var graph = catalog.Current;
        var clues = Clues.In(request.Text);
        var hits = OwnerResolver.Resolve(graph, indexes.For(graph), pictures, clues);
        var describe = describers.Over(graph);
        return Task.FromResult<Result<OwnerAnswer>>(new OwnerAnswer(request.Text, [.. hits.Take(MostMatches).Select(describe.Match)]));
    }
}
