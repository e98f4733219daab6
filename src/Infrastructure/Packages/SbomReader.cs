using System.Text;
using Portal.Application.Common;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>Tells the format from the content itself and reads it; what a content type or a file name says does not count.</summary>
internal sealed class SbomReader : ISbomReader
{
    private const string Known = "Send CycloneDX 1.2 to 1.7 as JSON or XML, or SPDX 2.2 or 2.3 as JSON or tag-value.";

    public Result<PackageDocument> Read(ReadOnlyMemory<byte> content)
    {
        if (content.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            content = content[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return Recognise(content);
        }
        catch (MalformedException ex)
        {
            return ex.ToFailure();
        }
    }

    private static PackageDocument Recognise(ReadOnlyMemory<byte> content)
    {
        var start = content.Span;
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || start.StartsWith("PK"u8) || start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
        {
            throw new MalformedException("The SBOM is compressed.", "Unpack it first: what is sent is read as it is.");
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            throw new MalformedException("The SBOM is text in UTF-16.", "Save it as UTF-8.");
        }

        return start.TrimStart(" \t\r\n"u8) is { Length: > 0 } text ? text[0] switch
        {
            (byte)'{' => ReadJson(content),
            (byte)'<' => CycloneDxXml.Read(SafeXml.Parse(content, "The SBOM")),
            _ when text.StartsWith("SPDXVersion:"u8) || text.StartsWith("#"u8) => SpdxTagValue.Read(content.Span),
            _ => throw Unknown(),
        } : throw new MalformedException("The SBOM is empty.", Known);
    }

    private static PackageDocument ReadJson(ReadOnlyMemory<byte> content)
    {
        using var document = JsonPlace.Parse(content, "The SBOM");
        var root = JsonPlace.Root(document);
        return root["bomFormat"] is not null ? CycloneDxJson.Read(root)
            : root["spdxVersion"] is not null ? SpdxJson.Read(root)
            : root["@context"] is not null ? throw new MalformedException("$['@context'] says that this is SPDX 3, which is not read yet.", "Have the tool write SPDX 2.3 or CycloneDX.")
            : throw new MalformedException("$.bomFormat and $.spdxVersion are both missing, so this is neither CycloneDX nor SPDX.", Known);
    }

    private static MalformedException Unknown() => new("This is neither JSON nor XML nor SPDX tag-value.", Known);
}
