namespace Portal.Web.Cli;

/// <summary>Words and options of a verb. An option that takes a value may be written --name value or --name=value.</summary>
internal sealed class CliArguments
{
    private readonly List<(string Name, string Value)> _values = [];
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);

    public List<string> Words { get; } = [];

    /// <summary>The first argument that is not understood, in words; null when all are.</summary>
    public string? Mistake { get; private set; }

    public bool Json => Has("--json");

    /// <param name="flags">Options without a value; --json always.</param>
    /// <param name="valued">Options with one.</param>
    public static CliArguments Read(string[] args, string[]? flags = null, string[]? valued = null)
    {
        var read = new CliArguments();
        for (var n = 0; n < args.Length; n++)
        {
            var (name, value) = args[n].IndexOf('=', StringComparison.Ordinal) is > 2 and var at && args[n].StartsWith("--", StringComparison.Ordinal) ? (args[n][..at], args[n][(at + 1)..]) : (args[n], null);
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                read.Words.Add(args[n]);
            }
            else if (valued?.Contains(name, StringComparer.Ordinal) == true)
            {
                if (value is null && n + 1 >= args.Length)
                {
                    read.Mistake ??= $"{name} needs a value.";
                }
                else
                {
                    read._values.Add((name, value ?? args[++n]));
                }
            }
            else if (value is null && (name == "--json" || flags?.Contains(name, StringComparer.Ordinal) == true))
            {
                read._flags.Add(name);
            }
            else
            {
                read.Mistake ??= $"There is no option {name} here.";
            }
        }

        return read;
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public string? Value(string name) => Values(name).LastOrDefault();

    public IEnumerable<string> Values(string name) => _values.Where(v => v.Name == name).Select(v => v.Value);

    /// <summary>namespace/name of a service written as name, namespace/name or component:namespace/name.</summary>
    public static (string Namespace, string Name)? Service(string text)
        => Application.Catalog.EntityRef.TryParse(text, "component", Application.Catalog.EntityRef.DefaultNamespace, out var reference) && reference.Kind == "component" && !reference.Name.Contains('/', StringComparison.Ordinal) ? (reference.Namespace, reference.Name) : null;
}
