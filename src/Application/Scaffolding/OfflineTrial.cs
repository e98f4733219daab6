using System.Text.Json.Nodes;
using Portal.Application.Catalog;
using Portal.Application.Common;
using Portal.Application.Identity;

namespace Portal.Application.Scaffolding;

/// <summary>What answers lead to, file by file.</summary>
public sealed record OfflineOutcome(IReadOnlyDictionary<string, byte[]> Files, IReadOnlyList<Effect> Effects);

/// <summary>A dry run where there is neither catalog nor git server: for tests of templates.</summary>
public sealed class OfflineTrial(ITemplateEngine engine, ScaffoldActions actions)
{
    private static readonly Actor Author = new("user:default/template-author", "Template author", Role.Engineer, [], "user:default/template-author");

    /// <returns>The files, or <see cref="Invalid"/> with what is wrong with the answers, or why a step failed.</returns>
    public async Task<Result<OfflineOutcome>> RunAsync(ScaffoldTemplate template, JsonObject answers, CancellationToken ct)
    {
        SortedDictionary<string, string[]> wrong = new(StringComparer.Ordinal);
        var (values, secrets) = AnswerCheck.Offline(template, answers, (path, message) => wrong[path] = [.. wrong.GetValueOrDefault(path) ?? [], message]);
        if (wrong.Count > 0)
        {
            return new Invalid(wrong);
        }

        var shown = await new DryRun(engine, actions, new NoCatalog(), new OneMoment()).RunAsync(template, values, secrets, Author, ct);
        return shown.Failure is { } failure ? failure : new OfflineOutcome(shown.Value.Workspace.Files.ToDictionary(f => f.Key, f => f.Value.Content, StringComparer.Ordinal), shown.Value.Effects);
    }

    /// <summary>Expected files must not change from day to day: now is the beginning of 2026.</summary>
    private sealed class OneMoment : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private sealed class NoCatalog : ICatalog
    {
        public CatalogGraph Current => CatalogGraph.Empty;
    }
}
