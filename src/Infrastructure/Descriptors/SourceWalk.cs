using System.Collections.Concurrent;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>One pass over a location: reads its files, and follows the targets of the Location entities in them.</summary>
internal sealed class SourceWalk(
    LocationTarget location,
    CatalogOptions options,
    DescriptorLimits limits,
    GitCheckouts git,
    IRemoteFiles remote,
    SourceReading? previous,
    Func<string, IEnumerable<CatalogEntity>> lastGood,
    DateTimeOffset now,
    KindRegistry kinds)
{
    public const int MaxFiles = 200_000;

    // A first look is computation; more readers than this would take the processors from those who ask.
    private const int MostReaders = 4;

    private readonly Dictionary<string, FileReading> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);
    private readonly List<EntityError> _errors = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly YamlDescriptorReader _yaml = new(limits);
    private readonly ConcurrentDictionary<string, FileReading?> _ahead = new(StringComparer.Ordinal);
    private bool _reachedSomething;

    // Files that lead to the one being read, innermost last: a target among them is a cycle.
    private readonly record struct Trail(string Label, IReadOnlyList<string> Before)
    {
        public IReadOnlyList<string> Through => [.. Before, Label];
    }

    public SourceReading Finish(string? commit)
        => new(_reachedSomething || _errors.Count == 0, commit, _files, _errors, _failed);

    /// <summary>Reads what the location itself names.</summary>
    public async Task StartAsync(DescriptorRoot root, string pattern, CancellationToken ct)
    {
        var files = root.Expand(pattern);
        if (files is null)
        {
            _errors.Add(new(root.Label(pattern), 0, 0, "Nothing of this name exists in the source.", "Correct the path."));
            _failed.Add(root.Label(""));
            return;
        }

        _reachedSomething = true;
        await ReadAheadAsync(root, files, ct);
        foreach (var file in files)
        {
            await FileAsync(root, file, [], isNamed: !pattern.Contains('*', StringComparison.Ordinal) && files.Count == 1, ct);
        }
    }

    // Files of this machine are read side by side; what they lead to is followed in their order afterwards.
    private async Task ReadAheadAsync(DescriptorRoot root, IReadOnlyList<string> files, CancellationToken ct)
    {
        if (root is not LocalRoot || files.Count < 2)
        {
            return;
        }

        var readers = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostReaders, Environment.ProcessorCount), CancellationToken = ct };
        await Parallel.ForEachAsync(files.Take(MaxFiles), readers, async (file, token) => _ahead[root.Label(file)] = await ReadAsync(root, file, root.Label(file), isNamed: false, token));
    }

    private async Task FileAsync(DescriptorRoot root, string path, IReadOnlyList<string> trail, bool isNamed, CancellationToken ct)
    {
        var label = root.Label(path);
        if (!_started.Add(label))
        {
            return;
        }

        if (_files.Count >= MaxFiles)
        {
            if (_failed.Add(label))
            {
                _errors.Add(new(label, 0, 0, $"The location leads to more than {MaxFiles:N0} files; the rest is not read.", "Split it into several locations."));
            }

            return;
        }

        var reading = _ahead.TryRemove(label, out var read) ? read : await ReadAsync(root, path, label, isNamed, ct);
        if (reading is null)
        {
            return;
        }

        _files[label] = reading;
        var here = new Trail(label, trail);
        foreach (var document in reading.Documents.Where(d => d.Entity is { Kind: "Location" }))
        {
            await FollowAsync(root, path, document.Entity!, document.Root?["spec"], here, ct);
        }

        if (reading.HasErrors)
        {
            var present = reading.Documents.Select(d => d.Entity?.Ref).ToHashSet();
            foreach (var kept in lastGood(label).Where(e => e.Kind == "Location" && !present.Contains(e.Ref)))
            {
                await FollowAsync(root, path, kept, null, here, ct);
            }
        }
    }

    private async Task<FileReading?> ReadAsync(DescriptorRoot root, string path, string label, bool isNamed, CancellationToken ct)
    {
        if (root.Stamp(path) is { } stamp && previous?.Files.GetValueOrDefault(label) is { Stamp: { } before } same && before == stamp)
        {
            return same.At(root.Commit);
        }

        var bytes = await root.ReadAsync(path, ct);
        if (bytes.Error is { } error)
        {
            if (bytes.Missing && !isNamed)
            {
                return null; // vanished between listing and reading
            }

            lock (_failed)
            {
                _failed.Add(label);
            }

            return new(label, null, [new(0, null, null, null, [error], null)]);
        }

        List<DocumentReading> documents = [];
        HashSet<EntityRef> refs = [];
        var placeholders = 0;
        foreach (var document in _yaml.Read(bytes.Content!, label))
        {
            var (reading, found) = await DocumentAsync(root, path, label, document, refs, ct);
            documents.Add(reading);
            placeholders += found;
        }

        // What a placeholder names may change while the descriptor does not.
        return new(label, placeholders > 0 ? null : bytes.Stamp, documents);
    }

    private async Task<(DocumentReading Reading, int Placeholders)> DocumentAsync(DescriptorRoot root, string path, string label, DescriptorDocument document, HashSet<EntityRef> refs, CancellationToken ct)
    {
        if (document.Root is null)
        {
            return (new(document.Index, null, null, null, document.Errors, null), 0);
        }

        var resolved = await Placeholders.ResolveAsync(document.Root, root, remote, path, label, ct);
        var verdict = DescriptorValidator.Validate(resolved.ForValidation, label, kinds);
        var errors = verdict.IsValid ? resolved.Errors : resolved.Errors.Count > 0 ? resolved.Errors : verdict.Errors;

        // A placeholder that should have been read and was not makes the document invalid, as in Backstage: the last good version stays.
        if (!verdict.IsValid || resolved.Errors.Count > 0)
        {
            return (new(document.Index, null, ClaimOf(document.Root), null, errors, document.Root), resolved.Found);
        }

        var source = new EntitySource(label, document.Line, root.Commit, now, location.Id);
        var entity = EntityFactory.Create(resolved.Root, source, document.Raw, kinds);
        if (!location.MayHold(entity))
        {
            var refused = new EntityError(label, document.Line, 1, $"People and teams are read only from sources that a platform engineer registered; {entity.Ref} is not read from here.", "Ask a platform engineer to register this source, or move the document to the organisation's own source.");
            return (new(document.Index, null, entity.Ref.ToString(), null, [refused], document.Root), resolved.Found);
        }

        if (!refs.Add(entity.Ref))
        {
            var twice = new EntityError(label, document.Line, 1, $"This file declares {entity.Ref} twice; the first one is used.", "Remove or rename one of the two.");
            return (new(document.Index, null, entity.Ref.ToString(), null, [twice], document.Root), resolved.Found);
        }

        return (new(document.Index, entity, entity.Ref.ToString(), resolved.Root.ToJsonText(), [], entity.Kind == "Location" ? document.Root : null), resolved.Found);
    }

    private static string? ClaimOf(DescriptorNode root)
        => root["kind"] is { Kind: NodeKind.Text, Text.Length: > 0 } kind && root["metadata"]?["name"] is { Kind: NodeKind.Text, Text.Length: > 0 } name
            ? new EntityRef(kind.Text, root["metadata"]?["namespace"] is { Kind: NodeKind.Text, Text.Length: > 0 } ns ? ns.Text : EntityRef.DefaultNamespace, name.Text).ToString()
            : null;

    private async Task FollowAsync(DescriptorRoot root, string path, CatalogEntity entity, DescriptorNode? placed, Trail trail, CancellationToken ct)
    {
        var spec = DescriptorNode.FromJson(entity.Spec);
        var places = placed ?? spec;
        List<DescriptorNode> targets = [.. places["target"] is { } one ? [one] : Array.Empty<DescriptorNode>(), .. places["targets"]?.Items ?? []];
        var optional = spec["presence"]?.Text == "optional";
        foreach (var target in targets)
        {
            if (await FollowAsync(root, path, spec["type"]?.Text, target.Text, optional, trail, ct) is { } problem)
            {
                _errors.Add(problem with { Location = trail.Label, Line = target.Line, Column = target.Column });
            }
        }
    }

    private async Task<EntityError?> FollowAsync(DescriptorRoot root, string path, string? type, string target, bool optional, Trail trail, CancellationToken ct)
    {
        if (IsRemote(target))
        {
            return await FollowRemoteAsync(root, type, target, optional, trail, ct);
        }

        if (Path.IsPathRooted(target))
        {
            return new("", 0, 0, $"The target {GitTarget.WithoutSecret(target)} is an absolute path.", "Write it relative to this file, or register it as a location of its own.");
        }

        if (DescriptorRoot.Join(path, target) is not { } joined)
        {
            return new("", 0, 0, $"The target {GitTarget.WithoutSecret(target)} leaves the source.", "Keep targets below the source's folder, or register a folder further up.");
        }

        if (root.Expand(joined) is not { } files)
        {
            if (!optional)
            {
                _failed.Add(root.Label(joined));
            }

            return optional ? null : new("", 0, 0, $"The target {GitTarget.WithoutSecret(target)} does not exist.", "Correct the path, or set presence: optional.");
        }

        return await EnterAsync(root, files, trail, ct);
    }

    private async Task<EntityError?> EnterAsync(DescriptorRoot root, IReadOnlyList<string> files, Trail trail, CancellationToken ct)
    {
        foreach (var file in files)
        {
            var label = root.Label(file);
            if (trail.Through.Contains(label, StringComparer.Ordinal) && (files.Count == 1 || label != trail.Label))
            {
                var start = trail.Through.ToList().IndexOf(label);
                var loop = trail.Through.Skip(start).Append(label).Select(l => l[(l.LastIndexOf('/') + 1)..]);
                return new("", 0, 0, $"Locations form a cycle: {string.Join(" -> ", loop)}. It is followed once.", "Remove this target.");
            }

            await FileAsync(root, file, trail.Through, isNamed: files.Count == 1, ct);
        }

        return null;
    }

    private async Task<EntityError?> FollowRemoteAsync(DescriptorRoot root, string? type, string target, bool optional, Trail trail, CancellationToken ct)
    {
        if (type == "git" || GitTarget.IsWebForm(target) || !target.StartsWith("http", StringComparison.Ordinal))
        {
            if (GitTarget.Parse(target, out var problem) is not { } repository)
            {
                return new("", 0, 0, $"The target {GitTarget.WithoutSecret(target)} cannot be read: {problem}", "Correct the address.");
            }

            // Whoever may edit one repository must not be able to make the portal read from anywhere.
            if (repository.Host is not { } host || !MayFollow(host))
            {
                return new("", 0, 0, $"The target {GitTarget.WithoutSecret(target)} lies on a host that this source may not lead to.", $"Add \"{repository.Host}\" to Catalog:AllowedHosts, or register it as a location of its own.");
            }

            var checkout = await git.UpdateAsync(repository, ct);
            if (checkout.Folder is null)
            {
                _failed.Add(repository.Label);
                return optional ? null : new("", 0, 0, $"git cannot read {GitTarget.WithoutSecret(target)}: {checkout.Problem}", "Check the address and the portal's access to it.");
            }

            var other = new LocalRoot(checkout.Folder, repository.Label, checkout.Commit, limits);
            return (repository.Path.Length == 0 ? other.CatalogInfoFiles() : other.Expand(repository.Path)) is { Count: > 0 } files
                ? await EnterAsync(other, files, trail, ct)
                : new("", 0, 0, $"{GitTarget.WithoutSecret(target)} holds no such file.", "Correct the path.");
        }

        if (!Uri.TryCreate(target, UriKind.Absolute, out var url))
        {
            return new("", 0, 0, $"The target {GitTarget.WithoutSecret(target)} is no address.", "Correct it.");
        }

        if (!remote.Allows(url))
        {
            return new("", 0, 0, $"The host {url.Host} is not allowed.", $"Add \"{url.Authority}\" to Catalog:AllowedHosts.");
        }

        return await EnterAsync(new UrlRoot(url, remote), [url.AbsolutePath.TrimStart('/') + url.Query], trail, ct);
    }

    private bool MayFollow(string host)
        => GitTarget.Parse(location.Target, out _)?.Host is { } own && own.Equals(host, StringComparison.OrdinalIgnoreCase)
            || (Uri.TryCreate($"https://{host}/", UriKind.Absolute, out var url) && options.AllowsHost(url));

    private static bool IsRemote(string target) => target.Contains("://", StringComparison.Ordinal) || (target.Contains('@', StringComparison.Ordinal) && target.Contains(':', StringComparison.Ordinal));
}
