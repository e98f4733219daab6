namespace Portal.Infrastructure.Descriptors;

/// <summary>One host's files over HTTP. It cannot be listed, so patterns name nothing.</summary>
internal sealed class UrlRoot(Uri start, IRemoteFiles remote) : DescriptorRoot
{
    public override string Label(string path) => new Uri(new Uri(start.GetLeftPart(UriPartial.Authority) + "/"), path).ToString();

    public override Task<FileBytes> ReadAsync(string path, CancellationToken ct) => remote.ReadAsync(new Uri(Label(path)), ct);

    public override IReadOnlyList<string>? Expand(string pattern) => pattern.Contains('*', StringComparison.Ordinal) ? null : [pattern];
}
