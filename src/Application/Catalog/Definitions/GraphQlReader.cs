namespace Portal.Application.Catalog.Definitions;

/// <summary>Goes through a GraphQL schema from definition to definition.</summary>
internal sealed class GraphQlReader(string text)
{
    private const int MaxTypeDepth = 20;

    private static readonly string[] Builtin = ["Int", "Float", "String", "Boolean", "ID"];

    private readonly CodeReader _reader = new(text, CodeLanguage.GraphQl);
    private readonly Dictionary<string, string> _roots = new(StringComparer.Ordinal);
    private bool _ownRoots;

    public IReadOnlyList<EntityError> Problems => _reader.Problems;

    /// <summary>Names of the root types and the kind of operation each stands for.</summary>
    public IReadOnlyDictionary<string, string> Roots => _ownRoots ? _roots
        : new Dictionary<string, string>(StringComparer.Ordinal) { ["Query"] = "query", ["Mutation"] = "mutation", ["Subscription"] = "subscription" };

    public List<GraphQlType> Read()
    {
        List<GraphQlType> types = [];
        while (!_reader.AtEnd)
        {
            var description = Description();
            var line = _reader.Line;
            _reader.Take("extend");
            var written = _reader.Peek();
            switch (_reader.Word())
            {
                case "schema":
                    Schema();
                    break;
                case "type" or "interface" or "input" when Named(written) is { } name:
                    types.Add(new(name, written, description, line, Fields()));
                    break;
                case "enum" when Named(written) is { } name:
                    types.Add(new(name, written, description, line, Values()));
                    break;
                case "union" when Named(written) is { } name:
                    types.Add(new(name, written, description, line, Members()));
                    break;
                case "scalar" when Named(written) is { } name:
                    Directives();
                    types.Add(new(name, written, description, line, []));
                    break;
                case "directive":
                    Directive();
                    break;
                case "query" or "mutation" or "subscription" or "fragment":
                    _reader.SkipBehind("}"); // an executable document; its operations are no schema
                    break;
                case "type" or "interface" or "input" or "enum" or "union" or "scalar":
                    break; // the missing name was reported
                default:
                    _reader.Problem($"A definition was expected; here stands '{written}'.", "Start it with type, input, enum, interface, union, scalar, directive or schema.");
                    Recover();
                    break;
            }
        }

        return types;
    }

    private string? Named(string keyword)
    {
        if (_reader.Word() is { } name)
        {
            return name;
        }

        _reader.Problem($"A name was expected behind {keyword}; here stands '{_reader.Peek()}'.", $"Write {keyword} Name.");
        Recover();
        return null;
    }

    private void Recover()
    {
        do
        {
            if (_reader.Is("{") || _reader.Is("("))
            {
                _reader.SkipBalanced();
            }
            else
            {
                _reader.Next();
            }
        }
        while (!_reader.AtEnd && !_reader.IsText && !IsStart());
    }

    private bool IsStart()
        => _reader.Is("type") || _reader.Is("input") || _reader.Is("enum") || _reader.Is("interface") || _reader.Is("union") || _reader.Is("scalar") || _reader.Is("directive") || _reader.Is("schema") || _reader.Is("extend");

    private void Schema()
    {
        _ownRoots = true;
        Directives();
        if (!_reader.Expect("{", "behind schema"))
        {
            return;
        }

        while (!_reader.AtEnd && !_reader.Take("}"))
        {
            Description();
            var verb = _reader.Next();
            if (_reader.Take(":") && _reader.Word() is { } type)
            {
                _roots[type] = verb;
            }

            Directives();
        }
    }

    private List<GraphQlField> Fields()
    {
        List<GraphQlField> fields = [];
        while (_reader.Take("implements") || _reader.Take("&"))
        {
            _reader.Word();
        }

        Directives();
        var hasBody = _reader.Take("{");
        while (hasBody && !_reader.AtEnd && !_reader.Take("}"))
        {
            var description = Description();
            var line = _reader.Line;
            if (_reader.Word() is not { } name)
            {
                _reader.Problem($"The name of a field was expected; here stands '{_reader.Peek()}'.", "Write name: Type.");
                _reader.Next();
                continue;
            }

            var arguments = _reader.Is("(") ? Arguments() : [];
            if (!_reader.Expect(":", $"behind the field {name}"))
            {
                continue;
            }

            var (type, required) = Type(0);
            if (_reader.Take("="))
            {
                Value();
            }

            fields.Add(new(name, type, required, Directives(), description, line, arguments));
        }

        return fields;
    }

    private List<ParameterView> Arguments()
    {
        List<ParameterView> arguments = [];
        _reader.Take("(");
        while (!_reader.AtEnd && !_reader.Take(")"))
        {
            var description = Description();
            if (_reader.Word() is not { } name || !_reader.Expect(":", $"behind the argument {name}"))
            {
                _reader.Next();
                continue;
            }

            var (type, required) = Type(0);
            if (_reader.Take("="))
            {
                (required, description) = (false, string.Join(" · ", new[] { description, "default " + Value() }.Where(w => w is not null)));
            }

            arguments.Add(new(name, "argument", type, required, Directives(), description));
        }

        return arguments;
    }

    private List<GraphQlField> Values()
    {
        List<GraphQlField> values = [];
        Directives();
        if (!_reader.Expect("{", "behind the name of the enum"))
        {
            return values;
        }

        while (!_reader.AtEnd && !_reader.Take("}"))
        {
            var description = Description();
            var line = _reader.Line;
            var name = _reader.Next();
            values.Add(new(name, new("value", null), Required: false, Directives(), description, line, []));
        }

        return values;
    }

    private List<GraphQlField> Members()
    {
        List<GraphQlField> members = [];
        Directives();
        _reader.Take("=");
        do
        {
            _reader.Take("|");
            if (_reader.Word() is { } name)
            {
                members.Add(new("one of", new(name, name), Required: false, Deprecated: false, null, _reader.Line, []));
            }
        }
        while (_reader.Is("|"));

        return members;
    }

    private (TypeWords Type, bool Required) Type(int depth)
    {
        if (_reader.Take("[") && depth < MaxTypeDepth)
        {
            var (inner, _) = Type(depth + 1);
            _reader.Expect("]", "behind the type of a list");
            return (new($"[{inner.Text}]", inner.Schema), _reader.Take("!"));
        }

        var name = _reader.Word();
        if (name is null)
        {
            _reader.Problem($"A type was expected; here stands '{_reader.Peek()}'.", "Write a name such as String, or [String!]! for a list.");
        }

        return (new(name ?? "?", name is null || Builtin.Contains(name, StringComparer.Ordinal) ? null : name), _reader.Take("!"));
    }

    // True when one of them is @deprecated.
    private bool Directives()
    {
        var deprecated = false;
        while (_reader.Take("@"))
        {
            deprecated |= _reader.Word() == "deprecated";
            if (_reader.Is("("))
            {
                _reader.SkipBalanced();
            }
        }

        return deprecated;
    }

    private void Directive()
    {
        _reader.Take("@");
        _reader.Word();
        if (_reader.Is("("))
        {
            _reader.SkipBalanced();
        }

        _reader.Take("repeatable");
        _reader.Take("on");
        do
        {
            _reader.Take("|");
            _reader.Word();
        }
        while (_reader.Is("|"));
    }

    private string Value()
    {
        var start = _reader.Offset;
        if (_reader.Is("[") || _reader.Is("{"))
        {
            _reader.SkipBalanced();
        }
        else
        {
            return _reader.Next();
        }

        var value = text[start..Math.Max(start, _reader.End)];
        return value.Length <= 60 ? value : value[..60] + "…";
    }

    private string? Description()
    {
        string? words = null;
        while (_reader.IsText)
        {
            words = string.Join(' ', _reader.Next().Trim('"').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        return words ?? _reader.CommentBefore();
    }
}
