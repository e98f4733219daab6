using System.Text;
using System.Text.Json;
using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

/// <summary>What holds for every text whatsoever that is read as descriptors.</summary>
internal static class DescriptorChecks
{
    public const string First = """
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata: {name: first}
        spec: {type: service, lifecycle: production, owner: team-a}
        """;

    public static readonly string Last = First.Replace("first", "last", StringComparison.Ordinal);

    public static IReadOnlyList<DescriptorDocument> Read(string text) => new YamlDescriptorReader().Read(text, "fuzz.yaml");

    /// <summary>Nothing is thrown, every place lies in the text, and what is valid survives being stored.</summary>
    public static void Hold(string text)
    {
        // Half a surrogate cannot come out of a file: whoever decodes it puts U+FFFD in its place.
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        foreach (var document in Read(text))
        {
            Assert.True(document.Root is null == document.Errors.Count > 0, "a document is a value or has errors");
            Assert.All(document.Errors, e => PlaceIsInside(text, e));
            if (document.Root is { } root)
            {
                ValueHolds(text, document, root);
            }
        }
    }

    /// <summary>The documents around the text are read as if it were not there.</summary>
    public static void LeavesNeighboursAlone(string text)
    {
        var documents = Read($"{First}\n---\n{text}\n---\n{Last}\n");
        Assert.Equal("first", NameOf(documents[0]));
        Assert.Equal("last", NameOf(documents[^1]));
    }

    public static string? NameOf(DescriptorDocument document) => document.Root?["metadata"]?["name"]?.Text;

    private static void ValueHolds(string text, DescriptorDocument document, DescriptorNode root)
    {
        var json = root.ToJsonText();
        using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        var again = DescriptorNode.FromJson(parsed.RootElement);
        Assert.Equal(again.ToJsonText(), DescriptorNode.FromJson(again.ToJson()).ToJsonText());
        _ = root.ToJsonNode();
        _ = DescriptorSet.Check([DescriptorSet.Of("fuzz.yaml", [document])], KindRegistry.BuiltIn);
        var verdict = DescriptorValidator.Validate(root, "fuzz.yaml");
        Assert.All(verdict.Errors, e => PlaceIsInside(text, e));
        if (verdict.IsValid)
        {
            var source = new EntitySource("fuzz.yaml", document.Line, null, DateTimeOffset.UnixEpoch);
            Same(EntityFactory.Create(root, source, document.Raw), EntityFactory.Create(again, source, document.Raw));
            Same(EntityFactory.Create(root, source, document.Raw), EntityFactory.FromStored(json, source, document.Raw, KindRegistry.BuiltIn));
        }
    }

    /// <summary>An entity that was stored and loaded is the one that was read.</summary>
    private static void Same(CatalogEntity read, CatalogEntity loaded)
    {
        Assert.Equal((read.Ref, read.Kind, read.ApiVersion, read.Owner, read.System, read.Type, read.Lifecycle), (loaded.Ref, loaded.Kind, loaded.ApiVersion, loaded.Owner, loaded.System, loaded.Type, loaded.Lifecycle));
        Assert.Equal(Stored(read.Title), Stored(loaded.Title));
        Assert.Equal(Stored(read.Description), Stored(loaded.Description));
        Assert.Equal(read.Spec.GetRawText(), loaded.Spec.GetRawText());
        Assert.Equal(read.Declares, loaded.Declares);
        Assert.Equal(read.Tags, loaded.Tags);
        Assert.Equal(read.Labels.OrderBy(l => l.Key, StringComparer.Ordinal), loaded.Labels.OrderBy(l => l.Key, StringComparer.Ordinal));
        Assert.Equal(read.Annotations.Select(a => (a.Key, Stored(a.Value))).Order(), loaded.Annotations.Select(a => (a.Key, Stored(a.Value))).Order());
    }

    // Half a character (an escape such as "\uD800") cannot be stored; what stands for it can.
    private static string? Stored(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static void PlaceIsInside(string text, EntityError error)
    {
        var lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        Assert.False(string.IsNullOrWhiteSpace(error.Message));
        Assert.False(string.IsNullOrWhiteSpace(error.Fix));
        Assert.InRange(error.Line, 1, lines.Length);
        Assert.InRange(error.Column, 1, lines[error.Line - 1].Length + 1);
    }
}
