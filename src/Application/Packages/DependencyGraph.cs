namespace Portal.Application.Packages;

/// <summary>Collects packages and who asks for whom, and finds the shortest way from the service to each.</summary>
public sealed class DependencyGraph
{
    /// <summary>More packages than this are no service but an archive; the reader refuses them.</summary>
    public const int MaxPackages = 50_000;

    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Ecosystem, string Key, string Version), int> _byPackage = [];
    private readonly List<int> _direct = [];
    private readonly HashSet<int> _indirect = [];

    public int Count => _nodes.Count;

    /// <summary>Whether anything said what depends on what.</summary>
    public bool HasLinks { get; private set; }

    /// <summary>Adds a package under a name by which links mean it. The same package under a second name is one package.</summary>
    /// <param name="isDevelopment">Only for building or testing; a package that is needed at run time, too, is not.</param>
    public void Add(string id, string ecosystem, string name, string version, bool isDevelopment = false)
    {
        name = Cut(name.Trim(), Package.TextMaxLength);
        version = Cut(version.Trim(), PackageVersion.TextMaxLength);
        var package = (ecosystem, Ecosystems.Key(ecosystem, name), version);
        if (!_byPackage.TryGetValue(package, out var index))
        {
            index = _nodes.Count;
            _byPackage[package] = index;
            _nodes.Add(new Node(ecosystem, name, version) { IsDevelopment = isDevelopment });
        }

        _nodes[index].IsDevelopment &= isDevelopment;
        _byId.TryAdd(id, index);
    }

    public bool Knows(string id) => _byId.ContainsKey(id);

    /// <summary>One package asks for another; ids that nobody added are passed over.</summary>
    public void Link(string from, string to)
    {
        if (_byId.TryGetValue(from, out var source) && _byId.TryGetValue(to, out var target) && source != target)
        {
            HasLinks = true;
            _nodes[source].Needs.Add(target);
            _nodes[target].IsNeeded = true;
        }
    }

    /// <summary>The service itself asks for it.</summary>
    public void Direct(string id)
    {
        if (_byId.TryGetValue(id, out var index))
        {
            HasLinks = true;
            _direct.Add(index);
        }
    }

    /// <summary>Something other than the service asks for it, and it is not said what.</summary>
    public void Indirect(string id)
    {
        if (_byId.TryGetValue(id, out var index))
        {
            HasLinks = true;
            _indirect.Add(index);
        }
    }

    /// <summary>Each package once, in the order added, with the step before it on the shortest way.</summary>
    public IReadOnlyList<PackageItem> Build()
    {
        var parent = new int[_nodes.Count];
        var reached = new bool[_nodes.Count];
        Array.Fill(parent, -1);

        // A document that names no root still tells ways, from what nobody asks for; whether those are direct it does not say.
        var starts = _direct.Count > 0 ? _direct : [.. Enumerable.Range(0, _nodes.Count).Where(i => !_nodes[i].IsNeeded && _nodes[i].Needs.Count > 0)];
        var open = new Queue<int>();
        foreach (var start in starts.Where(s => !reached[s]))
        {
            reached[start] = true;
            open.Enqueue(start);
        }

        while (open.TryDequeue(out var index))
        {
            foreach (var need in _nodes[index].Needs.Where(n => !reached[n]))
            {
                (reached[need], parent[need]) = (true, index);
                open.Enqueue(need);
            }
        }

        HashSet<int> direct = [.. _direct];
        return [.. _nodes.Select((n, i) => new PackageItem(n.Ecosystem, n.Name, n.Version, direct.Contains(i) ? true : _indirect.Contains(i) || (_direct.Count > 0 && reached[i]) ? false : null, n.IsDevelopment, parent[i]))];
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private sealed class Node(string ecosystem, string name, string version)
    {
        public string Ecosystem => ecosystem;

        public string Name => name;

        public string Version => version;

        public bool IsDevelopment { get; set; }

        public bool IsNeeded { get; set; }

        public List<int> Needs { get; } = [];
    }
}
