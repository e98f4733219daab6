using System.Runtime.InteropServices;

namespace Portal.Application.Catalog.Definitions;

/// <summary>Where a server of an API listens.</summary>
public sealed record DefinitionServer(string Url, string? Protocol, string? Description);

/// <summary>A name that leads to a schema of the same definition, or plain words.</summary>
/// <param name="Text">For instance "array of Order".</param>
/// <param name="Schema">Name of the schema the text speaks of; null when it speaks of none.</param>
public sealed record TypeWords(string Text, string? Schema);

/// <summary>A parameter, header or argument.</summary>
/// <param name="In">path, query, header, cookie, formData, argument.</param>
public sealed record ParameterView(string Name, string In, TypeWords Type, bool Required, bool Deprecated, string? Description);

/// <summary>One line of a schema.</summary>
/// <param name="Depth">Levels below the schema itself.</param>
/// <param name="Name">Empty for the schema itself.</param>
/// <param name="IsFolded">True: the type has fields that are shown at the schema of that name, because it contains itself or lies too deep.</param>
public sealed record SchemaRow(int Depth, string Name, TypeWords Type, bool Required, bool Deprecated, string? Description, bool IsFolded);

/// <summary>What is sent or answered.</summary>
/// <param name="Title">"Request body", "200", the name of a message.</param>
/// <param name="Rows">Empty: nothing is said about its content.</param>
/// <param name="IsCut">True: more rows than are shown.</param>
public sealed record BodyView(string Title, string? MediaType, string? Description, IReadOnlyList<SchemaRow> Rows, bool IsCut);

/// <summary>One operation, with what its line of the list says.</summary>
/// <param name="Anchor">Unique within the definition; stands in addresses.</param>
/// <param name="Verb">GET, POST, send, receive, query, rpc, ...</param>
/// <param name="Address">Path, channel or name.</param>
/// <param name="Group">First tag, service or type.</param>
/// <param name="Line">In the definition's text, from 1; 0 when not known.</param>
public sealed record OperationHead(string Anchor, string Verb, string Address, string? Group, string? Summary, bool Deprecated, int Line);

/// <summary>One operation in full.</summary>
public sealed record OperationView(OperationHead Head, string? Description, IReadOnlyList<ParameterView> Parameters, IReadOnlyList<BodyView> Bodies);

/// <summary>A named schema, type or message.</summary>
/// <param name="Kind">schema, type, input, enum, union, interface, scalar, message.</param>
public sealed record SchemaView(string Name, string Kind, string? Description, IReadOnlyList<SchemaRow> Rows, bool IsCut, int Line);

/// <summary>A piece of text with one meaning.</summary>
/// <param name="Start">Within its line, from 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LinePart(TokenKind Kind, int Start, int Length);

/// <summary>A line of the definition's text.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Left">Characters that were left out at the end because the line is too long for a page.</param>
public sealed record DefinitionLine(int Number, string Text, int Left, IReadOnlyList<LinePart> Parts);

/// <summary>A window of the definition's text.</summary>
/// <param name="Lines">The lines of this window.</param>
/// <param name="Total">How many lines there are.</param>
/// <param name="IsColoured">False: the text is too large for colours.</param>
/// <param name="Bytes">Size of the text, UTF-8.</param>
public sealed record DefinitionText(IReadOnlyList<DefinitionLine> Lines, int Total, bool IsColoured, long Bytes)
{
    public bool IsWhole => Lines.Count == Total;
}

/// <summary>What the definition tab shows.</summary>
/// <param name="Format">In words: "OpenAPI 3.1.0", "AsyncAPI 2.6.0", "GraphQL", "gRPC", "text".</param>
/// <param name="Problems">What is wrong with it, with places in its text; the file of a place is empty.</param>
/// <param name="Remarks">What is not shown, and why.</param>
/// <param name="Total">Operations in all.</param>
/// <param name="Matching">Operations that the filter leaves.</param>
/// <param name="Operations">Of this page.</param>
/// <param name="Schemas">Those the operations of this page lead to; all that the filter leaves when schemas were asked for.</param>
/// <param name="SchemaTotal">Schemas in all.</param>
/// <param name="SchemaMatching">Schemas that the filter leaves.</param>
/// <param name="Text">Null when this view does not show it.</param>
public sealed record ApiDefinitionView(
    string Format,
    string? Title,
    string? Version,
    string? Description,
    IReadOnlyList<DefinitionServer> Servers,
    IReadOnlyList<EntityError> Problems,
    IReadOnlyList<string> Remarks,
    int Total,
    int Matching,
    IReadOnlyList<OperationView> Operations,
    IReadOnlyList<SchemaView> Schemas,
    int SchemaTotal,
    int SchemaMatching,
    DefinitionText? Text,
    long Bytes,
    int Lines)
{
    /// <summary>Operations or schemas on one page.</summary>
    public const int PageSize = 50;

    /// <summary>Lines of text on one page.</summary>
    public const int LinesPerPage = 1000;
}
