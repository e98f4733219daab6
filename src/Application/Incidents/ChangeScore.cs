using System.Globalization;
using Portal.Application.Catalog;

namespace Portal.Application.Incidents;

/// <summary>Points for and against a change, each with its reason. Pure.</summary>
/// <remarks>The weights are explained in docs/user/incidents.md. They were set by reasoning about what is stronger than what, tried on one seed of the bench and measured on others.</remarks>
internal sealed class ChangeScore
{
    private const double Fade = 20; // minutes in which the weight of time falls to a third
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(90); // problems begin by the cluster's clock, changes by when they were heard

    private readonly List<(double Points, string Reason)> _parts = [];

    public double Points => _parts.Sum(p => p.Points);

    /// <summary>The weightiest first.</summary>
    public IReadOnlyList<string> Reasons => [.. _parts.Where(p => p.Reason.Length > 0).OrderByDescending(p => Math.Abs(p.Points)).Select(p => p.Reason)];

    /// <summary>A change of the service itself, or of a node under it, held against one of its troubles.</summary>
    /// <param name="trouble">Null when nothing is wrong.</param>
    public static ChangeScore OfOwn(SeenChange change, Trouble? trouble, DateTimeOffset at)
    {
        ChangeScore score = new();
        score.Add(Prior(change), "");
        score.Add(20, change.Kind == ChangeKind.Node ? "a node that held its pods" : "a change of the service itself");
        score.Time(change, trouble?.Since ?? at, trouble is null ? "the moment asked about" : $"{trouble.Code} began");
        if (trouble is not null)
        {
            score.Place(change, trouble, own: true);
            if (IsSameWorkload(change, trouble) || change.Kind == ChangeKind.Node)
            {
                score.Evidence(change, trouble);
                score.Pods(change, trouble);
            }
        }

        return score;
    }

    /// <summary>A change of a dependency, held against a trouble of the service.</summary>
    /// <param name="theirs">What is wrong with the dependency itself.</param>
    public static ChangeScore OfDependency(SeenChange change, Trouble? trouble, IReadOnlyList<Trouble> theirs, Neighbour dependency, DateTimeOffset at)
    {
        ChangeScore score = new();
        var name = dependency.Ref.Name;
        score.Add(Prior(change), "");
        score.Add(dependency.Distance switch { <= 1 => 8, 2 => 4, _ => 1 }, dependency.Distance <= 1 ? $"it needs {name}" : $"it needs {name}, {dependency.Distance.ToString(CultureInfo.InvariantCulture)} steps away");
        if (dependency.IsSoft)
        {
            score.Add(-6, $"{name} is declared as one that may fail");
        }

        score.Time(change, trouble?.Since ?? at, trouble is null ? "the moment asked about" : $"{trouble.Code} began");
        var before = theirs.Where(t => trouble is null || t.Since <= trouble.Since + Grace).ToList();
        var fits = before.Where(t => (change.Earliest ?? change.At) <= t.Since + Grace && (change.Kind == ChangeKind.Node || IsSameWorkload(change, t))).Select(t => (Trouble: t, Fit: EvidenceRules.Of(change, t.Code))).OrderByDescending(f => f.Fit).ToList();
        if (fits.Count > 0 && fits[0].Fit >= Fit.Open)
        {
            score.Add(30, trouble is null ? $"{name} itself has {fits[0].Trouble.Code} since" : $"{name} itself has {fits[0].Trouble.Code}, and had it first");
            score.Add(fits[0].Fit switch { Fit.Named => 20, Fit.Possible => 12, _ => 0 }, fits[0].Fit == Fit.Named ? $"{fits[0].Trouble.Code} names what was changed" : "");
        }
        else if (theirs.Count == 0)
        {
            score.Add(-15, $"{name} is well");
        }
        else
        {
            score.Add(-5, $"what is wrong with {name} does not come from it");
        }

        if (trouble is not null)
        {
            score.Place(change, trouble, own: false);
            if (IsLocal(trouble.Code))
            {
                score.Add(-20, $"{trouble.Code} comes from the service's own pods");
            }
            else if (trouble.Text.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                score.Add(15, $"the evidence of {trouble.Code} names {name}");
            }
        }

        return score;
    }

    private static double Prior(SeenChange change) => change.Kind switch
    {
        ChangeKind.Rollout => 10,
        ChangeKind.Rollback => 5,
        ChangeKind.Scaling when change.ReplicasAfter == 0 => 18,
        ChangeKind.Scaling when change.ReplicasAfter < change.ReplicasBefore => 6,
        ChangeKind.Scaling => 2,
        ChangeKind.Deleted => 18,
        ChangeKind.Node => 12,
        ChangeKind.Routing => 10,
        ChangeKind.Autoscaler => 4,
        ChangeKind.Surroundings => 3,
        ChangeKind.Restart or ChangeKind.Held => 2,
        ChangeKind.Created => 1,
        _ => -5, // what the catalog says breaks no pod
    };

    /// <summary>Problems that a neighbour cannot make.</summary>
    private static bool IsLocal(string code)
        => code is "ImagePullBackOff" or "ErrImageNeverPull" or "InvalidImageName" or "ImageInspectError" or "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "FailedMount" or "OOMKilled" or "Unschedulable" or "Pending"
            or "FailedCreate" or "ScaledToZero" or "NodeNotReady" or "NodeGone" or "NodeShutdown" or "Evicted" or "NamespaceTerminating" or "Suspended";

    private void Add(double points, string reason) => _parts.Add((points, reason));

    private void Time(SeenChange change, DateTimeOffset onset, string what)
    {
        // Of a change whose moment nobody saw the middle of what is possible counts.
        var at = change.Earliest is { } earliest ? earliest + (((onset > earliest && onset < change.At ? onset : change.At) - earliest) / 2) : change.At;
        var gap = onset - at;
        if (gap < -Grace)
        {
            Add(-60, $"it came {Span(-gap)} after {what}");
            return;
        }

        var minutes = Math.Max(0, gap.TotalMinutes);
        Add(30 * Math.Exp(-minutes / Fade), change.Earliest is null || onset >= change.At ? $"{Span(gap < TimeSpan.Zero ? TimeSpan.Zero : onset - change.At)} before {what}" : $"perhaps before {what}");
    }

    private void Place(SeenChange change, Trouble trouble, bool own)
    {
        if (change.Cluster is null)
        {
            return;
        }

        if (change.Cluster == trouble.Cluster)
        {
            Add(5, $"in {change.Cluster}, where the trouble is");
        }
        else
        {
            Add(own ? -25 : -20, $"in {change.Cluster}, the trouble is in {trouble.Cluster}");
        }

        if (own && change.Kind != ChangeKind.Node && change.Cluster == trouble.Cluster && !IsSameWorkload(change, trouble))
        {
            Add(-8, $"of {change.Name}, the trouble is in {trouble.Name}");
        }
    }

    private void Evidence(SeenChange change, Trouble trouble)
    {
        switch (EvidenceRules.Of(change, trouble.Code))
        {
            case Fit.Named:
                Add(40, $"{trouble.Code} names what was changed{Detail(change)}");
                break;
            case Fit.Possible:
                Add(22, $"such a change can make {trouble.Code}");
                break;
            case Fit.Against:
                Add(-20, $"{trouble.Code} does not come from such a change");
                break;
        }

        if (change.Kind == ChangeKind.Node && trouble.Nodes.Contains(change.Name, StringComparer.Ordinal))
        {
            Add(15, $"the failing pods are on {change.Name}");
        }
    }

    private void Pods(SeenChange change, Trouble trouble)
    {
        if (change.Kind is not (ChangeKind.Rollout or ChangeKind.Rollback or ChangeKind.Restart))
        {
            return;
        }

        // Pods are made a moment before or after the change is heard.
        if (trouble.OldestPod >= change.At - Grace)
        {
            Add(15, "every failing pod was made by it or after it");
        }
        else if (trouble.NewestPod < change.At - Grace)
        {
            Add(-20, "the failing pods were there before it");
        }
    }

    private static bool IsSameWorkload(SeenChange change, Trouble trouble) => change.Cluster == trouble.Cluster && change.Namespace == trouble.Namespace && change.ObjectKind == trouble.ObjectKind && change.Name == trouble.Name;

    private static string Detail(SeenChange change) => TemplateChange.Main(change.Differences) is { } main ? $": {main}" : "";

    internal static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min"),
    };
}
