using Microsoft.EntityFrameworkCore;
using Portal.Application.Audit;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Operations;
using Portal.Application.Identity;
using Portal.Testing;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

/// <summary>A cluster picture with one Deployment of the team alpha and one that belongs to nobody, and a control port that answers as it is told.</summary>
internal sealed class Operated : ICatalog, ILiveFeed, IEntityOwners, ICurrentUser, IClusterControl, IAuditTrail, IPortalDb
{
    private readonly ClusterModel _model = new("prod-eu", "production", "eu");

    public Operated()
    {
        Current = CatalogGraph.Build([new() { Ref = new("component", "default", "orders"), Kind = "Component", Name = "orders" }], 1, Now);
        Pictures = new(this, this);
        var orders = Deployment(labels: new() { ["app.kubernetes.io/name"] = "orders" });
        var tool = Deployment() is var plain ? plain with { Metadata = plain.Metadata with { Name = "tool", Uid = "d2", Labels = null } } : null!;
        Truth = orders;
        Apply(new ObservedChange.Relisted(ObservedKind.Deployment, [orders, tool]),
            new ObservedChange.Relisted(ObservedKind.ReplicaSet, [ReplicaSet("aaa", 2, "registry.test/shop/orders:1.4.2", Now.AddDays(-1)), ReplicaSet("old", 1, "registry.test/shop/orders:1.4.1", Now.AddDays(-9))]),
            new ObservedChange.Relisted(ObservedKind.Pod, [Pod("a"), Pod("b"), Pod("c")]));
        Recent = new(Clock);
        Operator = new(Pictures, this, new Access(this), this, this, this, Recent, Clock);
    }

    public static WorkloadAddress Orders => new("prod-eu", "shop", "Deployment", "orders");

    public TestClock Clock { get; } = new(Now);

    public CatalogGraph Current { get; }

    public DeploymentPictures Pictures { get; }

    public RecentOrders Recent { get; }

    public WorkloadOperator Operator { get; }

    /// <summary>The workload as its cluster has it.</summary>
    public ObservedWorkload Truth { get; set; }

    /// <summary>Answers of the cluster, one after the other; none left means that it does what it is told.</summary>
    public Queue<Func<WorkloadOrder, Result<ObservedWorkload>>> Answers { get; } = new();

    public List<WorkloadOrder> Sent { get; } = [];

    public List<(string Before, string After, string? Reason)> Audited { get; } = [];

    public Actor? Actor { get; set; } = new("user:default/ada", "Ada", Role.Engineer, ["group:default/alpha"], "user:default/ada");

    public void Apply(params ObservedChange[] changes)
    {
        foreach (var change in changes)
        {
            _model.Apply(change);
        }

        Pictures.Replace(new("prod-eu", "production", "eu", ClusterState.Live, Now, null, null, "v1.20.2", [], 0, 0), _model.Build(Now));
    }

    public Task<Result<Deployment>> ScaleAsync(int replicas, string name = "orders", long? generation = null)
        => Operator.RunAsync(new ScaleWorkload("prod-eu", "shop", "Deployment", name, replicas, "More visitors", generation), CancellationToken.None);

    public Task<Result<Deployment>> RestartAsync() => Operator.RunAsync(new RestartWorkload("prod-eu", "shop", "Deployment", "orders", "It hangs"), CancellationToken.None);

    public async Task<WorkloadPreview> PreviewAsync(WorkloadVerb verb, int? replicas = null, long? revision = null)
        => (await new PreviewWorkloadActionHandler(Pictures, this, Operator, new Access(this), this, this, Clock).Handle(new("prod-eu", "shop", "deployments", "orders", verb, replicas, revision), CancellationToken.None)).Value;

    public IReadOnlyList<string> OwnersOf(string entityRef) => entityRef == "component:default/orders" ? ["group:default/alpha"] : [];

    Task<Result<ObservedWorkload>> IClusterControl.ReadAsync(WorkloadAddress workload, CancellationToken ct) => Task.FromResult<Result<ObservedWorkload>>(Truth);

    Task<Result<ObservedWorkload>> IClusterControl.SendAsync(WorkloadOrder order, CancellationToken ct)
    {
        Sent.Add(order);
        if (Answers.TryDequeue(out var answer))
        {
            return Task.FromResult(answer(order));
        }

        var after = Done(order);
        Truth = order.DryRun ? Truth : after;
        return Task.FromResult<Result<ObservedWorkload>>(after);
    }

    Task<Result<IReadOnlyList<WorkloadRevision>>> IClusterControl.RevisionsAsync(WorkloadAddress workload, CancellationToken ct) => throw new NotSupportedException();

    public ObservedWorkload Done(WorkloadOrder order) => Truth with
    {
        Metadata = Truth.Metadata with { Generation = Truth.Metadata.Generation + 1 },
        Spec = Truth.Spec with { Replicas = order.Replicas ?? Truth.Spec.Replicas, Paused = order.Verb == WorkloadVerb.Pause },
    };

    void IAuditTrail.Begin(string action, string subject)
    {
    }

    void IAuditTrail.Record(object? before, object? after, string? subject, string? reason) => Audited.Add((before!.ToString()!, after!.ToString()!, reason));

    Task IAuditTrail.CompleteAsync(Failure? failure, CancellationToken ct) => Task.CompletedTask;

    void ILiveFeed.Publish(string topic)
    {
    }

    IAsyncEnumerable<string> ILiveFeed.SubscribeAsync(IReadOnlySet<string> topics, CancellationToken ct) => throw new NotSupportedException();

    DbSet<T> IPortalDb.Set<T>() => throw new NotSupportedException();

    Task<SaveOutcome> IPortalDb.SaveAsync(CancellationToken ct) => Task.FromResult(SaveOutcome.Saved);

    Task<SaveOutcome> IPortalDb.InTransactionAsync(Func<CancellationToken, Task<SaveOutcome>> work, CancellationToken ct) => throw new NotSupportedException();

    void IPortalDb.Forget()
    {
    }

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    void IDisposable.Dispose()
    {
    }
}
