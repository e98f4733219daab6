namespace Portal.Application.Catalog.Definitions;

/// <summary>Goes through a .proto file from definition to definition.</summary>
internal sealed class ProtoReader(string text, Func<string, string> anchor)
{
    private const int MaxNesting = 30;

    private readonly CodeReader _reader = new(text, CodeLanguage.Proto);

    public IReadOnlyList<EntityError> Problems => _reader.Problems;

    public string? Syntax { get; private set; }

    public string? Package { get; private set; }

    public List<OperationHead> Heads { get; } = [];

    public List<ProtoSide> Requests { get; } = [];

    public List<ProtoSide> Replies { get; } = [];

    public List<SchemaView> Messages { get; } = [];

    /// <summary>Names of nested messages by their last part.</summary>
    public Dictionary<string, string> FullNames { get; } = new(StringComparer.Ordinal);

    public void Read()
    {
        while (!_reader.AtEnd)
        {
            var description = _reader.CommentBefore();
            var line = _reader.Line;
            var written = _reader.Peek();
            switch (_reader.Word())
            {
                case "syntax" or "edition":
                    _reader.Take("=");
                    Syntax = _reader.Next().Trim('"', '\'');
                    _reader.SkipBehind(";");
                    break;
                case "package":
                    Package = _reader.Word();
                    _reader.SkipBehind(";");
                    break;
                case "import" or "option":
                    _reader.SkipBehind(";");
                    break;
                case "message":
                    Message("", description, line, 0);
                    break;
                case "enum":
                    Enum("", description, line);
                    break;
                case "service":
                    Service();
                    break;
                case "extend":
                    _reader.Next();
                    _reader.SkipBalanced();
                    break;
                default:
                    if (written != ";" || !_reader.Take(";"))
                    {
                        _reader.Problem($"A definition was expected; here stands '{written}'.", "Start it with message, enum, service, import, option or package, and end statements with ';'.");
                        Recover();
                    }

                    break;
            }
        }
    }

    private void Recover()
    {
        do
        {
            if (_reader.Is("{"))
            {
                _reader.SkipBalanced();
            }
            else
            {
                _reader.Next();
            }
        }
        while (!_reader.AtEnd && !_reader.Is("message") && !_reader.Is("enum") && !_reader.Is("service") && !_reader.Is("import") && !_reader.Is("option"));
    }

    private void Service()
    {
        var service = _reader.Word() ?? "(no name)";
        if (!_reader.Expect("{", $"behind service {service}"))
        {
            return;
        }

        while (!_reader.AtEnd && !_reader.Take("}"))
        {
            var description = _reader.CommentBefore();
            var line = _reader.Line;
            if (_reader.Take("rpc"))
            {
                Method(service, description, line);
            }
            else if (_reader.Is("option"))
            {
                _reader.SkipBehind(";");
            }
            else
            {
                if (!_reader.Is(";"))
                {
                    _reader.Problem($"A method was expected; here stands '{_reader.Peek()}'.", "Write rpc Name(Request) returns (Reply);");
                }

                _reader.Next();
            }
        }
    }

    private void Method(string service, string? description, int line)
    {
        var name = _reader.Word() ?? "(no name)";
        var request = Side(name);
        _reader.Expect("returns", $"in rpc {name}");
        var reply = Side(name);
        var deprecated = false;
        if (_reader.Take("{"))
        {
            while (!_reader.AtEnd && !_reader.Take("}"))
            {
                deprecated |= _reader.Take("option") && _reader.Take("deprecated") && _reader.Take("=") && _reader.Is("true");
                _reader.SkipBehind(";");
            }
        }
        else
        {
            _reader.Take(";");
        }

        Heads.Add(new(anchor($"{service}.{name}"), "rpc", name, service, description, deprecated, line));
        Requests.Add(request);
        Replies.Add(reply);
    }

    private ProtoSide Side(string method)
    {
        if (!_reader.Expect("(", $"in rpc {method}"))
        {
            return new("?", IsStream: false);
        }

        var stream = _reader.Take("stream");
        _reader.Take(".");
        var type = _reader.Word() ?? "?";
        _reader.Expect(")", $"in rpc {method}");
        return new(type, stream);
    }

    private void Message(string outer, string? description, int line, int depth)
    {
        var name = outer + (_reader.Word() ?? "(no name)");
        if (!_reader.Expect("{", $"behind message {name}"))
        {
            return;
        }

        List<SchemaRow> rows = [];
        var at = Messages.Count;
        Fields(name, rows, "", depth);
        Messages.Insert(Math.Min(at, Messages.Count), new(name, "message", description, rows, IsCut: false, line));
        Known(name);
    }

    private void Fields(string message, List<SchemaRow> rows, string oneOf, int depth)
    {
        while (!_reader.AtEnd && !_reader.Take("}"))
        {
            var description = _reader.CommentBefore();
            var line = _reader.Line;
            if (_reader.Is("message") || _reader.Is("enum"))
            {
                var isMessage = _reader.Next() == "message";
                if (depth >= MaxNesting)
                {
                    _reader.Problem($"Nested deeper than {MaxNesting} messages.", "Move the inner messages out.");
                    _reader.SkipBehind("}");
                }
                else if (isMessage)
                {
                    Message(message + ".", description, line, depth + 1);
                }
                else
                {
                    Enum(message + ".", description, line);
                }
            }
            else if (_reader.Take("oneof"))
            {
                var name = _reader.Word() ?? "";
                if (_reader.Expect("{", $"behind oneof {name}"))
                {
                    Fields(message, rows, $"one of {name}", depth);
                }
            }
            else if (_reader.Is("option") || _reader.Is("reserved") || _reader.Is("extensions"))
            {
                _reader.SkipBehind(";");
            }
            else if (_reader.Take("extend"))
            {
                _reader.Next();
                _reader.SkipBalanced();
            }
            else if (!_reader.Take(";"))
            {
                Field(rows, description, oneOf);
            }
        }
    }

    private void Field(List<SchemaRow> rows, string? description, string oneOf)
    {
        var label = _reader.Is("repeated") || _reader.Is("optional") || _reader.Is("required") ? _reader.Next() : null;
        _reader.Take(".");
        var type = _reader.Word();
        if (type is null)
        {
            _reader.Problem($"A field was expected; here stands '{_reader.Peek()}'.", "Write type name = number;");
            _reader.Next();
            _reader.SkipBehind(";");
            return;
        }

        TypeWords words = new(label == "repeated" ? $"repeated {type}" : type, type);
        if (type == "map" && _reader.Take("<"))
        {
            var key = _reader.Word();
            _reader.Take(",");
            var value = _reader.Word();
            _reader.Expect(">", "behind the types of a map");
            words = new($"map of {key} to {value}", value);
        }

        var name = _reader.Word() ?? "?";
        if (!_reader.Take("="))
        {
            _reader.Problem($"The number of the field {name} is missing.", $"Write {type} {name} = 1;");
        }

        _reader.Next();
        var deprecated = false;
        if (_reader.Take("["))
        {
            while (!_reader.AtEnd && !_reader.Take("]"))
            {
                deprecated |= _reader.Take("deprecated") && _reader.Take("=") && _reader.Is("true");
                _reader.Next();
            }
        }

        _reader.Take(";");
        rows.Add(new(0, name, words, label == "required", deprecated, string.Join(" · ", new[] { oneOf, description }.Where(w => !string.IsNullOrEmpty(w))) is { Length: > 0 } about ? about : null, IsFolded: false));
    }

    private void Enum(string outer, string? description, int line)
    {
        var name = outer + (_reader.Word() ?? "(no name)");
        if (!_reader.Expect("{", $"behind enum {name}"))
        {
            return;
        }

        List<SchemaRow> rows = [];
        while (!_reader.AtEnd && !_reader.Take("}"))
        {
            var about = _reader.CommentBefore();
            if (_reader.Is("option") || _reader.Is("reserved"))
            {
                _reader.SkipBehind(";");
                continue;
            }

            var value = _reader.Next();
            var number = _reader.Take("=") ? _reader.Next() : "?";
            if (value != ";")
            {
                rows.Add(new(0, value, new(number, null), Required: false, Deprecated: false, about, IsFolded: false));
            }

            _reader.SkipBehind(";");
        }

        Messages.Add(new(name, "enum", description, rows, IsCut: false, line));
        Known(name);
    }

    private void Known(string name) => FullNames.TryAdd(name[(name.LastIndexOf('.') + 1)..], name);
}
