using Microsoft.AspNetCore.Mvc;

namespace Portal.Web.Features.Graph;

/// <summary>The query string of the graph.</summary>
public sealed class GraphQuery
{
    public const string Inside = "inside";
    public const string Around = "around";

    /// <summary>Full ref of the entity in the middle.</summary>
    [FromQuery(Name = "focus")]
    public string? Focus { get; set; }

    /// <summary>Relations away, 1 to 10.</summary>
    [FromQuery(Name = "depth")]
    public int Depth { get; set; } = 1;

    /// <summary>Keys of <see cref="GraphPage.Groups"/>, separated by commas.</summary>
    [FromQuery(Name = "show")]
    public string[]? Show { get; set; }

    /// <summary>Kinds, separated by commas; none: all.</summary>
    [FromQuery(Name = "kind")]
    public string[]? Kind { get; set; }

    /// <summary>around or inside; what suits the kind when it is left out.</summary>
    [FromQuery(Name = "view")]
    public string? View { get; set; }

    /// <summary>Order of the table: from, relation, to or criticality.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>Page of the table, from 1.</summary>
    [FromQuery(Name = "page")]
    public int Page { get; set; } = 1;
}
