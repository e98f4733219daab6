using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>What one entity was made from, as pages read it.</summary>
/// <param name="Repository">As RepoUrlPicker writes it.</param>
/// <param name="Hash">Null when only the version is known.</param>
public sealed record LineageEntry(string Entity, string Repository, string Template, string? Version, string? Hash, string ValuesJson, string? RunId, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset MovedAt)
{
    public JsonObject Values() => JsonNode.Parse(ValuesJson)!.AsObject();
}

/// <summary>The last upgrade of an entity.</summary>
/// <param name="RunStatus">Of the run that opens it, as it was at the last look; null when the run is gone.</param>
public sealed record UpgradeEntry(
    string RunId, string? Batch, string Entity, string Repository, string Template, string? FromVersion, string? FromHash, string? ToVersion, string ToHash, string Branch, UpgradeState State, string? Url, int Conflicts, int Changes, string RequestedBy,
    DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, RunStatus? RunStatus)
{
    public bool IsActive => State is UpgradeState.Requested or UpgradeState.Open;

    /// <summary>A word for state helpers: that of the run until something is open.</summary>
    public string Word => State == UpgradeState.Requested ? RunView.Word(RunStatus ?? Scaffolding.RunStatus.Queued) : RunView.Word(State);
}

/// <summary>A version of a template that the portal has kept.</summary>
/// <param name="Reaching">Hash of what can reach a service; differs from <paramref name="Hash"/> where the version was kept before tests of templates were left out.</param>
public sealed record KeptVersion(string Hash, string Template, string Title, string? Version, DateTimeOffset KeptAt, string Reaching);

/// <summary>A decommission that was begun and not taken back.</summary>
public sealed record RetiredEntry(string Entity, string Title, string RunId, string Reason, string? OverrideReason, string? Repository, string? ManifestsUrl, string? OwnerGroup, string RequestedBy, string RequestedByName, DateTimeOffset RequestedAt, RunStatus? RunStatus, bool IsRestoring)
{
    public string Word => IsRestoring ? "restoring" : RunStatus switch { Scaffolding.RunStatus.Succeeded => "decommissioned", Scaffolding.RunStatus.Cleaned => "restored", { } status => RunView.Word(status), null => "decommissioned" };
}

/// <summary>One consistent look at lineage, upgrades, kept versions and decommissions; pages of the catalog read this and no database.</summary>
public sealed class LineageView(IReadOnlyList<LineageEntry> entries, IReadOnlyList<UpgradeEntry> upgrades, IReadOnlyList<KeptVersion> versions, IReadOnlyList<RetiredEntry> retired)
{
    private readonly FrozenDictionary<string, LineageEntry> _byEntity = entries.ToFrozenDictionary(e => e.Entity, StringComparer.Ordinal);
    private readonly FrozenDictionary<string, UpgradeEntry> _lastByEntity = upgrades.GroupBy(u => u.Entity, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.MaxBy(u => u.RunId, StringComparer.Ordinal)!, StringComparer.Ordinal);
    private readonly FrozenDictionary<string, KeptVersion> _byHash = versions.ToFrozenDictionary(v => v.Hash, StringComparer.Ordinal);
    private readonly ILookup<string, KeptVersion> _byTemplate = versions.OrderBy(v => v.KeptAt).ThenBy(v => v.Hash, StringComparer.Ordinal).ToLookup(v => v.Template, StringComparer.Ordinal);
    private readonly FrozenDictionary<string, RetiredEntry> _retired = retired.ToFrozenDictionary(r => r.Entity, StringComparer.Ordinal);

    public static LineageView Empty { get; } = new([], [], [], []);

    public IReadOnlyList<LineageEntry> Entries => entries;

    public IReadOnlyList<UpgradeEntry> Upgrades => upgrades;

    /// <summary>Decommissions that were begun and not taken back.</summary>
    public IReadOnlyList<RetiredEntry> Retired => retired;

    /// <summary>Whether a run of an upgrade or a decommission is under way.</summary>
    public bool HasRuns { get; } = upgrades.Any(u => u.State == UpgradeState.Requested) || retired.Any(r => r.RunStatus is null or Scaffolding.RunStatus.Queued or Scaffolding.RunStatus.Running or Scaffolding.RunStatus.Waiting);

    public LineageEntry? Of(string entity) => _byEntity.GetValueOrDefault(entity);

    public UpgradeEntry? LastUpgradeOf(string entity) => _lastByEntity.GetValueOrDefault(entity);

    public RetiredEntry? RetiredOf(string entity) => _retired.GetValueOrDefault(entity);

    public KeptVersion? Kept(string? hash) => hash is null ? null : _byHash.GetValueOrDefault(hash);

    /// <summary>The content that an entity was made from: by hash, or the last one kept under its version.</summary>
    public KeptVersion? KeptFor(LineageEntry entry)
        => Kept(entry.Hash) ?? (entry.Hash is null && entry.Version is { } version ? _byTemplate[entry.Template].LastOrDefault(v => v.Version == version) : null);

    /// <summary>How an entity stands to the template as it is now.</summary>
    public Standing StandingOf(LineageEntry entry, ScaffoldTemplate? current)
    {
        if (current is null)
        {
            return new(StandingWord.Gone, 0, null, "The portal does not offer this template any more.");
        }

        if (IsSame(entry.Hash, current) || (entry.Hash is null && entry.Version is not null && entry.Version == current.Version))
        {
            return new(StandingWord.Current, 0, null, "It has the newest version.");
        }

        if (KeptFor(entry) is not { } own)
        {
            return new(StandingWord.Unknown, 0, current.Version, $"The portal has not kept {Words(entry.Version)} of the template, so it cannot tell what has changed since.");
        }

        // Versions that nobody used were not kept: at least so many are newer.
        var later = _byTemplate[entry.Template].SkipWhile(v => v.Hash != own.Hash).Skip(1).Where(v => !IsSame(v.Hash, current)).Select(v => v.Version ?? v.Hash).Where(v => v != own.Version && v != current.Version).Distinct(StringComparer.Ordinal).Count() + 1;
        return new(StandingWord.Behind, later, current.Version, current.Version == own.Version ? "The template was changed without a new version." : $"{Words(current.Version)} is newer.");
    }

    /// <summary>Whether a recorded hash says the same content, whichever way it was counted.</summary>
    private bool IsSame(string? hash, ScaffoldTemplate current)
        => hash is not null && (hash == current.Hash || hash == current.FormerHash || Kept(hash)?.Reaching == current.Hash);

    internal static string Words(string? version) => version is null ? "the version without a number" : $"version {version}";
}

public enum StandingWord
{
    Current,
    Behind,

    /// <summary>The content it was made from is not kept.</summary>
    Unknown,

    /// <summary>The template is not offered any more.</summary>
    Gone,
}

/// <param name="VersionsBehind">At least so many versions are newer: those that nobody used were not kept.</param>
/// <param name="Newest">Version of the template now; null when it is the same, or has no number.</param>
/// <param name="Why">In words.</param>
public sealed record Standing(StandingWord Word, int VersionsBehind, string? Newest, string Why);
