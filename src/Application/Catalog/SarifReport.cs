using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Application.Catalog;

/// <summary>A report in the format that code hosts show beside the changed lines.</summary>
/// <remarks>Source: SARIF 2.1.0 (OASIS, errata 01), sections 3.13 to 3.49.</remarks>
public static class SarifReport
{
    public const string ContentType = "application/sarif+json";

    private const string SchemaUri = "https://json.schemastore.org/sarif-2.1.0.json";
    private const string SourceRoot = "%SRCROOT%";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="portal">Address that the rules' documentation is found below, without a slash at the end.</param>
    /// <param name="version">Of the portal.</param>
    public static string Of(SetReport report, string portal, string version)
    {
        var index = DescriptorRules.All.Select((rule, i) => (rule.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var results = report.Files.SelectMany(f => f.Documents.SelectMany(d =>
            d.Errors.Select(m => Result(f, d, m, "error")).Concat(d.Warnings.Select(m => Result(f, d, m, "warning"))))).ToList();
        return JsonSerializer.Serialize(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["$schema"] = SchemaUri,
                ["version"] = "2.1.0",
                ["runs"] = new[]
                {
                    new
                    {
                        tool = new { driver = new { name = "portal validate", version, informationUri = $"{portal}/docs/portal/validate", rules = DescriptorRules.All.Select(r => Rule(r, portal)).ToArray() } },
                        columnKind = "utf16CodeUnits",
                        results,
                    },
                },
            },
            Json);

        object Result(FileReport file, DocumentReport document, DescriptorMessage message, string level) => new
        {
            ruleId = message.Rule,
            ruleIndex = index[message.Rule],
            level,
            message = new { text = message.Fix is null ? message.Message : $"{message.Message} {message.Fix}" },
            locations = new[]
            {
                new
                {
                    physicalLocation = new
                    {
                        artifactLocation = Artifact(file.File),
                        region = message.Line > 0 ? new { startLine = message.Line, startColumn = Math.Max(message.Column, 1) } : null,
                    },
                },
            },
            partialFingerprints = new Dictionary<string, string>(StringComparer.Ordinal) { ["portalFinding/v1"] = Fingerprint(file, document, message, seen) },
        };
    }

    private static object Rule(DescriptorRule rule, string portal) => new
    {
        id = rule.Id,
        name = string.Concat(rule.Id.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])),
        shortDescription = new { text = rule.Name },
        fullDescription = new { text = rule.Description },
        helpUri = $"{portal}/docs/portal/validate#{rule.Id}",
        defaultConfiguration = new { level = rule.IsWarning ? "warning" : "error" },
    };

    private static object Artifact(string path)
    {
        var name = path.Replace('\\', '/');
        return Path.IsPathRooted(path)
            ? new { uri = new Uri(path).AbsoluteUri, uriBaseId = (string?)null }
            : new { uri = string.Join('/', (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name).Split('/').Select(Uri.EscapeDataString)), uriBaseId = (string?)SourceRoot };
    }

    // Without the line, so that a finding stays the same when text above it moves; the same finding twice is numbered.
    private static string Fingerprint(FileReport file, DocumentReport document, DescriptorMessage message, Dictionary<string, int> seen)
    {
        var subject = document.Ref ?? $"{document.Kind}/{document.Name}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{message.Rule}\n{file.File}\n{subject}\n{message.Message}")))[..32];
        var number = seen[hash] = seen.GetValueOrDefault(hash) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{hash}:{number}");
    }
}
