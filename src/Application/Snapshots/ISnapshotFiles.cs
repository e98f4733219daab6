namespace Portal.Application.Snapshots;

/// <summary>The exported file as it lies on disk.</summary>
/// <param name="MadeAt">Null: none was written yet.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Failure">Why the last attempt wrote none; null when it did.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Fingerprint">SHA-256 of the public key, in hex: people compare it.</param>
public sealed record SnapshotStatus(DateTimeOffset? MadeAt, int Entities, long Bytes, string? Failure, string Folder, string? Fingerprint);

/// <summary>The export of the estate: written every few minutes, signed, read by people when nothing else answers.</summary>
public interface ISnapshotFiles
{
    SnapshotStatus Status { get; }

    /// <summary>Writes it now. Never throws but for cancellation; see <see cref="Status"/>.</summary>
    Task WriteAsync(CancellationToken ct);

    /// <returns>Path of the file, or null when there is none.</returns>
    string? PathOf(SnapshotFile file);
}

/// <summary>The three files.</summary>
public enum SnapshotFile
{
    Html,
    Signature,
    PublicKey,
}
