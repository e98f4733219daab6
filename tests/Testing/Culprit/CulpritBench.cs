using Portal.Application.Incidents;

namespace Portal.Testing.Culprit;

/// <summary>Faults among innocent changes, and at which place the true cause stands in the ranking.</summary>
public static class CulpritBench
{
    /// <summary>Innocent changes of each run.</summary>
    public const int Innocent = 20;

    public static IReadOnlyList<string> Kinds => CulpritFaults.Kinds;

    /// <param name="times">How often each kind of fault is tried.</param>
    public static IReadOnlyList<CulpritResult> Run(int seed, int times)
        => [.. Kinds.SelectMany((kind, k) => Enumerable.Range(0, times).Select(i => RunOne(kind, (seed * 1000) + (k * 100) + i)))];

    public static CulpritResult RunOne(string kind, int seed)
    {
        using CulpritScenario scenario = new(seed);
        var random = scenario.Random;
        var start = scenario.Clock.GetUtcNow();
        var when = start.AddMinutes(random.Next(90, 119));
        var asked = when.AddMinutes(random.Next(7, 15));
        var fault = CulpritFaults.Inject(scenario, kind, when);
        for (var i = 0; i < Innocent; i++)
        {
            Innocence(scenario, fault, i, start, when, asked);
        }

        scenario.RunUntil(asked);
        var answer = scenario.Ask(fault.Affected);
        var rank = PlaceOf(answer.Items, fault);
        var newest = PlaceOf([.. answer.Items.OrderByDescending(i => i.Change.At)], fault);
        var words = string.Join(" | ", answer.Items.Take(4).Select(i => $"{i.Score} {i.Subject} {i.Change.Cluster} {i.Change.Text}: {string.Join("; ", i.Reasons)}"));
        return new(kind, rank, newest, answer.Items.Count, $"{fault.Culprit} breaks {fault.Affected}, seed {seed}: {words}");
    }

    private static int PlaceOf(IReadOnlyList<RankedChange> items, InjectedFault fault)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (fault.IsCause(items[i].Change))
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>A change that goes well: more often of the affected service and of what it needs than of others, else the ranking had nothing to choose from.</summary>
    private static void Innocence(CulpritScenario scenario, InjectedFault fault, int i, DateTimeOffset start, DateTimeOffset when, DateTimeOffset asked)
    {
        var random = scenario.Random;
        string[] near = [fault.Affected, .. scenario.Needs[fault.Affected], .. scenario.Needs[fault.Affected].SelectMany(n => scenario.Needs[n])];
        var service = random.Next(10) < 7 ? near[random.Next(near.Length)] : scenario.Needs.Keys.ElementAt(random.Next(scenario.Needs.Count));
        var place = random.Next(10) switch { < 6 => CulpritScenario.Production, < 8 => "prod-us", _ => "staging-eu" };

        // What is broken is not touched while the fault shows: a new template would heal it.
        var isTouchy = place == CulpritScenario.Production && (service == fault.Affected || service == fault.Culprit);
        var seconds = ((isTouchy ? when.AddMinutes(-4) : asked.AddSeconds(-30)) - start).TotalSeconds;
        var at = start.AddSeconds(30 + random.Next((int)seconds - 30));
        var cluster = scenario.Cluster(place);
        scenario.At(at, random.Next(12) switch
        {
            0 => () => cluster.Restart(CulpritScenario.Namespace, service),
            1 => () => cluster.Scale(CulpritScenario.Namespace, service, 4),
            2 => () => cluster.Change(CulpritScenario.Namespace, service, s => s.ConfigChecksum = $"{i}"),
            3 => () => cluster.Change(CulpritScenario.Namespace, service, s => s.MemoryLimit = $"{600 + i}Mi"),
            4 => () => scenario.Describe(service, $"{i}"),
            _ => () => cluster.SetVersion(CulpritScenario.Namespace, service, $"1.{i + 1}.0"),
        });
    }
}
