using System.Text.Json;
using Portal.Application.Deployments;
using Portal.Infrastructure.Kubernetes;

namespace Portal.InfrastructureTests.Kubernetes;

/// <summary>Objects of a real API server, read as the watchers read them, and what the portal must say of them.</summary>
public sealed class ProblemFixtureTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Fixtures => [.. Directory.EnumerateFiles(Root(), "expected.json", SearchOption.AllDirectories).Select(f => Path.GetFileName(Path.GetDirectoryName(f))!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Fixtures))]
    public void What_is_broken_is_said_with_cause_evidence_and_next_step(string name)
    {
        var (expected, row) = Read(name);

        var said = string.Join("\n", row.Problems.Select(p => $"{p.Code} ({p.Severity}): {p.Summary}\n  evidence: {string.Join(" | ", p.Evidence)}\n  next: {p.NextStep}").Append($"rollout {row.Rollout}: {row.RolloutReason}; health {row.Health}; notes {string.Join(",", row.Notes.Select(n => n.Code))}"));
        Assert.True(expected.Problems.Select(p => $"{p.Code} {p.Severity}").SequenceEqual(row.Problems.Select(p => $"{p.Code} {p.Severity}")), $"expected {string.Join(", ", expected.Problems.Select(p => $"{p.Code} {p.Severity}"))}, got\n{said}");
        foreach (var (want, got) in expected.Problems.Zip(row.Problems))
        {
            Assert.All(want.Cause, w => Assert.True(got.Summary.Contains(w, StringComparison.OrdinalIgnoreCase), $"cause lacks '{w}':\n{said}"));
            Assert.All(want.Evidence, w => Assert.True(got.Evidence.Any(e => e.Contains(w, StringComparison.OrdinalIgnoreCase)), $"evidence lacks '{w}':\n{said}"));
            Assert.All(want.Next, w => Assert.True(got.NextStep.Contains(w, StringComparison.OrdinalIgnoreCase), $"next step lacks '{w}':\n{said}"));
            Assert.True(got.Summary.EndsWith('.') && got.NextStep.EndsWith('.') && got.Evidence.Count > 0 && !got.Summary.Contains("..", StringComparison.Ordinal), said);
        }

        Assert.True(expected.Notes.SequenceEqual(row.Notes.Select(n => n.Code)), said);
        Assert.True(expected.Rollout is null || string.Equals(expected.Rollout, row.Rollout.ToString(), StringComparison.OrdinalIgnoreCase), said);
        Assert.All(expected.Reason ?? [], w => Assert.True(row.RolloutReason?.Contains(w, StringComparison.OrdinalIgnoreCase), $"reason lacks '{w}':\n{said}"));
        Assert.True(expected.Health is null || expected.Health == row.Health.ToString(), said);
    }

    [Theory, MemberData(nameof(Fixtures))]
    public void A_pod_counts_once(string name)
    {
        var ofPods = Read(name).Row.Problems.Where(p => p.Code is not ("MemoryPressure" or "DiskPressure" or "PIDPressure" or "BackoffLimitExceeded" or "DeadlineExceeded")).SelectMany(p => p.Pods).ToList();

        Assert.Equal(ofPods.Distinct(), ofPods);
    }

    [Fact]
    public void There_are_more_than_twenty_classes_of_failure()
        => Assert.True(Fixtures.Select(f => f.Data).SelectMany(f => Read(f).Expected.Problems.Select(p => p.Code)).Distinct().Count() > 20);

    private static (Expected Expected, Deployment Row) Read(string name)
    {
        var folder = Path.Combine(Root(), name);
        var expected = JsonSerializer.Deserialize<Expected>(File.ReadAllText(Path.Combine(folder, "expected.json")), Json)!;
        using var list = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "objects.json")));
        var model = new ClusterModel("prod-eu", "production", "eu");
        foreach (var kind in list.RootElement.GetProperty("items").EnumerateArray().GroupBy(i => Watched(i.GetProperty("kind").GetString()!)))
        {
            model.Apply(new ObservedChange.Relisted(kind.Key.Kind, [.. kind.Select(i => kind.Key.ReadObject(System.Text.Encoding.UTF8.GetBytes(i.GetRawText()))!)]));
        }

        var picture = model.Build(expected.Now)!;
        var row = picture.Workloads.Values.Single(w => $"{w.Row.Kind}/{w.Row.Name}" == expected.Workload).Row;
        return (expected, row);
    }

    private static WatchedKind Watched(string kind) => WatchedKind.All.Single(k => k.Kind.ToString() == kind switch
    {
        "HorizontalPodAutoscaler" => nameof(ObservedKind.Autoscaler),
        "PodDisruptionBudget" => nameof(ObservedKind.DisruptionBudget),
        "PersistentVolumeClaim" => nameof(ObservedKind.VolumeClaim),
        _ => kind,
    });

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the checkout: Portal.sln was not found above them.");
        }

        return Path.Combine(folder.FullName, "tests", "Application.Tests", "Deployments", "Fixtures");
    }

    private sealed record Expected(DateTimeOffset Now, string Workload, IReadOnlyList<ExpectedProblem> Problems, IReadOnlyList<string> Notes, string? Rollout, IReadOnlyList<string>? Reason, string? Health);

    private sealed record ExpectedProblem(string Code, string Severity, IReadOnlyList<string> Cause, IReadOnlyList<string> Evidence, IReadOnlyList<string> Next);
}
