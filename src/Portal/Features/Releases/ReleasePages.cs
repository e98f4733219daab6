using System.Globalization;
using Portal.Application.Catalog;
using Portal.Application.Releases;

namespace Portal.Web.Features.Releases;

/// <summary>What the timeline shows.</summary>
public sealed record TimelinePage(GetTimeline Query, Timeline Timeline, WeeklyReleases? Weekly)
{
    public bool IsFiltered => new[] { Query.Service, Query.Team, Query.Cluster, Query.Environment, Query.What }.Any(f => !string.IsNullOrEmpty(f)) || Query.From is not null || Query.To is not null;

    /// <summary>This page, another kind of thing or an earlier part of it.</summary>
    public string Url(string? what = null, DateTimeOffset? to = null)
        => ReleaseLinks.With("/deployments/timeline", ("service", Query.Service), ("team", Query.Team), ("cluster", Query.Cluster), ("environment", Query.Environment), ("what", what ?? Query.What),
            ("from", ReleaseLinks.Text(Query.From ?? (to is null ? null : Timeline.From))), ("to", ReleaseLinks.Text(to ?? Query.To)));
}

/// <summary>What the list of a service's releases shows.</summary>
public sealed record ReleasesPage(ListReleases Query, ReleasePage Page)
{
    public EntityRef Service => EntityRef.Parse(Query.Service!);

    public string Url(string? cursor) => ReleaseLinks.With(ReleaseLinks.Of(Query.Service) + "/releases", ("cluster", Query.Cluster), ("environment", Query.Environment), ("outcome", Query.Outcome), ("cursor", cursor));
}

/// <summary>What the list of a service's crashes shows.</summary>
public sealed record CrashesPage(ListCrashes Query, CrashPage Page)
{
    public EntityRef Service => EntityRef.Parse(Query.Service!);

    public string Url(string? cursor) => ReleaseLinks.With(ReleaseLinks.Of(Query.Service) + "/crashes", ("cluster", Query.Cluster), ("environment", Query.Environment), ("reason", Query.Reason), ("cursor", cursor));
}

/// <summary>Addresses of pages about releases.</summary>
public static class ReleaseLinks
{
    /// <summary>The page of a service's deployments.</summary>
    public static string Of(string? service)
        => EntityRef.TryParse(service, out var reference) ? $"/deployments/{Uri.EscapeDataString(reference.Namespace)}/{Uri.EscapeDataString(reference.Name)}" : "/deployments";

    /// <summary>The page of one release; null when it belongs to no service.</summary>
    public static string? Of(ReleaseRow row) => row.Service is null ? null : $"{Of(row.Service)}/releases/{row.Id.ToString(CultureInfo.InvariantCulture)}";

    public static string Name(string? service) => EntityRef.TryParse(service, out var reference) ? reference.Name : "no service";

    internal static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString(at.Value.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    internal static string With(string path, params (string Name, string? Value)[] query)
    {
        var text = string.Join('&', query.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return text.Length == 0 ? path : $"{path}?{text}";
    }
}
