using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Portal.Application.Catalog.Definitions;

namespace Portal.Web.Features.Catalog;

/// <summary>The definition of an API on its page: addresses within it, and its text as HTML.</summary>
/// <param name="Moment">"&amp;asOf=..." or nothing.</param>
public sealed record DefinitionPanel(string EntityUrl, ApiDefinitionView Definition, DefinitionQuery Query, string Moment = "")
{
    private static readonly string[] Classes = ["key", "text", "num", "lit", "com", "kw", "type", "mark"];

    public string View => string.IsNullOrEmpty(Query.View) ? GetApiDefinition.Operations : Query.View;

    /// <summary>Pages of the list that is shown.</summary>
    public int Pages => Math.Max(1, (Listed + ApiDefinitionView.PageSize - 1) / ApiDefinitionView.PageSize);

    /// <summary>Position of the page that is shown, from 1.</summary>
    public int Page => View == GetApiDefinition.TextView && Definition.Text is { Lines: [var first, ..] } ? ((first.Number - 1) / ApiDefinitionView.LinesPerPage) + 1 : Math.Min(Query.Page, Pages);

    public int TextPages => (Definition.Lines + ApiDefinitionView.LinesPerPage - 1) / ApiDefinitionView.LinesPerPage;

    private int Listed => View == GetApiDefinition.Schemas ? Definition.SchemaMatching : Definition.Matching;

    public string Url(string view, int page = 1, string? q = null, int? line = null)
    {
        var text = new StringBuilder(EntityUrl).Append("?tab=definition").Append(Moment);
        if (view != GetApiDefinition.Operations)
        {
            text.Append("&view=").Append(view);
        }

        if (!string.IsNullOrWhiteSpace(q))
        {
            text.Append("&q=").Append(Uri.EscapeDataString(q));
        }

        if (line is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $"&line={number}#L{number}");
        }
        else if (page > 1)
        {
            text.Append(CultureInfo.InvariantCulture, $"&page={page}");
        }

        return text.ToString();
    }

    /// <summary>Where a line of the text stands: on this page when it is there.</summary>
    public string LineUrl(int line)
        => Definition.Text is { Lines: [var first, .., var last] } && line >= first.Number && line <= last.Number ? $"#L{line}" : Url(GetApiDefinition.TextView, line: line);

    /// <summary>Where a schema is written out: on this page when it is there.</summary>
    public string SchemaUrl(string name)
        => Definition.Schemas.Any(s => s.Name == name) ? "#" + SchemaId(name) : $"{Url(GetApiDefinition.Schemas, q: name)}#{SchemaId(name)}";

    /// <summary>Names may hold what an id must not.</summary>
    public static string SchemaId(string name) => "schema-" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));

    public static string VerbClass(string verb) => verb switch { "GET" or "query" or "HEAD" or "OPTIONS" => "verb-read", "DELETE" => "verb-delete", _ => "verb-change" };

    /// <summary>The text's lines: each with a number that is its address, and coloured pieces. Written by hand: a page holds a thousand of them.</summary>
    public IHtmlContent TextHtml()
    {
        var html = new StringBuilder(64 * 1024);
        var encode = HtmlEncoder.Default;
        var marked = Definition.Problems.Select(p => p.Line).ToHashSet();
        foreach (var line in Definition.Text?.Lines ?? [])
        {
            html.Append(CultureInfo.InvariantCulture, $"<span class=\"row{(marked.Contains(line.Number) ? " wrong" : "")}\" id=\"L{line.Number}\"><a class=\"ln\" href=\"#L{line.Number}\" tabindex=\"-1\">{line.Number}</a>");
            var at = 0;
            foreach (var part in line.Parts)
            {
                html.Append(encode.Encode(line.Text[at..part.Start]))
                    .Append("<span class=\"c-").Append(Classes[(int)part.Kind]).Append("\">").Append(encode.Encode(line.Text.Substring(part.Start, part.Length))).Append("</span>");
                at = part.Start + part.Length;
            }

            html.Append(encode.Encode(line.Text[at..]));
            if (line.Left > 0)
            {
                html.Append(CultureInfo.InvariantCulture, $"<span class=\"cut-off\"> … {line.Left} more characters in this line</span>");
            }

            html.Append("\n</span>");
        }

        return new HtmlString(html.ToString());
    }
}
