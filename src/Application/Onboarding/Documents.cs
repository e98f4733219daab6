using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Onboarding;

/// <summary>All pages of the library.</summary>
public sealed record ListDocuments : IQuery<DocumentList>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

public sealed record DocumentList(IReadOnlyList<DocPage> Items);

internal sealed class ListDocumentsHandler(IDocsLibrary library) : IQueryHandler<ListDocuments, DocumentList>
{
    public Task<Result<DocumentList>> Handle(ListDocuments request, CancellationToken cancellationToken)
        => Task.FromResult<Result<DocumentList>>(new DocumentList(library.All()));
}

/// <summary>One page.</summary>
public sealed record GetDocument(string Slug) : IQuery<DocPage>
{
    public Demand Demand => new(Permissions.CatalogRead);
}

internal sealed class GetDocumentHandler(IDocsLibrary library) : IQueryHandler<GetDocument, DocPage>
{
    public Task<Result<DocPage>> Handle(GetDocument request, CancellationToken cancellationToken)
        => Task.FromResult(library.Find(request.Slug) is { } page
            ? (Result<DocPage>)page
            : new NotFound("docs.unknown", $"There is no page '{request.Slug}'. All pages are listed under /docs."));
}
