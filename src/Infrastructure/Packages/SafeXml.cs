using System.Xml;
using System.Xml.Linq;

namespace Portal.Infrastructure.Packages;

/// <summary>XML of strangers: no document types, so no entities; nothing is fetched; depth and size are bounded.</summary>
internal static class SafeXml
{
    private const int MaxDepth = 64;
    private const int MaxElements = 2_000_000;

    /// <exception cref="MalformedException">It is no XML, or holds what is refused.</exception>
    public static XElement Parse(ReadOnlyMemory<byte> content, string what)
    {
        try
        {
            Check(content, what);
            using var stream = new MemoryStream(content.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Settings());
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException ex) when (ex.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new MalformedException($"{what} holds a document type (line {ex.LineNumber}), which is not read: it could name files and addresses.", "Remove the <!DOCTYPE ...> line; neither SBOMs nor manifests need one.");
        }
        catch (XmlException ex)
        {
            throw new MalformedException($"{what} is no valid XML: line {ex.LineNumber}, column {ex.LinePosition}: {ex.Message.Split(" Line ", 2)[0].TrimEnd('.')}.", "Correct it there, or make it anew; a file that was cut short ends like this, too.");
        }
    }

    /// <summary>Line and column of an element, for messages.</summary>
    public static string Place(XObject node) => node is IXmlLineInfo info && info.HasLineInfo() ? $"line {info.LineNumber}, column {info.LinePosition}" : "an unknown place";

    /// <summary>The child's text without white space around it; null when it is not there or empty.</summary>
    public static string? Child(this XElement element, string name)
        => element.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    public static IEnumerable<XElement> Children(this XElement element, params string[] path)
    {
        IEnumerable<XElement> at = [element];
        foreach (var name in path)
        {
            at = at.Elements().Where(e => e.Name.LocalName == name);
        }

        return at;
    }

    private static XmlReaderSettings Settings() => new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true };

    // Building the tree costs memory for every element, so what is refused is found before.
    private static void Check(ReadOnlyMemory<byte> content, string what)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, Settings());
        var elements = 0;
        while (reader.Read())
        {
            var line = (reader as IXmlLineInfo)!.LineNumber;
            if (reader.Depth > MaxDepth)
            {
                throw new MalformedException($"{what} is nested more than {MaxDepth} elements deep (line {line}).", "No SBOM and no manifest needs that: check what made it.");
            }

            if (reader.NodeType == XmlNodeType.Element && ++elements > MaxElements)
            {
                throw new MalformedException($"{what} holds more than {MaxElements:N0} elements (line {line}).", "Split it.");
            }
        }
    }
}
