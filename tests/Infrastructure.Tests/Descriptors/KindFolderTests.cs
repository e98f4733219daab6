using Portal.Application.Catalog;
using Portal.Infrastructure.Descriptors;

namespace Portal.InfrastructureTests.Descriptors;

public sealed class KindFolderTests : IAsyncDisposable
{
    private const string DataSet = """
        kind: DataSet
        apiVersions: [example.com/v1]
        title: Data set
        plural: Data sets
        icon: table
        schema:
          type: object
          required: [owner, retentionDays]
          additionalProperties: false
          properties:
            owner: {type: string}
            system: {type: string}
            type: {type: string, enum: [table, stream]}
            retentionDays: {type: integer, minimum: 1}
            inputs:
              type: array
              items: {$ref: '#/$defs/input'}
          $defs:
            input:
              type: object
              properties: {from: {type: string}}
        relations:
          - {field: spec.system, type: partOf, defaultKind: system}
          - {field: spec.inputs.from, type: filledBy, inverse: fills, defaultKind: component}
        """;

    private readonly IngestFixture _files = new();

    public ValueTask DisposeAsync() => _files.DisposeAsync();

    [Fact]
    public void A_file_makes_a_kind_with_its_words_and_relations()
    {
        _files.Write("kinds/dataset.yaml", DataSet);

        var kind = Assert.Single(Folder().Current.Custom);

        Assert.Equal(("DataSet", "Data set", "Data sets", "table"), (kind.Kind, kind.Title, kind.Plural, kind.Icon));
        Assert.Equal(new CustomRelation("spec.inputs.from", "filledBy", "fills", "component"), kind.Relations[1]);
        Assert.Contains("\"retentionDays\"", kind.SchemaJson, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_is_read_like_YAML()
    {
        _files.Write("kinds/a.json", """{"kind": "Alarm", "apiVersions": ["example.com/v1"], "schema": {"type": "object"}}""");

        Assert.Equal("Alarm", Assert.Single(Folder().Current.Custom).Kind);
    }

    [Theory]
    [InlineData("kind: DataSet", "kind: Component", 1, 7, "built-in kind")]
    [InlineData("kind: DataSet\n", "", 1, 1, "kind is missing")]
    [InlineData("kind: DataSet", "kind: Data-Set", 1, 7, "not well formed")]
    [InlineData("apiVersions: [example.com/v1]", "apiVersions: []", 2, 14, "empty")]
    [InlineData("icon: table", "icon: no-such-icon", 5, 7, "no icon")]
    [InlineData("icon: table", "colour: red", 5, 1, "not known here")]
    [InlineData("  type: object\n  required", "  type: thing\n  required", 7, 9, "is no type")]
    [InlineData("additionalProperties: false", "unevaluatedProperties: false", 9, 3, "is not applied")]
    [InlineData("{type: integer, minimum: 1}", "{type: integer, minimum: one}", 14, 45, "must be a number")]
    [InlineData("'#/$defs/input'", "'#/$defs/gone'", 17, 21, "names nothing")]
    [InlineData("'#/$defs/input'", "https://example.com/schema.json", 17, 21, "names nothing")]
    [InlineData("type: partOf,", "type: belongsTo,", 23, 32, "no inverse")]
    [InlineData("inverse: fills", "inverse: hasPart", 24, 56, "cannot be the inverse")]
    [InlineData("field: spec.system", "field: metadata.name", 23, 13, "names no field of spec")]
    [InlineData("enum: [table, stream]", "pattern: '(['", 13, 35, "no regular expression")]
    [InlineData("kind: DataSet", "kind: {a", 1, 7, "Not valid YAML")]
    public void A_broken_file_is_answered_with_the_place(string from, string to, int line, int column, string message)
    {
        _files.Write("kinds/dataset.yaml", DataSet.Replace(from, to, StringComparison.Ordinal));

        var folder = Folder();

        Assert.Empty(folder.Current.Custom);
        var error = folder.Files[0].Errors[0];
        Assert.Equal(("dataset.yaml", line, column), (error.Location, error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(error.Fix));
    }

    [Fact]
    public void A_file_that_breaks_keeps_the_kind_as_it_was_and_says_so()
    {
        _files.Write("kinds/dataset.yaml", DataSet);
        var folder = Folder();

        _files.Write("kinds/dataset.yaml", DataSet.Replace("title: Data set", "title: [", StringComparison.Ordinal));

        Assert.False(folder.Reload());
        Assert.Equal("Data set", Assert.Single(folder.Current.Custom).Title);
        Assert.NotEmpty(folder.Files[0].Errors);
    }

    [Fact]
    public void A_change_makes_another_registry_and_the_same_files_make_none()
    {
        _files.Write("kinds/dataset.yaml", DataSet);
        var folder = Folder();
        var before = folder.Current;

        Assert.False(folder.Reload());
        _files.Write("kinds/dataset.yaml", DataSet.Replace("plural: Data sets", "plural: Tables", StringComparison.Ordinal));
        Assert.True(folder.Reload());

        Assert.NotEqual(before.Fingerprint, folder.Current.Fingerprint);
        Assert.Equal("Data sets", before.Custom[0].Plural); // whoever holds the old one keeps it
        Assert.Equal("Tables", folder.Current.Custom[0].Plural);
        File.Delete(_files.Path("kinds/dataset.yaml"));
        Assert.True(folder.Reload());
        Assert.Empty(folder.Current.Custom);
    }

    [Fact]
    public void Two_files_cannot_describe_one_kind_or_one_relation_in_two_ways()
    {
        _files.Write("kinds/a.yaml", DataSet);
        _files.Write("kinds/b.yaml", DataSet);
        _files.Write("kinds/c.yaml", DataSet.Replace("kind: DataSet", "kind: Report", StringComparison.Ordinal).Replace("inverse: fills", "inverse: feeds", StringComparison.Ordinal));

        var folder = Folder();

        Assert.Equal("a.yaml", Assert.Single(folder.Current.Custom).File);
        Assert.Contains("described by a.yaml, too", folder.Files[1].Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("contradicts filledBy/fills", folder.Files[2].Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_and_harms_nothing()
    {
        var folder = Folder();

        Assert.Same(KindRegistry.BuiltIn, folder.Current);
        Assert.Contains("cannot be read", folder.Files[0].Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retentionDays: 30", "retentionDays: soon", 9, 18, "spec.retentionDays must be a whole number, not text.")]
    [InlineData("  retentionDays: 30\n", "", 7, 3, "spec.retentionDays is required.")]
    [InlineData("retentionDays: 30", "retentionDays: 0", 9, 18, "spec.retentionDays must be 1 or more.")]
    [InlineData("type: table", "type: heap", 8, 9, "spec.type must be one of table, stream.")]
    [InlineData("type: table", "typ: table", 8, 3, "spec.typ is not allowed here.")]
    [InlineData("- from: loader", "- from: 7", 11, 13, "spec.inputs[0].from must be text, not a number.")]
    [InlineData("- from: loader", "- loader", 11, 7, "spec.inputs[0] must be an object, not text.")]
    [InlineData("owner: team-a", "owner: [team-a]", 7, 10, "spec.owner must be text, not a list.")]
    [InlineData("apiVersion: example.com/v1", "apiVersion: backstage.io/v1alpha1", 1, 13, "is not known for the kind DataSet")]
    [InlineData("kind: DataSet", "kind: Dataset", 2, 7, "The kind 'Dataset' is not known here.")]
    public void A_document_of_a_custom_kind_is_checked_by_its_schema_at_the_place_of_the_field(string from, string to, int line, int column, string message)
    {
        _files.Write("kinds/dataset.yaml", DataSet);
        var document = Assert.Single(new YamlDescriptorReader().Read(Document.Replace(from, to, StringComparison.Ordinal), "d.yaml"));

        var error = DescriptorValidator.Validate(document.Root!, "d.yaml", Folder().Current).Errors[0];

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(error.Fix));
    }

    [Fact]
    public async Task Its_documents_are_entities_with_owner_and_relations_both_ways_and_survive_a_restart()
    {
        _files.Write("kinds/dataset.yaml", DataSet);
        _files.Write("c/d.yaml", Document + "---\n" + IngestFixture.Component("loader"));
        await _files.StartAsync(new CatalogOptions { KindsPath = _files.Path("kinds") });
        var location = await _files.RegisterAsync("directory", _files.Path("c"));

        Assert.Empty(location.Errors);
        Check();
        await _files.StartAsync(new CatalogOptions { KindsPath = _files.Path("kinds") });
        Check();

        void Check()
        {
            var entity = _files.Find("dataset:default/orders")!;
            Assert.Equal(("group:default/team-a", "system:default/shop", "table"), (entity.Owner.ToString(), entity.System.ToString(), entity.Type));
            Assert.Contains(new Relation("filledBy", EntityRef.Parse("component:default/loader")), _files.Graph.RelationsOf(entity.Ref));
            Assert.Contains(new Relation("fills", entity.Ref), _files.Graph.RelationsOf(EntityRef.Parse("component:default/loader")));
            Assert.True(EntityFilter.IsOrphan(entity, _files.Graph)); // the schema asks for an owner, and the catalog has none of that name
        }
    }

    [Fact]
    public async Task A_kind_that_comes_later_takes_in_what_was_refused_and_one_that_changes_marks_what_no_longer_fits()
    {
        _files.Write("c/d.yaml", Document);
        Directory.CreateDirectory(_files.Path("kinds"));
        await _files.StartAsync(new CatalogOptions { KindsPath = _files.Path("kinds") });
        var refused = await _files.RegisterAsync("directory", _files.Path("c"));
        Assert.Contains("'DataSet' is not known here", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);

        _files.Write("kinds/dataset.yaml", DataSet);
        Assert.True(_files.Kinds.Reload());
        await _files.Ingest.ReviseAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_files.Find("dataset:default/orders")!.Errors);

        _files.Write("kinds/dataset.yaml", DataSet.Replace("minimum: 1", "minimum: 90", StringComparison.Ordinal));
        Assert.True(_files.Kinds.Reload());
        await _files.Ingest.ReviseAsync(TestContext.Current.CancellationToken);
        var error = Assert.Single(_files.Find("dataset:default/orders")!.Errors); // the last good version stays
        Assert.Equal((9, "spec.retentionDays must be 90 or more."), (error.Line, error.Message));
    }

    [Fact]
    public async Task Another_name_for_a_relation_is_shown_although_no_document_changed()
    {
        _files.Write("kinds/dataset.yaml", DataSet);
        _files.Write("c/d.yaml", Document);
        await _files.StartAsync(new CatalogOptions { KindsPath = _files.Path("kinds") });
        await _files.RegisterAsync("directory", _files.Path("c"));

        _files.Write("kinds/dataset.yaml", DataSet.Replace("inverse: fills", "inverse: feeds", StringComparison.Ordinal));
        _files.Kinds.Reload();
        await _files.Ingest.ReviseAsync(TestContext.Current.CancellationToken);

        Assert.Equal("feeds", Assert.Single(_files.Graph.RelationsOf(EntityRef.Parse("component:default/loader"))).Type);
    }

    private const string Document = """
        apiVersion: example.com/v1
        kind: DataSet
        metadata:
          name: orders
        # what it is made of
        spec:
          owner: team-a
          type: table
          retentionDays: 30
          inputs:
            - from: loader
          system: shop

        """;

    private KindFolder Folder() => new(_files.Path("kinds"), _files.Clock, new KnownIcons(new HashSet<string> { "table", "file" }));
}
