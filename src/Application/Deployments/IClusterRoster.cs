using Portal.Application.Common;

namespace Portal.Application.Deployments;

/// <summary>Which clusters are followed. They change while the portal runs.</summary>
public interface IClusterRoster
{
    /// <summary>Names of the clusters that were added over the page or the API, as they are followed now.</summary>
    IReadOnlyCollection<string> Registered { get; }

    /// <summary>Looks at the settings and at what is stored, starts what is new and stops what is gone. Also done every few seconds by itself.</summary>
    Task ApplyAsync(CancellationToken ct);

    /// <summary>Says whether a kubeconfig can be used as it is: what it names is in it, it runs no program and reads no file of this machine.</summary>
    /// <returns>Null, or what is wrong and how to mend it.</returns>
    string? Check(string kubeconfig, string? context);
}
