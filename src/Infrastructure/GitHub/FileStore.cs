namespace Portal.Infrastructure.GitHub;

/// <summary>
/// Bytes by name in a folder. A write is whole or not at all; a name that is not there, or cannot be read, is null: whoever asks can fetch it again.
/// What was not asked for within a month goes.
/// </summary>
internal sealed class FileStore(string folder, TimeProvider clock)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromDays(1);

    private DateTimeOffset _cleanedAt;

    /// <param name="name">Letters, digits, dash and dot; at least two.</param>
    public async Task<byte[]?> GetAsync(string name, CancellationToken ct)
    {
        var path = PathOf(name);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var bytes = await File.ReadAllBytesAsync(path, ct);
            var now = clock.GetUtcNow().UtcDateTime;
            if (now - File.GetLastWriteTimeUtc(path) > CleanEvery)
            {
                File.SetLastWriteTimeUtc(path, now);
            }

            return bytes;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public async Task PutAsync(string name, byte[] bytes, CancellationToken ct)
    {
        var path = PathOf(name);
        var draft = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(draft, bytes, ct);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // A full disk costs requests, not entities.
            TryDelete(draft);
        }
    }

    /// <summary>At most once a day.</summary>
    public void Clean()
    {
        var now = clock.GetUtcNow();
        if (now - _cleanedAt < CleanEvery || !Directory.Exists(folder))
        {
            return;
        }

        _cleanedAt = now;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => now.UtcDateTime - File.GetLastWriteTimeUtc(f) > Keep).ToList())
        {
            TryDelete(file);
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            // It goes another day.
        }
    }

    private string PathOf(string name) => Path.Combine(folder, name[^2..], name);
}
