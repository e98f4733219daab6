using System.Globalization;
using Portal.Application.Deployments;

namespace Portal.Application.Releases;

/// <summary>
/// Applies what was seen of a workload to its rows: adds the rollouts that are missing, follows the last one to its end, and closes the one before. Pure; applying the
/// same once more, or something older, changes nothing.
/// </summary>
internal static class ReleaseRules
{
    /// <summary>Kinds whose controllers know no deadline fail by this one, when pods are broken.</summary>
    public static readonly TimeSpan OwnDeadline = TimeSpan.FromMinutes(10);

    /// <param name="seen">The look.</param>
    /// <param name="rows">Newest rows of the workload's name, oldest first; rows of an earlier workload of this name included.</param>
    /// <returns>Rows to add, oldest first. The given ones have been changed in place.</returns>
    public static IReadOnlyList<Release> Apply(RolloutSeen seen, IReadOnlyList<Release> rows)
    {
        var own = rows.Where(r => r.WorkloadUid == seen.Subject.Uid).OrderBy(r => r.Sequence).ToList();
        if (seen.IsGone)
        {
            if (own.Count > 0 && own[^1].Outcome == ReleaseOutcome.Progressing)
            {
                Close(own[^1], ReleaseOutcome.Superseded, seen.At, "The workload was deleted before the rollout was through.");
            }

            return [];
        }

        List<Release> added = [];
        var elder = rows.Where(r => r.WorkloadUid != seen.Subject.Uid).MaxBy(r => r.StartedAt);
        foreach (var revision in seen.Revisions)
        {
            if (IsMissing(revision, own))
            {
                var isLast = ReferenceEquals(revision, seen.Revisions[^1]);
                if (Add(seen, revision, isLast, own, elder) is { } row)
                {
                    own.Add(row);
                    added.Add(row);
                }
            }
        }

        Follow(seen, own);
        Fill(seen, own);
        return added;
    }

    private static bool IsMissing(RevisionSeen revision, List<Release> own)
    {
        if (revision.Number is { } number)
        {
            // Older than all rows: it was left out when the workload was first seen, or its ReplicaSet was hidden then.
            return own.Count == 0 || number > own[^1].Sequence;
        }

        return own.Count == 0 || (own[^1].RevisionHash != revision.Hash && revision.Generation > own[^1].Generation);
    }

    private static Release? Add(RolloutSeen seen, RevisionSeen revision, bool isLast, List<Release> own, Release? elder)
    {
        var previous = own.Count > 0 ? own[^1] : elder;
        var began = revision.IsExact ? revision.BeganAt : null;
        var origin = !seen.IsFirstLook || (began ?? seen.WorkloadCreatedAt) >= seen.WatchedSince ? ReleaseOrigin.Observed
            : revision.IsExact || own.Count > 0 ? ReleaseOrigin.Reconstructed
            : ReleaseOrigin.FirstSeen;

        // A guess from pods may lie before the release it follows; then it is one.
        var started = began ?? (origin == ReleaseOrigin.Observed ? seen.At : revision.BeganAt ?? seen.At);
        if (own.Count == 0 && elder is not null && (started <= elder.StartedAt || (seen.IsFirstLook && isLast && origin != ReleaseOrigin.Observed && RolloutReader.IdOf(revision.Template) == elder.TemplateId)))
        {
            // The workload was made anew under its old name: what the ledger knows already is not told twice.
            if (!isLast)
            {
                return null;
            }

            origin = ReleaseOrigin.FirstSeen;
        }

        started = own.Count > 0 && started < own[^1].StartedAt ? own[^1].StartedAt : started;
        var row = Row(seen, revision, previous, own, started, origin);
        if (previous is not null && own.Count > 0)
        {
            Replace(previous, row, seen.IsFirstLook);
        }

        if (!isLast)
        {
            (row.Outcome, row.OutcomeReason) = (ReleaseOutcome.Unknown, "It was replaced before the portal looked.");
        }

        return row;
    }

    private static Release Row(RolloutSeen seen, RevisionSeen revision, Release? previous, List<Release> own, DateTimeOffset started, ReleaseOrigin origin)
    {
        var subject = seen.Subject;
        var main = ImageName.MainContainer(revision.Template, subject.Name);
        var labels = revision.Template.Metadata.Labels;
        var places = new[] { revision.Template.Metadata.Annotations, revision.Described.Annotations, labels, revision.Described.Labels };
        var row = new Release
        {
            Service = subject.Service,
            Owner = subject.Owner,
            Cluster = subject.Cluster,
            Environment = subject.Environment,
            Region = subject.Region,
            Namespace = subject.Namespace,
            Kind = subject.Kind,
            Workload = subject.Name,
            WorkloadUid = subject.Uid,
            Sequence = revision.Number ?? (own.Count > 0 ? own[^1].Sequence + 1 : 1),
            RevisionHash = Cut(revision.Hash, Release.HashMaxLength),
            Generation = revision.Generation,
            Version = Cut(ImageName.VersionOf(revision.Template, revision.Described, ImageName.Parse(main.Image)), Release.TextMaxLength)!,
            Image = Cut(main.Image, Release.TextMaxLength)!,
            TemplateId = RolloutReader.IdOf(revision.Template),
            RestartMark = Cut(RolloutReader.MarkOf(revision.Template), Release.HashMaxLength),
            PreviousVersion = previous?.Version,
            PreviousImage = previous?.Image,
            Previous = previous,
            StartedAt = started,
            Week = Release.WeekOf(started),
            Outcome = ReleaseOutcome.Progressing,
            Trigger = TriggerOf(revision, previous, own),
            Origin = origin,
            ChangeCause = Cut(ReleaseHints.First([ReleaseHints.ChangeCause], places), Release.ReasonMaxLength),
            Deployer = Cut(ReleaseHints.First(ReleaseHints.DeployerKeys, places), Release.TextMaxLength),
            Commit = Cut(ReleaseHints.First(ReleaseHints.CommitKeys, places), Release.HashMaxLength),
            RecordedAt = seen.At,
        };
        return row;
    }

    private static ReleaseTrigger TriggerOf(RevisionSeen revision, Release? previous, List<Release> own)
    {
        var image = ImageName.MainContainer(revision.Template, previous?.Workload ?? "").Image;
        var before = own.SkipLast(1).ToList();
        if (revision.WasThereBefore || before.Exists(r => revision.Hash is not null && r.RevisionHash == revision.Hash) || (previous is not null && image != previous.Image && before.Exists(r => r.Image == image)))
        {
            return ReleaseTrigger.Rollback;
        }

        return previous is not null && RolloutReader.MarkOf(revision.Template) is { } mark && mark != previous.RestartMark && RolloutReader.IdOf(revision.Template) == previous.TemplateId
            ? ReleaseTrigger.Restart
            : ReleaseTrigger.Rollout;
    }

    private static void Replace(Release previous, Release next, bool unwatched)
    {
        if (next.Trigger == ReleaseTrigger.Rollback)
        {
            // What was decided before keeps the moment at which it was.
            var finished = previous.FinishedAt ?? next.StartedAt;
            (previous.Outcome, previous.FinishedAt, previous.OutcomeReason) = (ReleaseOutcome.RolledBack, finished, $"Rolled back to {next.Version} at {Text(next.StartedAt)}.");
        }
        else if (previous.Outcome == ReleaseOutcome.Progressing && unwatched)
        {
            (previous.Outcome, previous.OutcomeReason) = (ReleaseOutcome.Unknown, "The portal did not watch how it ended.");
        }
        else if (previous.Outcome == ReleaseOutcome.Progressing)
        {
            Close(previous, ReleaseOutcome.Superseded, next.StartedAt, $"{next.Version} was rolled out before it was through.");
        }
    }

    private static void Follow(RolloutSeen seen, List<Release> own)
    {
        var newest = seen.Revisions[^1];
        if (own.Count == 0 || (newest.Number is { } number ? number != own[^1].Sequence : own[^1].RevisionHash != newest.Hash) || seen.State is not { } state)
        {
            return;
        }

        var row = own[^1];
        if (!seen.IsFirstLook && seen.Watches(row) && row.Origin == ReleaseOrigin.Reconstructed)
        {
            row.Origin = ReleaseOrigin.Observed; // another replica, which had just started, was first to write it
        }

        switch (state)
        {
            case RolloutState.Complete when row.Outcome == ReleaseOutcome.Progressing:
                row.Outcome = ReleaseOutcome.Succeeded;
                row.FinishedAt = seen.IsFirstLook && row.StartedAt < seen.WatchedSince ? null : Later(seen.At, row.StartedAt);
                row.OutcomeReason = null;
                break;
            case RolloutState.Complete when row.Outcome == ReleaseOutcome.Failed && seen.Desired > 0:
                Close(row, ReleaseOutcome.Succeeded, seen.At, $"It had missed its deadline at {Text(row.FailedAt ?? seen.At)} and recovered.");
                break;
            case RolloutState.Stuck when row.Outcome == ReleaseOutcome.Progressing:
                Fail(row, seen.At, seen.Reason ?? "It made no progress within its deadline.");
                break;
            case RolloutState.Progressing when row.Outcome == ReleaseOutcome.Progressing && row.Kind != "Deployment" && seen.IsBroken && seen.At - row.StartedAt >= OwnDeadline:
                Fail(row, seen.At, $"It was not through after {OwnDeadline.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes, and its pods are broken: {seen.Reason}");
                break;
        }
    }

    private static void Fill(RolloutSeen seen, List<Release> own)
    {
        foreach (var row in own.Where(r => r.Service is null && seen.Subject.Service is not null))
        {
            (row.Service, row.Owner) = (seen.Subject.Service, seen.Subject.Owner);
        }

        foreach (var row in own.Where(r => r.Service == seen.Subject.Service))
        {
            row.Owner ??= seen.Subject.Owner;
        }

        if (own.Count > 0 && seen.State == RolloutState.Complete)
        {
            own[^1].Digest ??= Cut(seen.Digest, Release.TextMaxLength);
            own[^1].RevisionHash ??= Cut(seen.Revisions[^1].Hash, Release.HashMaxLength);
        }
    }

    private static bool Watches(this RolloutSeen seen, Release row) => row.StartedAt >= seen.WatchedSince;

    private static void Fail(Release row, DateTimeOffset at, string reason)
    {
        row.FailedAt = Later(at, row.StartedAt);
        Close(row, ReleaseOutcome.Failed, at, reason);
    }

    private static void Close(Release row, ReleaseOutcome outcome, DateTimeOffset at, string reason)
        => (row.Outcome, row.FinishedAt, row.OutcomeReason) = (outcome, Later(at, row.StartedAt), Cut(reason, Release.ReasonMaxLength));

    // The cluster's clock may be ahead of ours.
    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];
}
