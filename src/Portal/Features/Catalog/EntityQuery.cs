using Microsoft.AspNetCore.Mvc;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Catalog;

/// <summary>The query string of lists, the same for pages and API. A field may stand several times, or hold values separated by commas.</summary>
public sealed class EntityQuery
{
    [FromQuery(Name = "kind")]
    public string[]? Kind { get; set; }

    [FromQuery(Name = "type")]
    public string[]? Type { get; set; }

    [FromQuery(Name = "owner")]
    public string[]? Owner { get; set; }

    [FromQuery(Name = "system")]
    public string[]? System { get; set; }

    [FromQuery(Name = "lifecycle")]
    public string[]? Lifecycle { get; set; }

    [FromQuery(Name = "tag")]
    public string[]? Tag { get; set; }

    [FromQuery(Name = "namespace")]
    public string[]? Namespace { get; set; }

    [FromQuery(Name = "q")]
    public string? Q { get; set; }

    [FromQuery(Name = "orphan")]
    public bool? Orphan { get; set; }

    [FromQuery(Name = "errors")]
    public bool? Errors { get; set; }

    [FromQuery(Name = "dangling")]
    public bool? Dangling { get; set; }

    [FromQuery(Name = "source")]
    public string[]? Source { get; set; }

    /// <summary>Reads it without model binding, which costs a page more than its list does. What is no true or false counts as not given, as binding has it.</summary>
    public static EntityQuery Of(IQueryCollection query) => new()
    {
        Kind = query["kind"]!,
        Type = query["type"]!,
        Owner = query["owner"]!,
        System = query["system"]!,
        Lifecycle = query["lifecycle"]!,
        Tag = query["tag"]!,
        Namespace = query["namespace"]!,
        Source = query["source"]!,
        Q = One(query, "q"),
        Orphan = Flag(query, "orphan"),
        Errors = Flag(query, "errors"),
        Dangling = Flag(query, "dangling"),
    };

    /// <summary>A parameter that counts once; null when it is blank.</summary>
    public static string? One(IQueryCollection query, string name) => query[name] is [{ } value, ..] && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static bool? Flag(IQueryCollection query, string name) => bool.TryParse(One(query, name), out var flag) ? flag : null;

    public EntityQuery Copy() => (EntityQuery)MemberwiseClone();

    public EntityFilter ToFilter() => new()
    {
        Kind = Split(Kind),
        Type = Split(Type),
        Owner = Split(Owner),
        System = Split(System),
        Lifecycle = Split(Lifecycle),
        Tag = Split(Tag),
        Namespace = Split(Namespace),
        Q = Q,
        Orphan = Orphan,
        Errors = Errors,
        Dangling = Dangling,
        Source = Split(Source),
    };

    private static string[] Split(string[]? values)
        => [.. (values ?? []).SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
