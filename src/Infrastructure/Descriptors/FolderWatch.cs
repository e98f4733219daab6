namespace Portal.Infrastructure.Descriptors;

/// <summary>Tells once when a folder has changed and then been quiet for a moment.</summary>
internal sealed class FolderWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly ITimer _timer;

    private FolderWatch(string folder, TimeSpan quiet, TimeProvider clock, Action changed)
    {
        _timer = clock.CreateTimer(_ => changed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
        FileSystemEventHandler restart = (_, _) => _timer.Change(quiet, Timeout.InfiniteTimeSpan);
        _watcher.Changed += restart;
        _watcher.Created += restart;
        _watcher.Deleted += restart;
        _watcher.Renamed += (_, _) => _timer.Change(quiet, Timeout.InfiniteTimeSpan);
        _watcher.Error += (_, _) => _timer.Change(quiet, Timeout.InfiniteTimeSpan); // events were lost: look at everything
        _watcher.EnableRaisingEvents = true;
    }

    /// <returns>Null where the folder cannot be watched: it does not exist, or the system's watches are used up.</returns>
    public static FolderWatch? TryStart(string folder, TimeSpan quiet, TimeProvider clock, Action changed)
    {
        try
        {
            return new(folder, quiet, clock, changed);
        }
        catch (Exception ex) when (ex is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _timer.Dispose();
    }
}
