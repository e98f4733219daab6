using Portal.Application.Deployments;

namespace Portal.Infrastructure.Kubernetes;

/// <summary>What the watches and the heartbeat of one cluster have in common: when it was last heard, what failed, what is refused. Thread-safe.</summary>
internal sealed class ClusterHealth(ClusterOptions cluster, ClusterWatchOptions options, TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ObservedKind> _watching = [];
    private readonly HashSet<ObservedKind> _synced = [];
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<ObservedKind, string> _failures = [];
    private TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _outage = new();
    private DateTimeOffset? _heardAt;
    private DateTimeOffset? _unreachableSince;
    private string? _error;
    private string? _version;

    public string Cluster => cluster.Name!;

    /// <summary>Completes when the server answers again after it did not.</summary>
    public Task BackAgain
    {
        get
        {
            lock (_gate)
            {
                return _back.Task;
            }
        }
    }

    /// <summary>Cancelled when the heartbeat fails: watches over the same broken network must not wait for their own silence.</summary>
    public CancellationToken Outage
    {
        get
        {
            lock (_gate)
            {
                return _outage.Token;
            }
        }
    }

    /// <summary>Every kind has been listed, refused or failed at least once: a picture made now lacks nothing that could be known.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return WatchedKind.All.All(k => _synced.Contains(k.Kind) || _failures.ContainsKey(k.Kind));
            }
        }
    }

    /// <summary>The server said something.</summary>
    public void Heard(string? version = null)
    {
        lock (_gate)
        {
            _heardAt = clock.GetUtcNow();
            _version = version ?? _version;
            if (_unreachableSince is not null)
            {
                (_unreachableSince, _error) = (null, null);
                _outage = new();
                _back.TrySetResult();
                _back = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>The kind is listed and its watch begins.</summary>
    public void Watching(WatchedKind kind)
    {
        lock (_gate)
        {
            _watching.Add(kind.Kind);
            _synced.Add(kind.Kind);
            _refused.Remove(kind.Resource);
            _failures.Remove(kind.Kind);
        }
    }

    public void Failed(WatchedKind kind, ClusterFault fault)
    {
        lock (_gate)
        {
            _watching.Remove(kind.Kind);
            switch (fault.Kind)
            {
                case FaultKind.Unreachable:
                    _unreachableSince ??= clock.GetUtcNow();
                    _error ??= fault.Message;
                    break;
                case FaultKind.Unserved:
                    // An older or smaller cluster: there is none of the kind, and nothing is unknown.
                    _refused.Remove(kind.Resource);
                    _failures.Remove(kind.Kind);
                    _synced.Add(kind.Kind);
                    _heardAt = clock.GetUtcNow();
                    break;
                case FaultKind.Refused:
                    _refused.Add(kind.Resource);
                    _failures.Remove(kind.Kind);
                    _synced.Add(kind.Kind);
                    _heardAt = clock.GetUtcNow();
                    break;
                default:
                    _failures[kind.Kind] = fault.Message;
                    break;
            }
        }
    }

    /// <summary>The heartbeat failed, or the configuration cannot be used.</summary>
    public void Unreachable(string error)
    {
        CancellationTokenSource outage;
        lock (_gate)
        {
            _unreachableSince ??= clock.GetUtcNow();
            _error = error;
            outage = _outage;
        }

        outage.Cancel();
    }

    public void Dispose() => _outage.Dispose();

    public ClusterStatus Status()
    {
        lock (_gate)
        {
            var all = WatchedKind.All.Count;
            var silent = _heardAt is not { } heard || clock.GetUtcNow() - heard > options.StaleAfter;
            var state = _unreachableSince is not null ? ClusterState.Unreachable
                : _synced.Count < all ? ClusterState.Syncing
                : _failures.Count > 0 || silent ? ClusterState.Stale
                : ClusterState.Live;
            var refused = _refused.Count == 0 ? null
                : $"The portal may not list {string.Join(", ", _refused)}; what depends on them is unknown. Grant get, list and watch (deploy/kubernetes/rbac.yaml).";
            return new(Cluster, cluster.Environment, cluster.Region, state, _heardAt, _unreachableSince, _error ?? _failures.Values.FirstOrDefault() ?? refused, _version, [.. _refused], 0, 0);
        }
    }
}
