using Portal.Application.Incidents;
using Portal.Demo.Simulator;

namespace Portal.Testing.Culprit;

/// <summary>A fault that is to be found: what was done, when, and by which sign it is known in the answer.</summary>
internal sealed record InjectedFault(string Affected, string Culprit, Func<SeenChange, bool> IsCause);

/// <summary>Ten ways in which a change breaks a service.</summary>
internal static class CulpritFaults
{
    private const string Ns = CulpritScenario.Namespace;
    private const string Place = CulpritScenario.Production;

    public static IReadOnlyList<string> Kinds { get; } = ["bad image", "limit cut", "config change", "dependency down", "node loss", "scale to zero", "probe change", "missing secret", "bad environment", "unschedulable"];

    /// <summary>Sets the script of a fault.</summary>
    /// <param name="when">The moment of the change that is the cause.</param>
    public static InjectedFault Inject(CulpritScenario scenario, string kind, DateTimeOffset when)
    {
        var random = scenario.Random;
        var cluster = scenario.Cluster(Place);

        // Whoever is affected has dependencies, so that their changes are looked at too.
        var affected = scenario.Needs.Where(n => n.Value.Count > 0).Select(n => n.Key).OrderBy(_ => random.Next()).First();
        var dependency = scenario.Needs[affected][random.Next(scenario.Needs[affected].Count)];
        var (later, pods) = (TimeSpan.FromSeconds(random.Next(30, 300)), random.Next(1, 4));
        switch (kind)
        {
            case "bad image":
                return Own(() => cluster.SetVersion(Ns, affected, "9.9.9", PodFault.ImagePull));
            case "limit cut":
                scenario.At(when + later + TimeSpan.FromMinutes(1), () => cluster.Break(Ns, affected, PodFault.OutOfMemory, pods));
                return Own(() => cluster.Change(Ns, affected, s => s.MemoryLimit = "64Mi"));
            case "config change":
                return Own(() => cluster.Change(Ns, affected, s => s.ConfigChecksum = "bad", PodFault.CrashLoop));
            case "dependency down":
                scenario.At(when + TimeSpan.FromMinutes(2), () => cluster.Break(Ns, dependency, PodFault.CrashLoop, 3));
                scenario.At(when + TimeSpan.FromMinutes(2) + later, () => cluster.Break(Ns, affected, PodFault.NotReady, pods, random.Next(2) == 0 ? $"Readiness probe failed: HTTP probe failed with statuscode: 503 ({dependency})" : null));
                return Of(dependency, () => cluster.SetVersion(Ns, dependency, "9.9.9"));
            case "node loss":
                return Node();
            case "scale to zero" when random.Next(2) == 0:
                return Own(() => cluster.Scale(Ns, affected, 0));
            case "scale to zero":
                scenario.At(when + later, () => cluster.Break(Ns, affected, PodFault.NotReady, pods));
                return Of(dependency, () => cluster.Scale(Ns, dependency, 0));
            case "probe change":
                return Own(() => cluster.Change(Ns, affected, s => s.ProbePath = "/ready", PodFault.NotReady, "Readiness probe failed: HTTP probe failed with statuscode: 404"));
            case "missing secret":
                return Own(() => cluster.Change(Ns, affected, s => s.Secrets.Add("payment-key"), PodFault.ConfigError, "secret \"payment-key\" not found"));
            case "bad environment":
                return Own(() => cluster.Change(Ns, affected, s => s.Env.Add("CACHE_MODE=cluster"), PodFault.CrashLoop));
            case "unschedulable":
                return Own(() => cluster.Change(Ns, affected, s => s.CpuRequest = "24", PodFault.Unschedulable, "0/6 nodes are available: 6 Insufficient cpu."));
            default:
                throw new ArgumentException($"There is no fault {kind}.", nameof(kind));
        }

        InjectedFault Own(Action change) => Of(affected, change);

        InjectedFault Of(string culprit, Action change)
        {
            scenario.At(when, change);
            return new(affected, culprit, c => c.Cluster == Place && c.Name == culprit && c.Kind is ChangeKind.Rollout or ChangeKind.Scaling && (c.At - when).Duration() < TimeSpan.FromMinutes(1));
        }

        InjectedFault Node()
        {
            // Which node the pods are on is known when it happens.
            var node = "";
            scenario.At(when, () =>
            {
                node = cluster.NodeOf(Ns, affected);
                cluster.LoseNode(node);
            });
            return new(affected, affected, c => c.Kind == ChangeKind.Node && c.Name == node);
        }
    }
}
