using System.Diagnostics;
using System.Globalization;

namespace Portal.Infrastructure.Scaffolding;

/// <summary>Names this process on leases, and tells whether another process of this machine is gone.</summary>
internal sealed class ProcessIdentity
{
    private readonly string _nonce = Guid.NewGuid().ToString("N");

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{_nonce}");

    /// <summary>True only when it is certain: same machine, and its process id is free or is ours by now.</summary>
    public bool IsDead(string owner)
    {
        var parts = owner.Split('/');
        if (parts.Length != 3 || parts[0] != Environment.MachineName || parts[2] == _nonce || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        if (id == Environment.ProcessId)
        {
            return !Siblings.Contains(parts[2]);
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>Hosts that share this process (tests): not dead, though the process id is ours.</summary>
    private static HashSet<string> Siblings { get; } = new(StringComparer.Ordinal);

    public void Enter()
    {
        lock (Siblings)
        {
            Siblings.Add(_nonce);
        }
    }

    public void Leave()
    {
        lock (Siblings)
        {
            Siblings.Remove(_nonce);
        }
    }
}
