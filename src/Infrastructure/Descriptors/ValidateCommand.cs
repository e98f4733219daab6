using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portal.Application.Catalog;

namespace Portal.Infrastructure.Descriptors;

/// <summary>The verb <c>portal validate</c>: checks descriptor files without a server, by the rules the catalog reads them with.</summary>
public static class ValidateCommand
{
    private const int Invalid = 1;
    private const int Usage = 2;
    private const string DefaultPortal = "http://localhost:5080";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="args">See <see cref="ValidateArguments.Usage"/>.</param>
    /// <param name="input">Standard input, for the path "-".</param>
    /// <param name="http">Reaches the portal of --against; null: the network.</param>
    /// <returns>0: all valid; 1: something is not, or with --strict there are warnings; 2: wrong use, or the portal asked does not answer.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken ct, TextReader? input = null, HttpMessageHandler? http = null)
    {
        if (ValidateArguments.Parse(args, out var problem) is not { } asked)
        {
            await error.WriteLineAsync(problem.Length == 0 ? ValidateArguments.Usage : $"{problem}\n{ValidateArguments.Usage}");
            return Usage;
        }

        var kinds = KindRegistry.BuiltIn;
        if (asked.Kinds is { } folder)
        {
            var read = new KindFolder(folder, TimeProvider.System);
            if (read.Files.SelectMany(f => f.Errors).ToList() is { Count: > 0 } broken)
            {
                foreach (var e in broken)
                {
                    await error.WriteLineAsync($"{Path.Combine(folder, e.Location)}:{e.Line}:{e.Column}: {e.Message} {e.Fix}");
                }

                return Usage;
            }

            kinds = read.Current;
        }

        var files = await ValidateFilesOnDisk.ReadAsync(asked.Paths, input, ct);
        IKnownEntities? known = null;
        if (asked.Against is { } portal)
        {
            var (answer, refused) = await PortalRefs.AskAsync(portal, files, kinds, http, ct);
            if (refused is not null)
            {
                await error.WriteLineAsync(refused);
                return Usage;
            }

            known = answer;
        }

        var report = DescriptorSet.Check(files, kinds, known);
        return await WriteAsync(report, asked, output, ct);
    }

    private static async Task<int> WriteAsync(SetReport report, ValidateArguments asked, TextWriter output, CancellationToken ct)
    {
        if (asked.Sarif)
        {
            var sarif = SarifReport.Of(report, (asked.Against ?? Environment.GetEnvironmentVariable("PORTAL_URL") ?? DefaultPortal).TrimEnd('/'), Version());
            if (asked.SarifFile is { } path)
            {
                await File.WriteAllTextAsync(path, sarif, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), ct);
            }
            else
            {
                await output.WriteLineAsync(sarif);
            }
        }

        if (asked.Json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { report.Valid, report.Warnings, report.Files }, Json));
        }
        else if (!asked.Sarif || asked.SarifFile is not null)
        {
            await output.WriteAsync(InWords(report));
        }

        return report.Valid && (!asked.Strict || report.Warnings == 0) ? 0 : Invalid;
    }

    private static string InWords(SetReport report)
    {
        var text = new StringBuilder();
        foreach (var file in report.Files)
        {
            foreach (var document in file.Documents)
            {
                Lines(file.File, document.Errors, "", text);
                Lines(file.File, document.Warnings, "warning: ", text);
            }
        }

        var documents = report.Files.Sum(f => f.Documents.Count);
        var bad = report.Files.Sum(f => f.Documents.Count(d => !d.Valid));
        var warnings = report.Warnings == 0 ? "" : report.Warnings == 1 ? ", 1 warning" : $", {report.Warnings} warnings";
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{documents} documents in {report.Files.Count} files: {(bad == 0 ? "all valid" : $"{bad} not valid")}{warnings}.").Append('\n');
        if (report.Unchecked > 0)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(report.Unchecked == 1 ? "1 ref leads out of these files and was" : $"{report.Unchecked} refs lead out of these files and were")} not checked; --against <address of the portal> does that.").Append('\n');
        }

        return text.ToString();
    }

    private static void Lines(string file, IReadOnlyList<DescriptorMessage> messages, string level, StringBuilder text)
    {
        foreach (var message in messages)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{file}:{message.Line}:{message.Column}: {level}{message.Message}{(message.Fix is null ? "" : " " + message.Fix)} [{message.Rule}]").Append('\n');
        }
    }

    private static string Version() => typeof(ValidateCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";
}
