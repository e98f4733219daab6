namespace Portal.Application.Ownership;

/// <summary>What the resolver found for a clue, best first; no match is an answer too.</summary>
/// <param name="Query">The clue as sent.</param>
/// <param name="Matches">Ranked by confidence.</param>
public sealed record OwnerAnswer(string Query, IReadOnlyList<OwnerMatch> Matches)
{
    /// <summary>Workloads that the clue leads to and that belong to no service: whoever knows better can claim them.</summary>
    public IReadOnlyList<UnclaimedWorkload> Unclaimed { get; init; } = [];

    /// <summary>Guesses for what is nobody's: what is called alike, who runs the neighbours.</summary>
    public IReadOnlyList<OwnerMatch> Nearest { get; init; } = [];
}

/// <summary>A workload that belongs to no service.</summary>
/// <param name="Evidence">The links from the clue to it, in words.</param>
public sealed record UnclaimedWorkload(string Cluster, string Namespace, string Kind, string Name, IReadOnlyList<string> Evidence);

/// <summary>One thing the clue may mean, and who answers for it.</summary>
/// <param name="Service">Ref of the entity: usually a component; a resource, system or group when the clue names one.</param>
/// <param name="Name">Display name.</param>
/// <param name="Kind">Kind and type in words, for instance "service".</param>
/// <param name="Owner">Ref of the owning group or user; null when nobody owns it.</param>
/// <param name="OwnerName">Display name of the owner.</param>
/// <param name="OnCall">Who is called first; null when nothing is declared.</param>
/// <param name="Contacts">Ways to reach the owner, quickest first.</param>
/// <param name="Confidence">0 to 1: 1 is an exact, unique name.</param>
/// <param name="Evidence">The links of the chain from the clue to the owner, in words.</param>
/// <param name="Health">healthy, degraded, ...; unknown when it does not run in a watched cluster.</param>
/// <param name="Where">One line per place it runs: environment, cluster, version, ready.</param>
public sealed record OwnerMatch(
    string Service,
    string Name,
    string Kind,
    string? Owner,
    string? OwnerName,
    OnCall? OnCall,
    IReadOnlyList<Contact> Contacts,
    double Confidence,
    IReadOnlyList<string> Evidence,
    string Health,
    IReadOnlyList<RunsIn> Where);

/// <summary>Who is called first: by a rota, else as docs/user/on-call.md gives the order.</summary>
/// <param name="Person">Display name, or null.</param>
/// <param name="PersonRef">Catalog user, or null.</param>
/// <param name="Rota">Id of the rota, or null.</param>
/// <param name="Source">Where this was read, in words.</param>
public sealed record OnCall(string? Person, string? PersonRef, string? Rota, string Source)
{
    /// <summary>When the person's turn began; null when it is no turn of a rota.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the person's turn ends; null when no end is in sight.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Who follows; null without a rota.</summary>
    public NextOnCall? Next { get; init; }

    /// <summary>Ways to reach the person, quickest first.</summary>
    public IReadOnlyList<Contact> Contacts { get; init; } = [];

    /// <summary>When the rotas were last read from the database; null: only descriptors are known so far.</summary>
    public DateTimeOffset? AsOf { get; init; }

    internal static OnCall? Of(Application.OnCall.OnCallAnswer answer) => answer is { Now: null, Rota: null } ? null
        : new(answer.Now?.Name, answer.Now?.Person, answer.Rota, answer.Source)
        {
            Since = answer.Now?.Since,
            Until = answer.Now?.Until,
            Next = answer.Next is { } next ? new(next.Name, next.Person, next.Since, next.Until) : null,
            Contacts = [.. (answer.Now?.Contacts ?? []).Select(c => new Contact(c.Kind, c.Label, c.Url))],
            AsOf = answer.AsOf,
        };
}

/// <summary>Whose turn comes after the present one.</summary>
public sealed record NextOnCall(string Person, string PersonRef, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>A way to reach somebody.</summary>
/// <param name="Kind">chat, mail, runbook, dashboard, person.</param>
public sealed record Contact(string Kind, string Label, string Url);

/// <summary>One place a service runs.</summary>
public sealed record RunsIn(string Cluster, string Environment, string Namespace, string Workload, string Version, int Ready, int Desired, string Health, DateTimeOffset? AsOf)
{
    /// <summary>How the last run of a Job or CronJob went; null for what runs all the time.</summary>
    public string? LastRun { get; init; }
}
