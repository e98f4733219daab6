namespace Portal.Application.Catalog.Definitions;

/// <summary>A definition, read once: its operations are listed, their details are made for those that a page shows.</summary>
internal abstract class DefinitionOutline
{
    /// <summary>In words, with the version of the format.</summary>
    public required string Format { get; init; }

    public required string Text { get; init; }

    public required TextSyntax Syntax { get; init; }

    public string? Title { get; init; }

    public string? Version { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<DefinitionServer> Servers { get; init; } = [];

    public IReadOnlyList<EntityError> Problems { get; init; } = [];

    public IReadOnlyList<string> Remarks { get; init; } = [];

    public virtual IReadOnlyList<OperationHead> Operations => [];

    public virtual IReadOnlyList<string> SchemaNames => [];

    /// <param name="index">Position in <see cref="Operations"/>.</param>
    public virtual OperationView Details(int index, RowBudget budget) => throw new ArgumentOutOfRangeException(nameof(index), index, "There is no such operation.");

    /// <summary>The schema of that name, or null.</summary>
    public virtual SchemaView? Schema(string name, RowBudget budget) => null;

    /// <summary>Names for addresses: letters, digits and dashes, each given out once.</summary>
    protected sealed class Anchors
    {
        private const int MaxLength = 80;

        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

        public string Of(string words)
        {
            var slug = string.Create(Math.Min(words.Length, MaxLength), words, static (to, from) =>
            {
                for (var n = 0; n < to.Length; n++)
                {
                    to[n] = char.IsAsciiLetterOrDigit(from[n]) || from[n] is '_' or '.' ? from[n] : '-';
                }
            }).Trim('-');
            var name = "op-" + (slug.Length > 0 ? slug : "operation");
            var anchor = name;
            while (!_taken.Add(anchor))
            {
                var number = _next[name] = _next.GetValueOrDefault(name, 1) + 1;
                anchor = $"{name}-{number}";
            }

            return anchor;
        }
    }
}

/// <summary>A definition of which only the text can be shown.</summary>
internal sealed class TextOutline : DefinitionOutline;
