using System.Globalization;
using System.Text.Json.Nodes;

namespace Portal.Demo.Simulator;

/// <content>What goes wrong: other templates, nodes that are lost, Services that lead nowhere.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>Rolls out the present version with another template.</summary>
    /// <param name="change">Changes what the template is made from.</param>
    /// <param name="fault">What the new pods get from the start.</param>
    public void Change(string @namespace, string name, Action<EstateWorkload> change, PodFault fault = PodFault.None, string? message = null)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            var spec = (workload.Current.Spec ?? workload.Spec).Copy();
            change(spec);
            Roll(workload, _ => false, () => MakeRevision(spec, workload.Uid, workload.Current.Version, Now, 0, null, $"/{workload.Generation.ToString(CultureInfo.InvariantCulture)}"));
            (workload.Current.Fault, workload.Current.FaultMessage) = (fault, message);
            Write(workload, []);
        }
    }

    /// <summary>Gives every new pod of the present template a fault, and the pods that there are as well, some of them or all.</summary>
    public void Break(string @namespace, string name, PodFault fault, int pods, string? message = null)
    {
        lock (_gate)
        {
            var workload = Get(@namespace, name);
            var hit = workload.Alive.Take(pods).ToList();
            hit.ForEach(p => p.SetFault(fault, message, Now));
            Write(workload, hit);
        }
    }

    /// <summary>A node stops answering, with all that runs on it.</summary>
    /// <returns>The workloads that had pods there, as namespace and name.</returns>
    public IReadOnlyList<(string Namespace, string Name)> LoseNode(string node)
    {
        lock (_gate)
        {
            var json = Store.Get(Find("nodes"), "", node)?.Json ?? throw new ArgumentException($"{Name} has no node {node}.", nameof(node));
            json["status"]!["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "Unknown",
                ["reason"] = "NodeStatusUnknown",
                ["message"] = "Kubelet stopped posting node status.",
                ["lastTransitionTime"] = KubeObjects.Time(Now),
            });
            Store.Put(Find("nodes"), json);
            _nodes.Remove(node);
            List<(string, string)> touched = [];
            foreach (var workload in _workloads.Values.OrderBy(w => w.Key, StringComparer.Ordinal))
            {
                var hit = workload.Alive.Where(p => p.Node == node).ToList();
                if (hit.Count > 0)
                {
                    hit.ForEach(p => p.SetFault(PodFault.NodeLost, null, Now));
                    Write(workload, hit);
                    touched.Add((workload.Spec.Namespace, workload.Spec.Name));
                }
            }

            return touched;
        }
    }

    /// <summary>A Service selects pods by other labels from now on.</summary>
    public void SetSelector(string @namespace, string service, string label, string value)
    {
        lock (_gate)
        {
            var json = Store.Get(Find("services"), @namespace, service)?.Json ?? throw new ArgumentException($"{Name} has no Service {@namespace}/{service}.", nameof(service));
            json["spec"]!["selector"] = new JsonObject { [label] = value };
            Store.Put(Find("services"), json);
        }
    }

    /// <summary>A node that runs a pod of a workload.</summary>
    public string NodeOf(string @namespace, string name)
    {
        lock (_gate)
        {
            return Get(@namespace, name).Alive.Select(p => p.Node).OfType<string>().First();
        }
    }
}
