using System.Collections.Immutable;
using Portal.Application.BackgroundServices;

namespace Portal.Infrastructure.BackgroundServices;

/// <summary>What the supervisors say of the services they keep running.</summary>
internal sealed class SupervisedServices : IBackgroundServices
{
    private ImmutableArray<BackgroundServiceStatus> _current = [];

    public IReadOnlyList<BackgroundServiceStatus> Current => _current;

    /// <summary>Takes the place of what was said of a service of that name before; a new one comes last.</summary>
    public void Say(BackgroundServiceStatus status)
        => ImmutableInterlocked.Update(ref _current, (all, now) => all.FirstOrDefault(s => s.Name == now.Name) is { } before ? all.Replace(before, now) : all.Add(now), status);
}
