using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog.Definitions;

namespace Portal.Web.Features.Catalog;

/// <summary>The query string of the definition tab.</summary>
public sealed class DefinitionQuery
{
    /// <summary>operations, schemas or text.</summary>
    [FromQuery(Name = "view")]
    public string? View { get; set; }

    /// <summary>Words to filter by.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; set; }

    [FromQuery(Name = "page")]
    public int Page { get; set; } = 1;

    /// <summary>The page of the text that holds this line.</summary>
    [FromQuery(Name = "line")]
    public int? Line { get; set; }

    /// <summary>The page of the operations that holds this one.</summary>
    [FromQuery(Name = "operation")]
    public string? Operation { get; set; }

    public GetApiDefinition ToRequest(string reference, DateTimeOffset? asOf)
        => new(reference, string.IsNullOrEmpty(View) ? GetApiDefinition.Operations : View, Q, Page, Line, Operation, asOf);
}
