using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Portal.Application.Discovery;

namespace Portal.Web.Features.Discovery;

/// <summary>Declared dependencies against observed ones, over the whole catalog.</summary>
[Route("catalog/drift")]
[RefuseUnbound]
public sealed class DriftController(IMediator mediator) : Controller
{
    private const int PageSize = 100;

    [HttpGet]
    public async Task<IActionResult> Index(string? service, string? owner, string? kind, int page, CancellationToken ct)
    {
        // Without a choice the page opens with what differs: that is what people come for.
        var query = new ListDrift(service, owner, kind is null ? ListDrift.Differing : kind == "all" ? null : kind, page < 1 ? 1 : page, PageSize);
        return (await mediator.Send(query, ct)).Match(list => View("Drift", new DriftPage(query, list)), failure => failure.ToPage(this));
    }
}

public sealed record DriftPage(ListDrift Query, DriftList List)
{
    public static IReadOnlyList<(string Kind, string Words)> Kinds { get; } =
        [(ListDrift.Differing, "Differing"), (DriftKinds.ObservedOnly, DriftWords.Of(DriftKinds.ObservedOnly)), (DriftKinds.DeclaredOnly, DriftWords.Of(DriftKinds.DeclaredOnly)), (DriftKinds.Unknown, "unknown"), (DriftKinds.Both, DriftWords.Of(DriftKinds.Both))];

    public int Count(string kind) => kind == ListDrift.Differing ? List.ByKind[DriftKinds.ObservedOnly] + List.ByKind[DriftKinds.DeclaredOnly] : List.ByKind[kind];

    public string Url(string? kind = null, int? page = null) => QueryHelpers.AddQueryString("/catalog/drift", new Dictionary<string, string?>
    {
        ["service"] = Query.Service,
        ["owner"] = Query.Owner,
        ["kind"] = kind ?? Query.Kind ?? "all",
        ["page"] = page is > 1 ? page.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
    }.Where(p => !string.IsNullOrEmpty(p.Value)));
}

/// <summary>The words and looks of the kinds, the same on every page.</summary>
public static class DriftWords
{
    public static string Of(string kind) => kind.Replace('-', ' ');

    /// <summary>State whose icon and colour stand for the kind.</summary>
    public static string State(string kind) => kind switch
    {
        DriftKinds.ObservedOnly => "drifting",
        DriftKinds.DeclaredOnly => "declared",
        DriftKinds.Both => "live",
        _ => "unknown",
    };
}
