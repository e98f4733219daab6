namespace Portal.Application.Catalog;

/// <summary>Collects what one stage has to say about one document.</summary>
internal sealed class Findings(string file)
{
    private const int MaxErrors = 20;

    private List<EntityError>? _errors;

    public IReadOnlyList<EntityError> Errors => _errors ?? (IReadOnlyList<EntityError>)[];

    public void Add(DescriptorNode at, string message, string fix) => At(at.Line, at.Column, message, fix);

    public void At(int line, int column, string message, string fix)
    {
        _errors ??= [];
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new(file, line, column, message, fix));
        }
    }

    /// <summary>Says so when the value has another type.</summary>
    public bool Of(DescriptorNode value, NodeKind type, string path)
    {
        if (value.Kind == type)
        {
            return true;
        }

        Add(value, $"{path} must be {DescriptorValidator.Words(type)}; it is {DescriptorValidator.Words(value.Kind)}.", value.Kind switch
        {
            NodeKind.Null => "Fill it in, or remove the line.",
            NodeKind.Number or NodeKind.Bool when type == NodeKind.Text => $"Put it in quotes: \"{value.Text}\".",
            _ when type == NodeKind.List => "Write one entry per line, each starting with '- '.",
            _ => "Check the indentation of this field.",
        });
        return false;
    }

    public bool Text(DescriptorNode value, string path) => Of(value, NodeKind.Text, path);

    public bool NonEmptyText(DescriptorNode value, string path)
    {
        if (!Text(value, path))
        {
            return false;
        }

        if (value.Text.Length == 0)
        {
            Add(value, $"{path} is empty.", "Fill it in, or remove the line.");
            return false;
        }

        return true;
    }

    public void Format(DescriptorNode value, string what, Func<string, bool> isValid, string expected)
    {
        if (!isValid(value.Text))
        {
            Add(value, $"{what} is not well formed: \"{Short(value.Text)}\".", $"Allowed: {expected}.");
        }
    }

    public void Key(DescriptorField field, string what)
    {
        if (!FieldFormat.IsKey(field.Name))
        {
            At(field.Line, field.Column, $"The {what} key \"{Short(field.Name)}\" is not well formed.", "Allowed: name or domain/name; letters and digits, separated by any of - _ . and at most 63 characters.");
        }
    }

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "...";
}
