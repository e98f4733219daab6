using System.Text;
using Portal.Application.Packages;

namespace Portal.Infrastructure.Packages;

/// <summary>SPDX 2.2 and 2.3 as tag-value: a line each, texts over several lines between &lt;text&gt; and &lt;/text&gt;.</summary>
/// <remarks>Source: spdx.github.io/spdx-spec, version 2.3, clause 5.3 and the tag-value examples.</remarks>
internal static class SpdxTagValue
{
    private const string TextStart = "<text>";
    private const string TextEnd = "</text>";

    public static PackageDocument Read(ReadOnlySpan<byte> content)
    {
        SpdxRelations? spdx = null;
        string? tool = null;
        string? created = null;
        SpdxPackage? open = null;
        var isInPackage = false;
        foreach (var (number, tag, value) in Lines(Encoding.UTF8.GetString(content)))
        {
            if (tag == "SPDXVersion")
            {
                spdx = new(Spdx.Version(value, $"SPDXVersion in line {number}"));
                continue;
            }

            if (spdx is null)
            {
                throw new MalformedException($"Line {number} begins with {tag}, before any SPDXVersion.", "A tag-value document begins with SPDXVersion: SPDX-2.3.");
            }

            switch (tag)
            {
                case "PackageName":
                    Close(spdx, open, number);
                    (open, isInPackage) = (new("", value, null, null), true);
                    break;
                case "FileName" or "SnippetSPDXID":
                    Close(spdx, open, number);
                    (open, isInPackage) = (null, false);
                    break;
                case "SPDXID" when isInPackage && open is { Id: "" }:
                    open = open with { Id = value };
                    break;
                case "PackageVersion" when isInPackage:
                    open = open! with { Version = value };
                    break;
                case "ExternalRef" when isInPackage && value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "purl", var purl, ..]:
                    open = open! with { Purl = purl };
                    break;
                case "Relationship":
                    if (value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var from, var type, var to, ..])
                    {
                        throw new MalformedException($"The relationship in line {number} is not 'element TYPE element'.", "Correct it, or make the document anew.");
                    }

                    spdx.Relate(from, type, to);
                    break;
                case "Creator" when tool is null && value.StartsWith(Spdx.ToolMark, StringComparison.Ordinal):
                    tool = value;
                    break;
                case "Created":
                    created = value;
                    break;
            }
        }

        Close(spdx, open, 0);
        return spdx is null ? throw new MalformedException("The document has no SPDXVersion.", "A tag-value document begins with SPDXVersion: SPDX-2.3.") : spdx.Finish("tag-value", tool, created);
    }

    private static void Close(SpdxRelations? spdx, SpdxPackage? package, int line)
    {
        if (package is not null)
        {
            spdx!.Add(package.Id.Length > 0 ? package : throw new MalformedException($"The package {package.Name} has no SPDXID{(line > 0 ? $" before line {line}" : "")}.", "Every package of an SPDX document has one; make the document anew."));
        }
    }

    private static IEnumerable<(int Number, string Tag, string Value)> Lines(string text)
    {
        var number = 0;
        var isInText = false;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var trimmed = line.Trim();
            if (isInText)
            {
                isInText = !trimmed.Contains(TextEnd, StringComparison.Ordinal);
                continue;
            }

            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw new MalformedException($"Line {number} is no 'Tag: value'.", "Correct it; a text over several lines stands between <text> and </text>.");
            }

            var value = trimmed[(colon + 1)..].Trim();
            isInText = value.StartsWith(TextStart, StringComparison.Ordinal) && !value.Contains(TextEnd, StringComparison.Ordinal);
            yield return (number, trimmed[..colon].Trim(), value);
        }
    }
}
