using System.Text;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;

namespace Portal.Web.Features.Catalog;

/// <summary>The list: as a page, and as a file for spreadsheets.</summary>
[Route("catalog")]
public sealed class CatalogListController(IMediator mediator, ICatalog catalog, KeptPages pages) : Controller
{
    private const int PageSize = 50;
    private const int FlushBytes = 64 * 1024;

    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        var query = EntityQuery.Of(Request.Query);
        var (sort, cursor) = (EntityQuery.One(Request.Query, "sort"), EntityQuery.One(Request.Query, "cursor"));
        var (asOf, unreadable) = AsOf.Of(Request.Query);
        if (unreadable is not null)
        {
            return unreadable.ToPage(this);
        }

        if (Request.Query.ContainsKey(PageNumber.Parameter))
        {
            return Invalid.Field(PageNumber.Parameter, $"This list has no numbered pages, so {PageNumber.Parameter}={Request.Query[PageNumber.Parameter]} means nothing here. Leave it out and follow Next page below the list.").ToPage(this);
        }

        var address = new CatalogAddress(query, sort, CatalogColumns.Read(Request.Query["columns"]!)) { AsOf = asOf };
        if (CatalogGrammar.Split(query) is { } split)
        {
            return LocalRedirect((address with { Query = split }).With());
        }

        var views = await mediator.Send(new ListSavedViews(), ct); // asks, as every request does, whether the catalog may be read
        if (views.Failure is { } refused)
        {
            return refused.ToPage(this);
        }

        var graph = catalog.Current;
        var key = address.With(("cursor", cursor));
        if (asOf is null && pages.Find(graph, key) is { } kept && kept.Says(await StatesAsync(kept.Services, ct)))
        {
            return View(new CatalogListPage(address, views.Value, Html: kept.Html));
        }

        var filter = address.Filter;
        var list = await mediator.Send(new ListEntities(filter, sort ?? (string.IsNullOrWhiteSpace(query.Q) ? "name" : null), PageSize, cursor, asOf), ct);
        if (list.Failure is { } failure)
        {
            return failure.ToPage(this);
        }

        var facets = await mediator.Send(new GetFacets([.. CatalogPage.FacetNames, .. CatalogPage.CareNames], filter, LeaveOut: true, asOf), ct);
        if (facets.Failure is { } uncounted)
        {
            return uncounted.ToPage(this);
        }

        string[] services = [.. list.Value.Items.Where(e => e.Kind == "Component").Select(e => e.Ref)];
        var states = asOf is null ? await StatesAsync(services, ct) : null; // what runs belongs to the present
        var page = new CatalogPage(address, cursor, list.Value, facets.Value, services, states);
        return View(new CatalogListPage(address, views.Value, page, html => Keep(graph, key, new(html, services, states), asOf)));
    }

    /// <summary>Every match as CSV (RFC 4180), as long as the list is.</summary>
    [HttpGet("export.csv")]
    public async Task<IActionResult> Export([FromQuery] EntityQuery query, string? sort, CancellationToken ct)
    {
        var filter = new CatalogAddress(query, sort, []).Filter;
        var export = await mediator.Send(new ExportEntities(filter, sort ?? (string.IsNullOrWhiteSpace(query.Q) ? "name" : null)), ct);
        if (export.Failure is { } failure)
        {
            return failure.ToPage(this);
        }

        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = "attachment; filename=\"catalog.csv\"";
        Response.Headers.CacheControl = "no-store";
        var text = new StringBuilder();
        Csv.Row(text, ExportRow.Header);
        foreach (var row in export.Value.Rows)
        {
            Csv.Row(text, row.Cells());
            if (text.Length > FlushBytes)
            {
                await SendAsync(text, ct);
            }
        }

        await SendAsync(text, ct);
        return new EmptyResult();
    }

    private void Keep(CatalogGraph graph, string key, KeptPage page, DateTimeOffset? asOf)
    {
        if (asOf is null)
        {
            pages.Keep(graph, key, page);
        }
    }

    private async Task SendAsync(StringBuilder text, CancellationToken ct)
    {
        await Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), ct);
        text.Clear();
    }

    // Null: this reader may not know what runs.
    private async Task<ServiceStates?> StatesAsync(IReadOnlyList<string> services, CancellationToken ct)
        => (await mediator.Send(new GetServiceStates(services), ct)).Match<ServiceStates?>(s => s, _ => null);
}
