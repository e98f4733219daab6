using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Names of the icons that pages can draw.</summary>
public sealed record KnownIcons(IReadOnlySet<string> Names);

/// <summary>
/// The kinds of an organisation, from a folder with one file each. A file that breaks keeps its last version in order and says what is wrong; one that goes takes its
/// kind along.
/// </summary>
public sealed partial class KindFolder : IKinds
{
    private const int MaxFiles = 200;
    private const int MaxFileBytes = 1024 * 1024;

    private readonly TimeProvider _clock;
    private readonly KnownIcons? _icons;
    private readonly ILogger<KindFolder>? _logger;
    private readonly Lock _reading = new();
    private State _state = new(KindRegistry.BuiltIn, [], "");

    public KindFolder(CatalogOptions options, TimeProvider clock, KnownIcons? icons = null, ILogger<KindFolder>? logger = null)
        : this(options.KindsPath, clock, icons, logger)
    {
    }

    public KindFolder(string folder, TimeProvider clock, KnownIcons? icons = null, ILogger<KindFolder>? logger = null)
    {
        (_clock, _icons, _logger) = (clock, icons, logger);
        Folder = folder.Length == 0 ? null : Path.GetFullPath(folder);
        Reload();
    }

    private sealed record State(KindRegistry Registry, IReadOnlyList<KindFile> Files, string Seen);

    /// <inheritdoc />
    public string? Folder { get; }

    /// <inheritdoc />
    public KindRegistry Current => Volatile.Read(ref _state).Registry;

    /// <inheritdoc />
    public IReadOnlyList<KindFile> Files => Volatile.Read(ref _state).Files;

    /// <summary>Reads the folder again.</summary>
    /// <returns>Whether other kinds are in use now than before.</returns>
    public bool Reload()
    {
        if (Folder is null)
        {
            return false;
        }

        lock (_reading)
        {
            var before = _state;
            var contents = Contents(out var problem);
            var seen = string.Join('\n', contents.Select(c => $"{c.File}:{c.Hash}:{c.Error?.Message}")) + problem?.Message;
            if (seen == before.Seen)
            {
                return false;
            }

            var lastGood = before.Files.Where(f => f.Kind is not null).ToDictionary(f => f.File, f => f, StringComparer.Ordinal);
            List<KindFile> files = problem is null ? [] : [new("", null, [problem], null), .. before.Files.Where(f => f.File.Length > 0)];
            List<CustomKind> kinds = problem is null ? [] : [.. before.Registry.Custom];
            foreach (var content in contents)
            {
                var file = Read(content, lastGood.GetValueOrDefault(content.File), kinds);
                files.Add(file);
                if (file.Kind is not null)
                {
                    kinds.Add(file.Kind);
                }
            }

            Tell(files, before.Files);
            var registry = KindRegistry.With(kinds);
            var changed = registry.Fingerprint != before.Registry.Fingerprint;
            Volatile.Write(ref _state, new(changed ? registry : before.Registry, files, seen));
            return changed;
        }
    }

    private KindFile Read((string File, byte[] Bytes, string Hash, EntityError? Error) content, KindFile? before, List<CustomKind> others)
    {
        if (before is { Errors.Count: 0, Kind: { } same } && same.Hash == content.Hash && KindReader.Conflicts(same, others).Count == 0)
        {
            return before;
        }

        var (kind, errors) = content.Error is { } unreadable
            ? (null, [unreadable])
            : KindReader.Read(new YamlDescriptorReader().Read(content.Bytes, content.File), content.File, _icons?.Names);
        if (kind is not null)
        {
            kind = kind with { Hash = content.Hash };
            errors = KindReader.Conflicts(kind, others);
        }

        if (errors.Count == 0)
        {
            return new(content.File, kind, [], _clock.GetUtcNow());
        }

        // The version before stays in use, unless another file has taken its name since.
        var kept = before?.Kind is { } good && KindReader.Conflicts(good, others).Count == 0 ? good : null;
        return new(content.File, kept, errors, kept is null ? null : before!.LoadedAt);
    }

    private List<(string File, byte[] Bytes, string Hash, EntityError? Error)> Contents(out EntityError? problem)
    {
        problem = null;
        List<(string, byte[], string, EntityError?)> contents = [];
        try
        {
            foreach (var path in Directory.EnumerateFiles(Folder!).Where(IsKindFile).Order(StringComparer.Ordinal).Take(MaxFiles))
            {
                contents.Add(Content(path));
            }
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            problem = new(Folder!, 0, 0, $"The folder of kinds cannot be read: {ex.Message}", "Correct Catalog:KindsPath, or let the portal's account read it. Kinds read before stay in use.");
        }

        return contents;
    }

    private static (string File, byte[] Bytes, string Hash, EntityError? Error) Content(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            if (FileKind.Special(path) is { } special || new FileInfo(path).Length > MaxFileBytes)
            {
                return (name, [], "", new(name, 0, 0, "This is no file of at most 1 MB.", "Put a regular file there."));
            }

            var bytes = File.ReadAllBytes(path);
            return (name, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), null);
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            return (name, [], "", new(name, 0, 0, $"The file cannot be read: {ex.Message}", "Let the portal's account read it."));
        }
    }

    private static bool IsKindFile(string path)
        => Path.GetFileName(path)[0] != '.' && Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";

    private void Tell(IReadOnlyList<KindFile> files, IReadOnlyList<KindFile> before)
    {
        foreach (var file in files)
        {
            if (_logger is null || before.Contains(file))
            {
                continue;
            }

            if (file.Errors is [var first, ..])
            {
                Log.Broken(_logger, file.File, first.Line, first.Message, file.Kind is null ? "no version of it is in use" : "the version before stays in use");
            }
            else if (file.Kind is { } kind)
            {
                Log.Loaded(_logger, kind.Kind, file.File);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6050, LogLevel.Information, "The kind {Kind} is read from {File}")]
        public static partial void Loaded(ILogger logger, string kind, string file);

        [LoggerMessage(6051, LogLevel.Warning, "{File} line {Line} describes no kind: {Message} ({Consequence})")]
        public static partial void Broken(ILogger logger, string file, int line, string message, string consequence);
    }
}
