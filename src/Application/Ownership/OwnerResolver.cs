using Portal.Application.Catalog;
using Portal.Application.Deployments;

namespace Portal.Application.Ownership;

/// <summary>A thing the clue may mean, before it is described.</summary>
internal sealed record Hit(EntityRef Subject, double Confidence, IReadOnlyList<string> Evidence)
{
    /// <summary>Who owns just the part that was asked for, where that is another than the owner of the subject: CODEOWNERS says so of a path.</summary>
    public PartOwner? Part { get; init; }
}

/// <param name="Owner">Null: nobody.</param>
internal sealed record PartOwner(EntityRef? Owner);

/// <summary>A workload that the clue leads to and that belongs to no service.</summary>
internal sealed record Unclaimed(WorkloadAddress Workload, IReadOnlyList<string> Evidence);

/// <summary>What the clues lead to.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Unclaimed">What was found and is nobody's.</param>
/// <param name="Nearest">Guesses, where nothing better was found: not what was asked for, but near it.</param>
internal sealed record Resolution(IReadOnlyList<Hit> Hits, IReadOnlyList<Unclaimed> Unclaimed, IReadOnlyList<Hit> Nearest);

/// <summary>The rules from clues to entities, each with its reason in words. Every rule is a look into an index: none walks over all pods or entities.</summary>
internal sealed partial class OwnerResolver(CatalogGraph graph, ClueIndex index, EstateView estate, CodeOwnersStore? codeOwners = null)
{
    private const double ExactName = 1.0;
    private const double LivePod = 0.99;
    private const double Repository = 0.97;
    private const double Address = 0.97;
    private const double Image = 0.96;
    private const double Workload = 0.95;
    private const double Link = 0.93;
    private const double GonePod = 0.8;
    private const double GoneAddress = 0.75;
    private const double WholeNamespace = 0.7;
    private const double SimilarName = 0.4;

    // A word inside a longer text is a weaker clue than the text itself, and an ordinary word is hardly one.
    private const double FieldInText = 0.95;
    private const double WordInText = 0.85;
    private const double PlainWord = 0.5;
    private const double Unsure = 0.45;
    private const int MostEvidence = 6;
    private const int MostOthers = 2;
    private const int MostHits = 200;

    private readonly List<Hit> _hits = [];
    private readonly Dictionary<WorkloadAddress, Unclaimed> _unclaimed = [];
    private HashSet<string> _namespaces = [];
    private HashSet<string> _clusters = [];

    public Resolution Resolve(IReadOnlyList<Clue> clues)
    {
        _namespaces = clues.Where(c => c.Sort == ClueSort.Namespace).Select(c => c.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _clusters = clues.Where(c => c.Sort == ClueSort.Cluster && estate.Clusters.Any(k => k.Cluster.Equals(c.Text, StringComparison.OrdinalIgnoreCase))).Select(c => c.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isOne = clues.Count(c => c.Form is ClueForm.Whole or ClueForm.Word) <= 1;
        var frames = 0;
        foreach (var clue in clues)
        {
            var before = _hits.Count;
            OfClue(clue, ref frames);
            var weight = Weight(clue, isOne);
            for (var n = before; n < _hits.Count; n++)
            {
                _hits[n] = _hits[n] with { Confidence = _hits[n].Confidence * weight };
            }

            if (_hits.Count > MostHits * 5)
            {
                break;
            }
        }

        var ranked = Rank(_hits);
        var nearest = ranked.Count == 0 || ranked[0].Confidence < Unsure ? Rank(Near(clues)) : [];

        // What is merely misspelt is an answer; what only lies near a thing that is nobody's is not.
        return ranked.Count == 0 && _unclaimed.Count == 0 ? new(nearest, [], []) : new(ranked, [.. _unclaimed.Values], [.. Neighbours(nearest).Take(3)]);
    }

    private static double Weight(Clue clue, bool isOne)
    {
        var early = 1 - Math.Min(0.04, clue.Place * 0.001); // of equals, what was said first
        return clue.Form switch
        {
            ClueForm.Whole => 1,
            ClueForm.Field when clue.Sort == ClueSort.Any => (IsPlain(clue.Text) ? PlainWord : clue.Text.Contains("://", StringComparison.Ordinal) ? FieldInText : WordInText) * early,
            ClueForm.Field => FieldInText * early,
            ClueForm.Frame => 1,
            _ when isOne => 1,
            _ => (IsPlain(clue.Text) ? PlainWord : WordInText) * early,
        };
    }

    /// <summary>Could stand in any sentence.</summary>
    private static bool IsPlain(string word) => word.All(char.IsAsciiLetter);

    private static List<Hit> Rank(IEnumerable<Hit> hits)
        => [.. hits.GroupBy(h => h.Subject)
            .Select(g => g.OrderByDescending(h => h.Confidence).ToList())
            .Select(g => new Hit(g[0].Subject, Together(g), [.. g[0].Evidence.Concat(g.Skip(1).Select(h => h.Evidence[0]).Where(e => !g[0].Evidence.Contains(e, StringComparer.Ordinal)).Distinct(StringComparer.Ordinal).Take(MostOthers).Select(e => $"also: {e}")).Take(MostEvidence)]) { Part = g.Find(h => h.Part is not null)?.Part })
            .OrderByDescending(h => h.Confidence).ThenBy(h => h.Subject.Kind == "component" ? 0 : 1).ThenBy(h => h.Subject.ToString(), StringComparer.Ordinal).Take(MostHits)];

    // Independent clues that point to one thing make it likelier, but never certain.
    private static double Together(List<Hit> hits)
        => hits[0].Confidence >= 1 ? 1 : Math.Min(0.99, hits[0].Confidence + (0.02 * Math.Min(5, hits.Select(h => h.Evidence[0]).Distinct(StringComparer.Ordinal).Count() - 1)));

    private void OfClue(Clue clue, ref int frames)
    {
        switch (clue.Sort)
        {
            case ClueSort.Pod:
                ByPod(clue.Text);
                break;
            case ClueSort.Workload:
                ByWorkload(clue.Text, Workload);
                break;
            case ClueSort.Service:
                ByName(clue.Text, 1);
                ByWorkload(clue.Text, Workload - 0.03);
                ByServiceName(clue.Text, 0.9);
                ByLabel("app", clue.Text);
                ByLabel("app.kubernetes.io/name", clue.Text);
                ByPager(clue.Text);
                Shaped(clue.Text);
                break;
            case ClueSort.Container:
                ByWorkload(clue.Text, 0.6);
                break;
            case ClueSort.Namespace:
                ByNamespace(clue.Text);
                break;
            case ClueSort.Image:
                ByImage(clue.Text);
                break;
            case ClueSort.Topic:
                ByTopic(clue.Text);
                ByName(clue.Text, 0.9);
                break;
            case ClueSort.Team:
                Named(clue.Text, l => l.Ref.Kind is "group" or "user", 0.5);
                break;
            case ClueSort.Cluster:
                break;
            case ClueSort.Any when clue.Key == "pager":
                ByPager(clue.Text);
                break;
            case ClueSort.Any when clue.Key == "label":
                Label(clue.Text);
                break;
            case ClueSort.Any when clue.Form == ClueForm.Frame:
                ByFrame(clue.Text, ref frames);
                break;
            default:
                Anything(clue);
                break;
        }
    }

    /// <summary>Nothing says what the text is: its shape does, and the indexes.</summary>
    private void Anything(Clue clue)
    {
        var text = clue.Text;
        if (Shaped(text))
        {
            return;
        }

        ByPod(text);
        ByName(text, 1);
        ByImage(text);
        ByWorkload(text, Workload);
        ByServiceName(text, 0.85);
        ByHost(text, null);
        ByTopic(text);
        ByPager(text);
        ByPath(text);
        ByDotted(text);
        if (clue.Form != ClueForm.Field)
        {
            ByNamespace(text);
        }

        if (clue.Form == ClueForm.Whole)
        {
            Command(text);
        }
    }

    /// <summary>Addresses, paths, digests and labels, which are nothing else.</summary>
    private bool Shaped(string text)
    {
        if (ByIp(text) || ByDigest(text))
        {
            return true;
        }

        if (text.Contains("://", StringComparison.Ordinal) || text.StartsWith("git@", StringComparison.OrdinalIgnoreCase))
        {
            ByUrl(text);
            return true;
        }

        if (text[0] == '/')
        {
            ByApiPath(text, null);
            ByFile(text, 0.7);
            return true;
        }

        return false;
    }

    /// <summary>GET /v2/orders/7, kubectl logs pod/x, app=x,tier=y: a line that people copy whole.</summary>
    private void Command(string text)
    {
        if (text.IndexOf(' ', StringComparison.Ordinal) is > 0 and < 8 and var blank && text[..blank].All(char.IsAsciiLetterUpper) && text[(blank + 1)..].Trim() is ['/', ..] path)
        {
            ByApiPath(path.Split(' ')[0], text[..blank]);
        }
        else if (text.Contains('=', StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal))
        {
            foreach (var term in text.Split(','))
            {
                Label(term);
            }
        }
    }

    private void Add(EntityRef subject, double confidence, params IReadOnlyList<string> evidence) => _hits.Add(new(subject, confidence, evidence));

    /// <summary>Adds the service of each workload, or notes that a workload is nobody's.</summary>
    private void AddWorkloads(IEnumerable<WorkloadEntry> entries, double one, double many, Func<WorkloadEntry, IReadOnlyList<string>> evidence)
    {
        var all = Narrowed(entries);
        foreach (var group in all.GroupBy(e => e.Row.Service, StringComparer.Ordinal))
        {
            var first = group.First();
            if (group.Key is null)
            {
                foreach (var entry in group.Take(5))
                {
                    NoteUnclaimed(entry, evidence(entry));
                }
            }
            else if (EntityRef.TryParse(group.Key, out var reference))
            {
                Add(reference, all.Count == group.Count() ? one : many, [.. evidence(first), Tie(first.Row)]);
            }
        }
    }

    private static string Tie(Deployment row)
        => row.Match is { Rule: MatchEvidence.Discovered } ? $"{row.Kind} {row.Name} is {row.Service}, which was discovered: nobody has declared it"
            : $"{row.Match?.Evidence ?? "its labels"} ties {row.Kind} {row.Name} to {row.Service}";

    /// <summary>Those in the namespaces and clusters that the text names, where any is there.</summary>
    private List<WorkloadEntry> Narrowed(IEnumerable<WorkloadEntry> entries)
    {
        List<WorkloadEntry> all = [.. entries];
        if (_clusters.Count > 0 && all.FindAll(e => _clusters.Contains(e.Row.Cluster)) is { Count: > 0 } here)
        {
            all = here;
        }

        return _namespaces.Count > 0 && all.FindAll(e => _namespaces.Contains(e.Row.Namespace)) is { Count: > 0 } inside ? inside : all;
    }

    private void NoteUnclaimed(WorkloadEntry entry, IReadOnlyList<string> evidence)
    {
        WorkloadAddress address = new(entry.Row.Cluster, entry.Row.Namespace, entry.Row.Kind, entry.Row.Name);
        _unclaimed.TryAdd(address, new(address, [.. evidence, entry.Row.Match is { } torn ? $"it belongs to no service: {torn.Evidence}" : "no label, annotation, image or claim ties it to a service"]));
    }

    /// <summary>For a workload that is nobody's: who runs the others of its namespace; before that what is named alike.</summary>
    private IEnumerable<Hit> Neighbours(IReadOnlyList<Hit> nearest)
        => nearest.Concat(Rank(_unclaimed.Keys.SelectMany(w => estate.Structure.In(w.Namespace).Where(e => e.Row.Service is not null).GroupBy(e => e.Row.Service!, StringComparer.Ordinal).Take(20)
                .Select(g => new Hit(EntityRef.Parse(g.Key), 0.2, [$"{g.First().Row.Kind} {g.First().Row.Name} runs in the same namespace {w.Namespace}"])))))
            .DistinctBy(h => h.Subject);
}
