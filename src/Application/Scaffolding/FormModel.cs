using System.Text.Json.Nodes;

namespace Portal.Application.Scaffolding;

/// <summary>How a field is asked.</summary>
public enum FieldKind
{
    Text,
    TextArea,
    Number,
    Checkbox,
    Select,

    /// <summary>One of a few, all visible.</summary>
    Radios,
    MultiSelect,

    /// <summary>Plain texts or numbers, one a line.</summary>
    List,
    Owner,
    Entity,
    RepoUrl,
    Secret,

    /// <summary>Not shown, sent as it is.</summary>
    Hidden,

    /// <summary>A group of questions: <see cref="FormField.Fields"/>.</summary>
    Group,

    /// <summary>A list whose entries have questions of their own: <see cref="FormField.Fields"/> holds one for each entry.</summary>
    Rows,

    /// <summary>Which of several forms the answer takes; no answer itself.</summary>
    Variant,
}

/// <summary>One entry of <c>parameters</c>.</summary>
/// <param name="Title">Heading of the part.</param>
/// <param name="Description">Below the heading, or null.</param>
/// <param name="Schema">The JSON schema as written.</param>
/// <param name="Fields">Its questions in the order to ask them, as far as the answers so far call for them.</param>
/// <param name="Number">From 1.</param>
public sealed record FormPage(string Title, string? Description, JsonObject Schema, IReadOnlyList<FormField> Fields, int Number = 1);

/// <summary>A choice of a select.</summary>
/// <param name="Value">As an input sends it.</param>
/// <param name="Title">For people.</param>
/// <param name="Json">The answer that is meant; null means the text itself.</param>
/// <param name="Disabled">Shown, but not to be chosen.</param>
public sealed record FieldOption(string Value, string Title, JsonNode? Json = null, bool Disabled = false);

/// <summary>One question of the form, read from a property of the JSON schema and its ui: hints.</summary>
public sealed record FormField
{
    /// <summary>Name of the property; the number of an entry of a list.</summary>
    public required string Name { get; init; }

    /// <summary>Where the answer stands and what its input is called: <c>a</c>, <c>a.b</c>, <c>a[0].b</c>. Empty means the name.</summary>
    public string Path { get => field.Length == 0 ? Name : field; init; } = "";

    public required string Title { get; init; }

    public string? Description { get; init; }

    public FieldKind Kind { get; init; }

    /// <summary>The type attribute of a one-line input: text, email, url, date, ...</summary>
    public string InputType { get; init; } = "text";

    public bool Required { get; init; }

    public JsonNode? Default { get; init; }

    /// <summary>The answer so far; null when there is none.</summary>
    public JsonNode? Value { get; init; }

    /// <summary>True when there is an answer, be it the answer "nothing": then the default is not meant.</summary>
    public bool Answered { get; init; }

    /// <summary>What an input shows.</summary>
    public JsonNode? Shown => Answered ? Value : Default;

    /// <summary>ui:help</summary>
    public string? Help { get; init; }

    /// <summary>What the portal adds: how a format is written, or that a field of a plugin is asked as a plain one.</summary>
    public string? Note { get; init; }

    /// <summary>ui:placeholder</summary>
    public string? Placeholder { get; init; }

    /// <summary>ui:autofocus</summary>
    public bool Autofocus { get; init; }

    /// <summary>ui:readonly, ui:disabled or const: shown and sent, not to be changed.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>ui:options inline: choices side by side.</summary>
    public bool Inline { get; init; }

    /// <summary>Lines of a text area.</summary>
    public int Lines { get; init; } = 3;

    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>How many more choices there are than <see cref="Options"/> holds.</summary>
    public int MoreOptions { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public string? Pattern { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>multipleOf, or null.</summary>
    public decimal? Step { get; init; }

    /// <summary>True when a number must be whole.</summary>
    public bool WholeNumber { get; init; }

    public int? MinItems { get; init; }

    public int? MaxItems { get; init; }

    /// <summary>Questions of an object; entries of a list of rows.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>ui:options: allowedHosts, catalogFilter, allowedKinds, ...</summary>
    public JsonObject UiOptions { get; init; } = [];

    /// <summary>ui:emptyValue: the answer that an empty input means, or null.</summary>
    public JsonNode? EmptyValue { get; init; }

    /// <summary>ui:field as written, or null.</summary>
    public string? UiField { get; init; }

    /// <summary>ui:backstage review show: false leaves it out where answers are listed.</summary>
    public bool InReview { get; init; } = true;

    /// <summary>ui:backstage review mask: stands for the answer where answers are listed; null shows it.</summary>
    public string? ReviewMask { get; init; }

    /// <summary>The schema as it applies to the answers so far.</summary>
    public JsonObject Schema { get; init; } = [];

    /// <summary>The whole page's schema: references are looked up in it.</summary>
    public JsonObject? Root { get; init; }

    /// <summary>Never stored in clear, logged or shown again.</summary>
    public bool IsSecret => Kind == FieldKind.Secret;

    /// <summary>This field and all within.</summary>
    public IEnumerable<FormField> Flat => Fields.SelectMany(f => f.Flat).Prepend(this);
}
