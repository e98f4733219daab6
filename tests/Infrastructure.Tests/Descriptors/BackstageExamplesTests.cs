using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class BackstageExamplesTests
{
    [Fact]
    public async Task Every_document_gets_the_validity_the_stage_and_the_relations_that_Backstage_gives_it()
    {
        Assert.SkipUnless(BackstageExamples.Folder is not null, "fixtures/backstage-examples is not beside the repository");
        var root = new LocalRoot(BackstageExamples.Folder!, "file:", null, DescriptorLimits.Default);
        List<string> differences = [];
        var documents = 0;

        foreach (var file in BackstageExamples.Expected().EnumerateObject())
        {
            var read = new YamlDescriptorReader().Read(await File.ReadAllBytesAsync(Path.Combine(BackstageExamples.Folder!, file.Name), TestContext.Current.CancellationToken), file.Name);
            var expected = file.Value.GetProperty("documents").EnumerateArray().ToList();
            if (read.Count != expected.Count)
            {
                differences.Add($"{file.Name}: {read.Count} documents, expected {expected.Count}");
                continue;
            }

            foreach (var (document, want) in read.Zip(expected))
            {
                documents++;
                await CompareAsync(root, file.Name, document, want, differences);
            }
        }

        Assert.Empty(differences);
        Assert.Equal(95, documents);
    }

    private static async Task CompareAsync(LocalRoot root, string file, DescriptorDocument document, JsonElement want, List<string> differences)
    {
        var where = $"{file}#{want.GetProperty("index").GetInt32()}";
        if (document.Line != want.GetProperty("line").GetInt32())
        {
            differences.Add($"{where}: line {document.Line}, expected {want.GetProperty("line")}");
        }

        var resolved = document.Root is null ? null : await Placeholders.ResolveAsync(document.Root, root, file, file, CancellationToken.None);
        var verdict = resolved is null ? new DescriptorVerdict("yaml", document.Errors) : DescriptorValidator.Validate(resolved.ForValidation, file);
        if (verdict.IsValid != want.GetProperty("valid").GetBoolean())
        {
            differences.Add($"{where}: valid {verdict.IsValid}, {string.Join(" ", verdict.Errors.Select(e => e.Message))}");
            return;
        }

        if (!verdict.IsValid)
        {
            if (verdict.Stage != want.GetProperty("stage").GetString())
            {
                differences.Add($"{where}: stage {verdict.Stage}, expected {want.GetProperty("stage")}");
            }

            return;
        }

        var entity = EntityFactory.Create(resolved!.Root, new EntitySource(file, document.Line, null, DateTimeOffset.UnixEpoch), document.Raw);
        var relations = entity.Declares.Select(r => $"{r.Type} {r.Target}").Order(StringComparer.Ordinal);
        var expected = want.GetProperty("relations").EnumerateArray().Select(r => $"{r.GetProperty("type").GetString()} {r.GetProperty("target").GetString()}").Order(StringComparer.Ordinal);
        if (!relations.SequenceEqual(expected, StringComparer.Ordinal))
        {
            differences.Add($"{where}: {string.Join(", ", relations)}; expected {string.Join(", ", expected)}");
        }

        if (entity.Ref.ToString() != want.GetProperty("ref").GetString() || entity.Kind != want.GetProperty("kind").GetString() || entity.Name != want.GetProperty("name").GetString())
        {
            differences.Add($"{where}: {entity.Kind} {entity.Ref}");
        }
    }
}
