using Portal.Application.Common;

namespace Portal.Application.Scaffolding.Lineage;

/// <summary>Keeps the versions of templates that somebody uses, and counts what differs between two of them.</summary>
public sealed class TemplateKeeper(LineageStore store, ITemplateArchive archive, TimeProvider clock)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Old, string New), int> _counted = new();

    /// <returns>False when the template is being changed on disk: its content is not the one that was read.</returns>
    public async Task<bool> KeepAsync(ScaffoldTemplate template, CancellationToken ct)
    {
        if (store.Current.Kept(template.Hash) is not null)
        {
            return true;
        }

        if (archive.Read(template) is not { } files)
        {
            return false;
        }

        await store.KeepAsync(
            new()
            {
                Hash = template.Hash,
                Template = template.Ref.ToString(),
                Title = Cut(template.Title, ScaffoldRun.RefMaxLength),
                TemplateVersion = TemplateContent.Cut(template.Version),
                Content = files.Pack(),
                KeptAt = clock.GetUtcNow(),
            },
            ct);
        return true;
    }

    /// <summary>The template as it was kept under a hash.</summary>
    public async Task<Result<ScaffoldTemplate>> OpenAsync(string hash, CancellationToken ct)
        => await store.ContentAsync(hash, ct) is { } content ? await archive.OpenAsync(content, ct) : LineageErrors.TargetGone(hash);

    /// <summary>How many of the template's own files differ between a kept version and the present one; null when that cannot be told.</summary>
    public async Task<int?> DifferencesAsync(string oldHash, ScaffoldTemplate current, CancellationToken ct)
    {
        if (_counted.TryGetValue((oldHash, current.Hash), out var known))
        {
            return known;
        }

        if (await store.ContentAsync(oldHash, ct) is not { } content || archive.Read(current) is not { } now)
        {
            return null;
        }

        var (before, after) = (archive.Reaching(content).Files, now.Files);
        var count = before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Count(path => !before.TryGetValue(path, out var old) || !after.TryGetValue(path, out var fresh) || old.Executable != fresh.Executable || !old.Content.AsSpan().SequenceEqual(fresh.Content));
        _counted[(oldHash, current.Hash)] = count;
        return count;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
