using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Application.Snapshots;

namespace Portal.Infrastructure.Snapshots;

/// <summary>The export of the estate (section Export).</summary>
public sealed class ExportOptions
{
    public const string Section = "Export";

    /// <summary>Where it is written; empty: export in the data directory. A folder that other machines copy or mount is of most use.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Minutes between two exports.</summary>
    [Range(1, 1440)]
    public int EveryMinutes { get; set; } = 5;
}

/// <summary>Writes the file beside the old one and puts it in its place, so that a reader never sees half of it. Signed with ECDSA P-256 over SHA-256, which openssl can check.</summary>
internal sealed partial class SnapshotFiles : ISnapshotFiles, IDisposable
{
    public const string HtmlName = "portal-snapshot.html";
    public const string SignatureName = "portal-snapshot.html.sig";
    public const string KeyName = "portal-snapshot.pub.pem";

    private readonly EstateSnapshot _snapshot;
    private readonly TimeProvider _clock;
    private readonly ILogger<SnapshotFiles> _logger;
    private readonly string _folder;
    private readonly string _keyPath;
    private readonly string _organisation;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private SnapshotStatus _status;

    public SnapshotFiles(EstateSnapshot snapshot, IOptions<ExportOptions> options, IConfiguration configuration, TimeProvider clock, ILogger<SnapshotFiles> logger)
    {
        (_snapshot, _clock, _logger) = (snapshot, clock, logger);
        _folder = Path.GetFullPath(options.Value.Directory.Length > 0 ? options.Value.Directory : configuration.DataPath("export"));
        _keyPath = configuration.DataPath("export-key.pem");
        _organisation = configuration["Portal:Organisation"] ?? "Portal";
        _status = new(null, 0, 0, null, _folder, null);
    }

    public SnapshotStatus Status => Volatile.Read(ref _status);

    public string? PathOf(SnapshotFile file)
    {
        var path = Path.Combine(_folder, file switch { SnapshotFile.Html => HtmlName, SnapshotFile.Signature => SignatureName, _ => KeyName });
        return File.Exists(path) ? path : null;
    }

    public async Task WriteAsync(CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var now = _clock.GetUtcNow();
            var (html, entities) = _snapshot.Write(_organisation, now);
            var bytes = Encoding.UTF8.GetBytes(html);
            Directory.CreateDirectory(_folder);
            using var key = await KeyAsync(ct);
            await PutAsync(KeyName, Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"), ct);
            var signature = key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            await PutAsync(HtmlName, bytes, ct);
            await PutAsync(SignatureName, signature, ct);
            var fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
            Volatile.Write(ref _status, new(now, entities, bytes.LongLength, null, _folder, fingerprint));
        }
        catch (Exception ex) when (!ct.IsCancellationRequested) // whatever it is, the portal goes on and the page says it
        {
            Volatile.Write(ref _status, Status with { Failure = $"The export could not be written to {_folder}: {ex.Message}" });
            Log.Failed(_logger, _folder, ex);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task<ECDsa> KeyAsync(CancellationToken ct)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(_keyPath))
        {
            key.ImportFromPem(await File.ReadAllTextAsync(_keyPath, ct));
            return key;
        }

        // Several replicas may share the data directory: who puts the file there first makes the key. It is whole when it gets its name, whenever the portal is killed.
        var fresh = $"{_keyPath}.{Guid.NewGuid():N}";
        FileStreamOptions create = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (FileStream stream = new(fresh, create))
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), ct);
        }

        File.Move(fresh, _keyPath, overwrite: false);
        return key;
    }

    private async Task PutAsync(string name, byte[] bytes, CancellationToken ct)
    {
        var path = Path.Combine(_folder, name);
        var fresh = path + ".new";
        await File.WriteAllBytesAsync(fresh, bytes, ct);
        File.Move(fresh, path, overwrite: true);
    }

    private static partial class Log
    {
        [LoggerMessage(7020, LogLevel.Error, "The export could not be written to {Folder}")]
        public static partial void Failed(ILogger logger, string folder, Exception ex);
    }
}
