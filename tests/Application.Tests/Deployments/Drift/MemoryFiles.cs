using Portal.Application.Common;
using Portal.Application.Manifests;

namespace Portal.ApplicationTests.Deployments.Drift;

/// <summary>A repository in memory.</summary>
internal sealed class MemoryFiles(params (string Path, string Text)[] files) : RepositoryFiles("memory", "0123456789abcdef", files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal))
{
    public override Task<Result<string>> ReadAsync(string path, CancellationToken ct) => Task.FromResult<Result<string>>(files.First(f => f.Path == path).Text);

    public override Task<DateTimeOffset?> ChangedAtAsync(IReadOnlyCollection<string> paths, CancellationToken ct) => Task.FromResult<DateTimeOffset?>(null);
}
