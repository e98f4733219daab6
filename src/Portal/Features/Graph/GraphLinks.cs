namespace Portal.Web.Features.Graph;

/// <summary>Who is linked to whom, by number.</summary>
internal sealed class GraphLinks
{
    private const int MaxLayers = 30;

    private readonly List<int>[] _next;
    private readonly List<int>[] _before;

    public GraphLinks(int nodes, IReadOnlyList<(int Source, int Target)> edges)
    {
        (_next, _before) = (new List<int>[nodes], new List<int>[nodes]);
        for (var n = 0; n < nodes; n++)
        {
            (_next[n], _before[n]) = ([], []);
        }

        foreach (var (source, target) in edges)
        {
            _next[source].Add(target);
            _before[target].Add(source);
        }
    }

    /// <summary>Relations between each node and the root: negative for what leads to it, positive for what it leads to.</summary>
    public int[] LayersAround(int root)
    {
        var layer = new int[_next.Length];
        var seen = new bool[_next.Length];
        var queue = new Queue<int>([root]);
        seen[root] = true;
        while (queue.TryDequeue(out var at))
        {
            Reach(_next[at], layer[at] + 1);
            Reach(_before[at], layer[at] - 1);
        }

        return layer;

        void Reach(List<int> nodes, int at)
        {
            foreach (var n in nodes)
            {
                if (!seen[n])
                {
                    (seen[n], layer[n]) = (true, at);
                    queue.Enqueue(n);
                }
            }
        }
    }

    /// <summary>
    /// The longest way to something that rests on nothing, counted from the right; circles are cut where a walk closes them. What is linked to nothing stands behind all.
    /// </summary>
    public int[] LayersByRest()
    {
        var (state, height) = (new byte[_next.Length], new int[_next.Length]); // 0 not seen, 1 on the way, 2 done
        var stack = new Stack<(int Node, int Child)>();
        for (var start = 0; start < _next.Length; start++)
        {
            if (state[start] != 0)
            {
                continue;
            }

            stack.Push((start, 0));
            state[start] = 1;
            while (stack.TryPop(out var top))
            {
                if (top.Child == _next[top.Node].Count)
                {
                    state[top.Node] = 2;
                    if (stack.TryPeek(out var above))
                    {
                        height[above.Node] = Math.Max(height[above.Node], height[top.Node] + 1);
                    }

                    continue;
                }

                stack.Push((top.Node, top.Child + 1));
                var child = _next[top.Node][top.Child];
                if (state[child] == 0)
                {
                    state[child] = 1;
                    stack.Push((child, 0));
                }
                else if (state[child] == 2)
                {
                    height[top.Node] = Math.Max(height[top.Node], height[child] + 1);
                }
            }
        }

        // A tangle can hold a way through most of it: columns are put together until the picture is no ribbon.
        var tallest = Math.Max(MaxLayers, height.DefaultIfEmpty(0).Max());
        return [.. height.Select((h, n) => _next[n].Count + _before[n].Count == 0 ? 1 : -(int)((long)h * MaxLayers / tallest))];
    }

    /// <summary>Mean of a value over the neighbours; the node's own where it has none.</summary>
    public double Mean(int node, double[] value)
    {
        var count = _next[node].Count + _before[node].Count;
        if (count == 0)
        {
            return value[node];
        }

        var sum = 0d;
        foreach (var n in _next[node])
        {
            sum += value[n];
        }

        foreach (var n in _before[node])
        {
            sum += value[n];
        }

        return sum / count;
    }
}
