using System.Globalization;
using System.Text.RegularExpressions;
using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Pods that have no node.</summary>
internal static class SchedulingFindings
{
    private static readonly TimeSpan SchedulingGrace = TimeSpan.FromSeconds(30);

    public static Finding? Of(PodFacts facts)
    {
        var pod = facts.Pod;
        if (pod.Status.Condition("PodScheduled") is { Status: "False" } condition && condition.Reason is "Unschedulable" or "SchedulerError")
        {
            var message = condition.Message ?? facts.Newest(e => e.Reason == "FailedScheduling")?.Message ?? "";
            if (facts.Around.Claims.FirstOrDefault(c => c.Status.Phase == "Lost" && Names(pod, c)) is { } lost)
            {
                return new("ClaimLost", lost.Metadata.Name, (pods, _) => $"{SurroundingProblems.Lost(lost)} {Pods(pods, "waits", "wait")} for it.", condition.LastTransitionTime, Evidence($"persistentvolumeclaim {lost.Metadata.Name}: phase Lost, volumeName {lost.Spec.VolumeName}", $"PodScheduled is False{Colon(condition.Message)}"),
                    SurroundingProblems.AboutLost(lost), pod.Metadata.Name, 0);
            }

            var (cause, subject, next) = SchedulingCause.Of(message);
            var (claim, evidence) = Claim(facts, message);
            return new("Unschedulable", subject, (pods, _) => $"{Pods(pods, "has", "have")} no node to run on: {claim ?? cause}.", condition.LastTransitionTime ?? pod.Metadata.CreationTimestamp,
                Evidence($"PodScheduled is False{Colon(condition.Message)}", evidence), next.Replace("{namespace}", pod.Metadata.Namespace, StringComparison.Ordinal), pod.Metadata.Name, 0);
        }

        var created = pod.Metadata.CreationTimestamp ?? facts.Now;
        return pod.Spec.NodeName is null && pod.Status.Phase == "Pending" && facts.Now - created > SchedulingGrace && pod.Status.Condition("PodScheduled")?.Reason != "SchedulingGated"
            ? new("Pending", "scheduler", (pods, _) => $"{Pods(pods, "waits", "wait")} for a scheduler; none has looked at {(pods == 1 ? "it" : "them")}.", created,
                Evidence("spec.nodeName is empty and the pod has no PodScheduled condition"), "Check that the cluster's scheduler runs and that spec.schedulerName of the template names one that exists.", pod.Metadata.Name, 0)
            : null;
    }

    private static bool Names(ObservedPod pod, ObservedVolumeClaim claim) => pod.Spec.Volumes?.Any(v => v.PersistentVolumeClaim?.ClaimName == claim.Metadata.Name) == true;

    /// <summary>The claim behind the scheduler's words about claims: its name, and what the storage said.</summary>
    private static (string? Cause, string? Evidence) Claim(PodFacts facts, string message)
    {
        if (!message.Contains("unbound immediate PersistentVolumeClaims", StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        var waiting = facts.Around.Claims.Where(c => c.Status.Phase != "Bound" && Names(facts.Pod, c)).ToList();
        var said = facts.Newest(e => e.InvolvedObject.Kind == "PersistentVolumeClaim" && waiting.Exists(c => c.Metadata.Uid == e.InvolvedObject.Uid));
        return waiting.Count == 0 ? (null, null) : ($"its volume claim {string.Join(", ", waiting.Select(c => c.Metadata.Name))} is not bound{(said?.Message is { } why ? $", because {Sentence(why)}" : "")}",
            said is null ? $"claim {waiting[0].Metadata.Name}: {waiting[0].Status.Phase}, storage class {waiting[0].Spec.StorageClassName ?? "not set"}" : $"event of claim {said.InvolvedObject.Name}: {said.Reason}: {said.Message}");
    }
}

/// <summary>Why the scheduler finds no node, from its message.</summary>
/// <remarks>The message has the form "0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had taint {a: b}, that the pod didn't tolerate." and from 1.24 on ends with
/// what preemption would bring. Source: the scheduler's FitError and the reasons of its plugins.</remarks>
internal static partial class SchedulingCause
{
    private static readonly (string Mark, string Key, string One, string Many, string NextStep)[] Known =
    [
        ("Insufficient cpu", "cpu", "has too little CPU left", "have too little CPU left", "Lower resources.requests.cpu, or add nodes."),
        ("Insufficient memory", "memory", "has too little memory left", "have too little memory left", "Lower resources.requests.memory, or add nodes."),
        ("Insufficient ephemeral-storage", "disk", "has too little ephemeral storage left", "have too little ephemeral storage left", "Lower resources.requests.ephemeral-storage, or add nodes with more disk."),
        ("Too many pods", "pods", "holds as many pods as it may", "hold as many pods as they may", "Add nodes; the number of pods of a node is fixed when it is set up."),
        ("node.kubernetes.io/unschedulable", "cordoned", "is cordoned", "are cordoned", "Wait until the maintenance ends, or kubectl uncordon a node."),
        ("were unschedulable", "cordoned", "is cordoned", "are cordoned", "Wait until the maintenance ends, or kubectl uncordon a node."),
        ("node.kubernetes.io/not-ready", "not-ready", "is not ready", "are not ready", "Look at the nodes: kubectl get nodes."),
        ("node.kubernetes.io/unreachable", "not-ready", "is not reachable", "are not reachable", "Look at the nodes: kubectl get nodes."),
        ("-pressure", "pressure", "is short of memory, disk or process ids", "are short of memory, disk or process ids", "Look at the nodes' conditions: kubectl describe nodes."),
        ("taint", "taint", "has a taint it does not tolerate", "have a taint it does not tolerate", "Add a toleration to the template, or remove the taint."),
        ("didn't match pod anti-affinity", "anti-affinity", "is excluded by its anti-affinity rule", "are excluded by its anti-affinity rule", "Add nodes, or make the podAntiAffinity preferred instead of required."),
        ("existing pods anti-affinity", "anti-affinity", "is excluded by the anti-affinity rule of pods there", "are excluded by the anti-affinity rule of pods there", "Add nodes, or make the podAntiAffinity of those pods preferred instead of required."),
        ("anti-affinity", "anti-affinity", "is excluded by an anti-affinity rule", "are excluded by an anti-affinity rule", "Add nodes, or make the podAntiAffinity preferred instead of required."),
        ("pod affinity", "pod-affinity", "runs none of the pods it must be near", "run none of the pods it must be near", "Start what podAffinity names first, or make the rule preferred."),
        ("affinity/selector rules", "anti-affinity", "is excluded by a rule about other pods", "are excluded by a rule about other pods", "Add nodes, or make podAffinity and podAntiAffinity preferred instead of required."),
        ("topology spread", "spread", "would break its spread rule", "would break its spread rule", "Add nodes in the missing zone, or set whenUnsatisfiable: ScheduleAnyway."),
        ("volume node affinity", "zone", "is in another zone than its volume", "are in another zone than its volume", "Add a node in the volume's zone; a volume does not move."),
        ("no available volume zone", "zone", "is in another zone than its volume", "are in another zone than its volume", "Add a node in the volume's zone; a volume does not move."),
        ("node affinity", "labels", "lacks the labels it asks for", "lack the labels it asks for", "Correct nodeSelector or nodeAffinity, or label a node."),
        ("node selector", "labels", "lacks the labels it asks for", "lack the labels it asks for", "Correct nodeSelector or nodeAffinity, or label a node."),
        ("unbound immediate PersistentVolumeClaims", "claim", "waits for its volume claim, which is not bound", "wait for its volume claim, which is not bound", "Look at the claim and its storage class: kubectl -n {namespace} describe pvc."),
        ("persistent volumes to bind", "claim", "has no volume for its claim", "have no volume for its claim", "Look at the claim and its storage class: kubectl -n {namespace} describe pvc."),
        ("max volume count", "volumes", "has as many volumes as it may", "have as many volumes as they may", "Add nodes."),
        ("free ports", "port", "has its host port taken", "have its host port taken", "Drop hostPort and use a Service, or run at most one pod per node."),
    ];

    public static (string Cause, string Subject, string NextStep) Of(string message)
    {
        if (MissingClaim().Match(message) is { Success: true } claim)
        {
            return ($"volume claim {claim.Groups["a"].Value} does not exist", "claim-missing", $"Create the claim, or correct persistentVolumeClaim.claimName in the template: kubectl -n {{namespace}} get pvc {claim.Groups["a"].Value}.");
        }

        var total = Total().Match(message);
        if (!total.Success)
        {
            return Plain(message);
        }

        var body = message[(total.Index + total.Length)..];
        body = body.IndexOf(" preemption:", StringComparison.Ordinal) is var end and > 0 ? body[..end] : body;
        List<(string Key, int Nodes, string Words)> causes = [];
        List<string> steps = [];
        foreach (Match part in Part().Matches(body))
        {
            var (count, text) = (int.Parse(part.Groups["a"].Value, CultureInfo.InvariantCulture), part.Groups["b"].Value.Trim().TrimEnd('.'));
            var known = Array.Find(Known, k => text.Contains(k.Mark, StringComparison.OrdinalIgnoreCase));
            var words = known.Key switch
            {
                null when text.StartsWith("Insufficient ", StringComparison.Ordinal) => $"{(count == 1 ? "has" : "have")} too little {text[13..]} left",
                null => text.Replace("node(s) ", "", StringComparison.Ordinal),
                "taint" when Taint().Match(text) is { Success: true } taint => taint.Groups["a"].Value.Replace(": ", "=", StringComparison.Ordinal).TrimEnd('=', ':', ' '),
                _ => count == 1 ? known.One : known.Many,
            };
            causes.Add((known.Key ?? text, count, words));
            if (known.NextStep is { } step && !steps.Contains(step, StringComparer.Ordinal))
            {
                steps.Add(step);
            }
        }

        if (causes.Count == 0)
        {
            return Plain(message);
        }

        // Cordoned and tainted nodes are so on purpose, so what the others lack is the nearer cause.
        var ordered = causes.GroupBy(c => c.Key == "taint" ? c.Key : c.Words, StringComparer.Ordinal)
            .Select(g => (g.First().Key, Nodes: g.Sum(c => c.Nodes), Words: g.Key == "taint" ? $"{(g.Sum(c => c.Nodes) == 1 ? "has" : "have")} a taint that it does not tolerate ({string.Join(", ", g.Select(c => c.Words))})" : g.Key)).OrderBy(c => c.Key is "cordoned" or "taint" ? 1 : 0).ThenByDescending(c => c.Nodes).ToList();
        return ($"of {total.Groups["a"].Value} {(total.Groups["a"].Value == "1" ? "node" : "nodes")}, {string.Join(", ", ordered.Select(c => $"{c.Nodes} {c.Words}"))}", string.Join('+', ordered.Select(c => c.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            steps.Count > 0 ? string.Join(" ", ordered.Select(c => Array.Find(Known, k => k.Key == c.Key).NextStep).OfType<string>().Distinct(StringComparer.Ordinal)) : "Read the scheduler's message in the evidence; it names what each node lacks.");
    }

    private static (string Cause, string Subject, string NextStep) Plain(string message)
    {
        var known = Array.Find(Known, k => message.Contains(k.Mark, StringComparison.OrdinalIgnoreCase));
        return known.Key is not null ? ($"every node {known.One}", known.Key, known.NextStep)
            : (message.Length > 0 ? Sentence(message) : "the scheduler gives no reason", "unknown", "Read the scheduler's message in the evidence; it names what each node lacks.");
    }

    [GeneratedRegex(@"^0/(?<a>\d+) nodes are available: ?", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Total();

    [GeneratedRegex(@"(?:^|, )(?<a>\d+) (?<b>(?:(?!, \d+ ).)+)", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Part();

    [GeneratedRegex(@"taint \{(?<a>[^}]*)\}", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Taint();

    [GeneratedRegex("persistentvolumeclaim \"(?<a>[^\"]+)\" not found", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex MissingClaim();
}
