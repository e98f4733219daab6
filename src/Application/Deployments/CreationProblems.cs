using System.Text.RegularExpressions;
using static Portal.Application.Deployments.FindingText;

namespace Portal.Application.Deployments;

/// <summary>Pods that the API server does not let come into being: quota, limit range, admission, service account.</summary>
/// <remarks>Sources: condition ReplicaFailure of Deployments and ReplicaSets; event FailedCreate of the other kinds.</remarks>
internal static partial class CreationProblems
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public static Problem? Of(WorkloadFacts facts, RolloutView rollout, DateTimeOffset now)
    {
        var condition = facts.Workload.Status.Condition("ReplicaFailure") is { Status: "True" } failure ? failure : null;
        var pods = facts.Pods.Count(p => p.Metadata.DeletionTimestamp is null && p.Status.Phase is not ("Failed" or "Succeeded"));
        var told = condition is null && (pods < rollout.Desired || facts.Kind is "Job" or "CronJob")
            ? facts.Events.Where(e => e.Reason == "FailedCreate" && e.InvolvedObject.Kind != "Pod" && now - (e.At ?? now) < Recent).MaxBy(e => e.At) : null;
        if ((condition?.Message ?? told?.Message) is not { } message || (facts.Kind == "Job" && rollout.State == RolloutState.Complete))
        {
            return null;
        }

        var (words, next) = Cause(message, facts.Workload.Metadata.Namespace, rollout);
        return new(condition?.Reason ?? "FailedCreate", rollout.Ready < rollout.Desired ? Severity.Critical : Severity.Warning, $"Pods cannot be created: {words}.", condition?.LastTransitionTime ?? told?.At,
            [condition is not null ? $"ReplicaFailure is True: {message}" : $"event: FailedCreate: {message}"], next, []);
    }

    private static (string Words, string NextStep) Cause(string message, string ns, RolloutView rollout)
    {
        if (Quota().Match(message) is { Success: true } quota)
        {
            var name = quota.Groups["name"].Value;
            return ($"quota {name} is used up, requested: {quota.Groups["asked"].Value}, used: {quota.Groups["used"].Value}, limited: {Sentence(quota.Groups["limit"].Value)}",
                $"See what takes it: kubectl -n {ns} describe quota {name}. Ask the platform team for more, lower the requests, or scale something else down.");
        }

        if (QuotaAsks().Match(message) is { Success: true } asks)
        {
            return ($"quota {asks.Groups["name"].Value} wants every container to say its {Sentence(asks.Groups["what"].Value)}", $"Set resources.requests and resources.limits for {Sentence(asks.Groups["what"].Value)} in the template, or have a default set by a limit range in {ns}.");
        }

        if (Webhook().Match(message) is { Success: true } webhook)
        {
            return ($"admission webhook {webhook.Groups["name"].Value} says no{Colon(webhook.Groups["why"].Value)}", $"Do what the policy asks, or ask who runs {webhook.Groups["name"].Value}: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations names it.");
        }

        if (WebhookDown().Match(message) is { Success: true } down)
        {
            return ($"admission webhook {down.Groups["name"].Value} does not answer{Colon(down.Groups["why"].Value)}", $"Nothing is wrong with the workload: start {down.Groups["name"].Value} again, or have its failurePolicy reviewed.");
        }

        if (Standard().Match(message) is { Success: true } standard)
        {
            return ($"PodSecurity {standard.Groups["level"].Value} of namespace {ns} is violated{Colon(standard.Groups["why"].Value)}", "Set what the message names in securityContext of the pod and its containers, or move the workload to a namespace with another level.");
        }

        if (Range().Match(message) is { Success: true } range)
        {
            return ($"a limit range of {ns} is violated: {Sentence(range.Value)}", $"Bring the container's resources into its bounds: kubectl -n {ns} describe limitrange.");
        }

        return message.Contains("serviceaccount", StringComparison.OrdinalIgnoreCase) || message.Contains("service account", StringComparison.OrdinalIgnoreCase)
            ? (Sentence(message), $"Create the service account in {ns}, or correct serviceAccountName in the template.")
            : message.Contains("PriorityClass", StringComparison.OrdinalIgnoreCase)
                ? (Sentence(message), "Create the priority class, or correct priorityClassName in the template: kubectl get priorityclasses.")
                : (Sentence(message), $"A quota, a limit range or an admission rule says no; the message names it. {rollout.Ready} of {rollout.Desired} pods are there.");
    }

    [GeneratedRegex("exceeded quota: (?<name>[^,]+), requested: (?<asked>.+?), used: (?<used>.+?), limited: (?<limit>.+)$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Quota();

    [GeneratedRegex("failed quota: (?<name>[^:]+): must specify (?<what>.+)$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex QuotaAsks();

    [GeneratedRegex("admission webhook \"(?<name>[^\"]+)\" denied the request:? ?(?<why>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Webhook();

    [GeneratedRegex("failed calling webhook \"(?<name>[^\"]+)\": (?<why>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WebhookDown();

    [GeneratedRegex("violates PodSecurity \"(?<level>[^\"]+)\": (?<why>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Standard();

    [GeneratedRegex("(?<a>maximum|minimum) [\\w.-]+ usage per (?<b>Container|Pod) is .*$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Range();
}
