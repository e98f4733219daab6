namespace Portal.Application.Catalog;

/// <summary>What is to be said about several files.</summary>
/// <param name="Files">In the order given.</param>
/// <param name="Unchecked">How many refs lead out of the files, to kinds of which they hold none: nobody could say whether those exist.</param>
public sealed record SetReport(IReadOnlyList<FileReport> Files, int Unchecked = 0)
{
    public bool Valid => Files.All(f => f.Documents.All(d => d.Valid));

    /// <summary>Things worth a look in documents that are accepted all the same.</summary>
    public int Warnings => Files.Sum(f => f.Documents.Sum(d => d.Warnings.Count));
}

/// <param name="File">As it was named by whoever asked.</param>
public sealed record FileReport(string File, IReadOnlyList<DocumentReport> Documents);

/// <summary>What is to be said about the documents of one text.</summary>
public sealed record DescriptorReport(IReadOnlyList<DocumentReport> Documents)
{
    public bool Valid => Documents.All(d => d.Valid);
}

/// <param name="Kind">As far as it can be told.</param>
/// <param name="Line">Of the document's first content.</param>
/// <param name="Errors">What keeps it out of the catalog.</param>
public sealed record DocumentReport(string? Kind, string? Name, string? Ref, int Line, bool Valid, IReadOnlyList<DescriptorMessage> Errors)
{
    /// <summary>What does not keep it out of the catalog and is probably not meant: an owner that does not exist, a name that another file has.</summary>
    public IReadOnlyList<DescriptorMessage> Warnings { get; init; } = [];
}

/// <param name="Line">From 1; 0 when there is no place.</param>
public sealed record DescriptorMessage(int Line, int Column, string Message, string? Fix)
{
    /// <summary>One of <see cref="DescriptorRules"/>.</summary>
    public string Rule { get; init; } = DescriptorRules.Text;
}

/// <summary>A rule that descriptors are checked by.</summary>
/// <param name="Id">Stable: what a message carries, and what a check may be silenced by.</param>
/// <param name="Name">In a few words.</param>
/// <param name="Description">What it asks for.</param>
public sealed record DescriptorRule(string Id, string Name, string Description, bool IsWarning = false);

/// <summary>The rules by name, as reports and SARIF use them; /docs/portal/validate describes them.</summary>
public static class DescriptorRules
{
    public const string Text = "yaml";
    public const string Placeholder = "placeholder";
    public const string Duplicate = "duplicate-entity";
    public const string Target = "location-target";
    public const string Cycle = "location-cycle";
    public const string Missing = "missing-entity";
    public const string Claimed = "claimed-elsewhere";
    public const string Note = "dependency-note";

    public static IReadOnlyList<DescriptorRule> All { get; } =
    [
        new(Text, "Readable YAML", "The file is UTF-8 and each document is YAML within the limits of size and depth, without a key that stands twice in one map."),
        new("root-type", "A map at the top", "A document is a map of fields."),
        new("envelope", "apiVersion, kind and metadata.name", "Every entity has apiVersion, kind and metadata.name, each a text."),
        new("metadata", "Shape of metadata", "Fields of metadata have their types: labels and annotations hold texts, tags is a list of texts, a link has a url."),
        new("root-fields", "Fields at the top", "Nothing but apiVersion, kind, metadata, spec, relations and status stands at the top."),
        new("field-format", "Format of names", "Names, labels, tags, annotations and links are written as Backstage asks."),
        new("unknown-kind", "Known kinds", "The kind and its apiVersion are known: built in, or described by the organisation."),
        new("kind", "Fields of spec", "spec fits the schema of its kind."),
        new("relations", "Refs that can be read", "Fields that name other entities hold refs: [kind:][namespace/]name."),
        new(Placeholder, "Placeholders that can be filled", "$text, $json and $yaml name files that exist and can be read."),
        new(Duplicate, "One document per entity", "No two documents declare the same entity."),
        new(Target, "Targets that exist", "The targets of a Location exist, relative to its file."),
        new(Cycle, "No cycles of Locations", "A Location does not lead back to its own file."),
        new(Missing, "Refs that lead somewhere", "Owners and relations name entities that exist.", IsWarning: true),
        new(Note, "Notes on dependencies", "portal.dev/dependencies is a map from declared dependencies to criticality (hard or soft) and why.", IsWarning: true),
        new(Claimed, "Names of one's own", "No other source declares the entity already.", IsWarning: true),
    ];

    /// <summary>The rule that a stage of <see cref="DescriptorValidator"/> stands for.</summary>
    public static string OfStage(string? stage) => stage switch
    {
        null => Text,
        "policy:SchemaValidEntityPolicy" => "metadata",
        "policy:NoForeignRootFieldsEntityPolicy" => "root-fields",
        "policy:FieldFormatEntityPolicy" => "field-format",
        _ => stage,
    };
}
