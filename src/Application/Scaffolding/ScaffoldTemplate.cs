using System.Text.Json.Nodes;
using Portal.Application.Catalog;

namespace Portal.Application.Scaffolding;

/// <summary>A golden path: the form it asks, the steps it takes and what it answers. Read-only; clone a node before putting it elsewhere.</summary>
public sealed record ScaffoldTemplate
{
    public required EntityRef Ref { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary>spec.type: service, website, library, ...</summary>
    public string Type { get; init; } = "service";

    /// <summary>spec.owner as a full ref, or null.</summary>
    public string? Owner { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>metadata.annotations portal.dev/version, or null.</summary>
    public string? Version { get; init; }

    /// <summary>What a run gives, one line each: annotation portal.dev/produces, split at semicolons.</summary>
    public IReadOnlyList<string> Produces { get; init; } = [];

    public IReadOnlyList<FormPage> Pages { get; init; } = [];

    public IReadOnlyList<TemplateStep> Steps { get; init; } = [];

    /// <summary>spec.output, not rendered yet.</summary>
    public JsonObject Output { get; init; } = [];

    /// <summary>Content hash of template.yaml and everything beside it that can reach a service, lower-case hex.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Of everything beside it, tests of the template too: services that were made before tests were left out have recorded this one. Null where it is not known.</summary>
    public string? FormerHash { get; init; }

    /// <summary>Where it was read; relative URLs of fetch actions start here.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Relative URLs may not leave this folder; the same as <see cref="Folder"/>, or a folder above it that templates share.</summary>
    public string Root { get; init; } = "";

    /// <summary>All fields of all pages, in order.</summary>
    public IEnumerable<FormField> Fields => Pages.SelectMany(p => p.Fields);
}

/// <summary>One step, its input not rendered yet.</summary>
/// <param name="Id">Unique in the template; later steps read steps[id].output.</param>
/// <param name="Name">For people.</param>
/// <param name="Action">For instance fetch:template.</param>
/// <param name="If">Null runs always; else a boolean or an expression.</param>
/// <param name="Input">Expressions are rendered when the step's turn comes.</param>
/// <param name="Line">Line in template.yaml, from 1; 0 when it is unknown.</param>
/// <param name="Each">Null runs once; else an array or object, or an expression for one: the step runs for each entry, with <c>each.key</c> and <c>each.value</c>.</param>
public sealed record TemplateStep(string Id, string Name, string Action, JsonNode? If, JsonObject Input, int Line, JsonNode? Each = null);

/// <summary>A template.yaml that cannot be offered, and why.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1; 0 when there is no position.</param>
/// <param name="Message">What is wrong and how to fix it.</param>
public sealed record TemplateProblem(string Path, int Line, string Message);

/// <summary>The golden paths at hand.</summary>
public interface ITemplateSource
{
    IReadOnlyList<ScaffoldTemplate> All { get; }

    /// <summary>Templates that could not be read; the others are offered all the same.</summary>
    IReadOnlyList<TemplateProblem> Problems { get; }

    ScaffoldTemplate? Find(EntityRef reference);
}
