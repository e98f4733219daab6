using System.Globalization;
using System.Text;

namespace Portal.Infrastructure.Templating;

/// <summary>
/// Long stretches of plain text in a template: an embedded picture, a minified script. Nunjucks reads a template character by character,
/// which in an interpreter takes as long as they are; they are held back and put in again after the rendering. What stands next to a tag
/// stays, because tags may eat the space around them.
/// </summary>
internal sealed class LongText
{
    /// <summary>Shorter templates are rendered as they are.</summary>
    public const int From = 32 * 1024;

    private const int Shortest = 2 * 1024;
    private const int Edge = 128;
    private const char Open = '\uE0F0';
    private const char Close = '\uE0F1';

    private static readonly string[] Openings = ["${{", "{%", "{#"];
    private static readonly string[] Closings = ["}}", "%}", "#}"];

    private readonly List<string> _held = [];

    /// <summary>The template without its long stretches; the same text when there are none, or when it uses the marks itself.</summary>
    public string HoldBack(string template)
    {
        if (template.Length < From || template.Contains(Open, StringComparison.Ordinal))
        {
            return template;
        }

        StringBuilder shorter = new();
        var at = 0;
        while (at < template.Length)
        {
            // Here is the beginning, or what follows a tag: text up to the next tag.
            var tag = Next(template, at, Openings);
            Append(shorter, template[at..tag]);
            if (tag == template.Length)
            {
                break;
            }

            var end = Next(template, tag, Closings);
            end = Math.Min(template.Length, end + 2);
            shorter.Append(template, tag, end - tag);
            at = end;
        }

        return shorter.ToString();
    }

    /// <summary>What was rendered, with the stretches in their places.</summary>
    public string PutBack(string rendered)
    {
        for (var i = 0; i < _held.Count; i++)
        {
            rendered = rendered.Replace(Mark(i), _held[i], StringComparison.Ordinal);
        }

        return rendered;
    }

    private static string Mark(int index) => string.Create(CultureInfo.InvariantCulture, $"{Open}{index}{Close}");

    private static int Next(string text, int from, string[] marks)
        => marks.Select(m => text.IndexOf(m, from, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(text.Length).Min();

    private void Append(StringBuilder target, string text)
    {
        if (text.Length < Shortest)
        {
            target.Append(text);
            return;
        }

        target.Append(text, 0, Edge).Append(Mark(_held.Count)).Append(text, text.Length - Edge, Edge);
        _held.Add(text[Edge..^Edge]);
    }
}
