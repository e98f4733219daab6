using Portal.Application.Common;

namespace Portal.Application.Deployments.Operations;

/// <summary>Orders of the last seconds, so that a double click is one order. Thread-safe.</summary>
/// <remarks>Of this process only: between replicas the resource version decides.</remarks>
public sealed class RecentOrders(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(WorkloadAddress, WorkloadVerb, int?, long?), DateTimeOffset> _orders = [];

    /// <returns>Why the order must not be sent, or null: it is remembered now.</returns>
    public Failure? Begin(WorkloadOrder order)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (var old in _orders.Where(o => now - o.Value >= Window).Select(o => o.Key).ToList())
            {
                _orders.Remove(old);
            }

            if (_orders.TryGetValue(KeyOf(order), out var before))
            {
                return OperationErrors.DoubleClick(order, now - before);
            }

            _orders[KeyOf(order)] = now;
            return null;
        }
    }

    /// <summary>It failed: whoever repeats it means it.</summary>
    public void Forget(WorkloadOrder order)
    {
        lock (_gate)
        {
            _orders.Remove(KeyOf(order));
        }
    }

    private static (WorkloadAddress, WorkloadVerb, int?, long?) KeyOf(WorkloadOrder order) => (order.Workload, order.Verb, order.Replicas, order.Revision);
}
