using System.Globalization;

namespace Portal.Application.Scaffolding;

/// <summary>What people call the place of a message: "Ports, Port 2: Number" for <c>ports[1].number</c>.</summary>
internal sealed class FormTitles
{
    private readonly Dictionary<string, string> _titles = new(StringComparer.Ordinal);

    private FormTitles()
    {
    }

    public static FormTitles Of(IEnumerable<FormPage> pages)
    {
        FormTitles titles = new();
        foreach (var page in pages)
        {
            titles.Add(page.Fields, "");
        }

        return titles;
    }

    /// <summary>The title of a field; for a part of an answer that is no field of its own, the field's and where in it.</summary>
    public string Of(string path)
    {
        if (_titles.TryGetValue(path, out var title))
        {
            return title;
        }

        var cut = path.LastIndexOfAny(['.', '[']);
        if (cut <= 0)
        {
            return path.Length == 0 ? "The form" : path;
        }

        return path[cut] == '[' && int.TryParse(path[(cut + 1)..].TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? $"{Of(path[..cut])}, entry {(index + 1).ToString(CultureInfo.InvariantCulture)}," : $"{Of(path[..cut])}: {path[(cut + 1)..]}";
    }

    private void Add(IEnumerable<FormField> fields, string before)
    {
        foreach (var field in fields)
        {
            var title = before + field.Title;
            _titles.TryAdd(field.Path, title);
            Add(field.Fields, field.Kind == FieldKind.Rows ? before : title + ": ");
        }
    }
}
