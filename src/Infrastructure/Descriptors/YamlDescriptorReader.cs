using System.Text;
using Portal.Application.Catalog;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Reads descriptor files. Each document stands alone: one that does not parse leaves the others as they are.</summary>
public sealed class YamlDescriptorReader(DescriptorLimits limits) : IDescriptorReader
{
    // Off only where the two ways of reading are compared.
    internal bool ReadsPlainYaml { get; init; } = true;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public YamlDescriptorReader()
        : this(DescriptorLimits.Default)
    {
    }

    public DescriptorLimits Limits => limits;

    /// <summary>Reads bytes, which must be UTF-8 (with or without a byte order mark).</summary>
    public IReadOnlyList<DescriptorDocument> Read(byte[] content, string file)
    {
        if (content.Length > limits.MaxFileBytes)
        {
            return [TooLarge(file, content.Length)];
        }

        return Decode(content, file, out var error) is { } text ? Read(text, file) : [Broken(file, error!)];
    }

    /// <inheritdoc />
    public IReadOnlyList<DescriptorDocument> Read(string text, string file)
    {
        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..];
        }

        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var zero)
        {
            var before = text.AsSpan(0, zero);
            return [Broken(file, new(file, 1 + before.Count('\n'), zero - before.LastIndexOf('\n'), "This is no text: it holds a zero byte.", "Point the location to a YAML file."))];
        }

        List<DescriptorDocument> documents = [];
        foreach (var chunk in YamlChunks.Split(text))
        {
            ReadChunk(chunk, file, documents);
        }

        return documents;
    }

    /// <summary>What a file over the limit is answered with; the file need not be read for it.</summary>
    public DescriptorDocument TooLarge(string file, long bytes)
        => Broken(file, new(file, 0, 0, $"The file has {bytes / 1048576.0:0.#} MB; more than {limits.MaxFileBytes / 1048576.0:0.#} MB is not read.", "Split it into several files, or move large texts out with $text."));

    /// <summary>Bytes to text; null with the reason when they are not UTF-8.</summary>
    public static string? Decode(byte[] content, string file, out EntityError? error)
    {
        error = null;
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            error = new(file, 1, 1, "The file is UTF-16, not UTF-8.", "Save it as UTF-8.");
            return null;
        }

        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException ex)
        {
            var before = content.AsSpan(0, Math.Clamp(ex.Index, 0, content.Length));
            error = new(file, 1 + before.Count((byte)'\n'), before.Length - before.LastIndexOf((byte)'\n'), "The file is not UTF-8: a byte here belongs to no character.", "Save it as UTF-8.");
            return null;
        }
    }

    private static DescriptorDocument Broken(string file, EntityError error) => new(file, 0, Math.Max(error.Line, 1), "", null, [error]);

    private void ReadChunk(YamlChunks.Chunk chunk, string file, List<DescriptorDocument> documents)
    {
        var offset = chunk.Line - 1;
        if (ReadsPlainYaml && PlainYaml.TryRead(chunk.Text, offset, limits) is { } plain)
        {
            documents.Add(new(file, documents.Count, plain.Line, chunk.Text, plain, []));
            return;
        }

        var places = TextPlaces.Differ(chunk.Text) ? new TextPlaces(chunk.Text) : null;
        var parser = new Parser(new Scanner(new StringReader(chunk.Text), skipComments: true));
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart)
                {
                    continue;
                }

                parser.MoveNext();
                var root = new YamlTree(parser, offset, limits, places).Read(1);
                if (root.Kind != NodeKind.Null)
                {
                    documents.Add(new(file, documents.Count, root.Line, chunk.Text, root, []));
                }
            }
        }
        catch (DescriptorTextException ex)
        {
            Add(ex.Line, ex.Column, ex.Message, ex.Fix);
        }
        catch (YamlException ex) when (YamlTabs.Line(chunk.Text, ex) is { } tab)
        {
            Add(tab + offset, 1, $"Not valid YAML: {YamlTabs.Words}", YamlTabs.Fix);
        }
        catch (YamlException ex)
        {
            AddAt(ex.Start, Words(ex), Hint(ex));
        }
        catch (Exception ex) when (ex is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The YAML library leaves its own terms on some malformed texts (found by mutation); the last thing it understood is the nearest place.
            AddAt(parser.Current?.End ?? new Mark(0, 1, 1), "Not valid YAML: what follows here cannot be read.", "Check the quotes, brackets and colons at this place.");
        }

        void AddAt(Mark mark, string message, string fix)
        {
            var (line, column) = (places ?? new TextPlaces(chunk.Text)).Of(mark);
            Add(line + offset, column, message, fix);
        }

        void Add(int line, int column, string message, string fix)
            => documents.Add(new(file, documents.Count, chunk.Line + LeadingLines(chunk.Text), chunk.Text, null, [new(file, Math.Max(line, 1), Math.Max(column, 1), message, fix)]));
    }

    private static int LeadingLines(string text)
    {
        var lines = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].TrimEnd('\r');
            if (line.Length > 0 && line[0] != '#' && !line.StartsWith("---", StringComparison.Ordinal) && !line.IsWhiteSpace())
            {
                return lines;
            }

            lines++;
        }

        return 0;
    }

    private static string Words(YamlException exception)
    {
        var message = exception.InnerException is null ? exception.Message : exception.InnerException.Message;
        return "Not valid YAML: " + message.TrimEnd('.') + ".";
    }

    private static string Hint(YamlException exception) => exception.Message switch
    {
        var m when m.Contains("apping values are not allowed", StringComparison.Ordinal) => "A value that holds ': ' needs quotes, or the line is indented too far.",
        var m when m.Contains("token", StringComparison.Ordinal) && m.Contains("cannot start", StringComparison.Ordinal) => "Put the value in quotes; indent with spaces, never with tabs.",
        var m when m.Contains("did not find expected", StringComparison.Ordinal) => "Check the indentation of this line and the brackets and quotes before it.",
        var m when m.Contains("nvalid", StringComparison.Ordinal) => "Check the quotes and brackets of this line.",
        _ => "Check indentation, quotes and brackets at this place.",
    };
}
