using Portal.Application.Catalog;

namespace Portal.Web.Features.Graph;

/// <summary>A box; x and y of its top left corner, in pixels.</summary>
public sealed record PlacedNode(GraphNode Node, int X, int Y);

/// <summary>A line from the right side of one box to the left side of another, as an SVG path.</summary>
public sealed record PlacedEdge(GraphEdge Edge, string Path);

/// <summary>
/// Layers from left to right: what uses the focus stands left of it, what it uses stands right, each as many columns away as relations lie between.
/// Within a column, boxes stand near the middle of their neighbours, so that lines cross little.
/// </summary>
public sealed class GraphLayout
{
    public const int NodeWidth = 176;
    public const int NodeHeight = 44;
    private const int ColumnGap = 56;
    private const int RowGap = 12;
    private const int Margin = 16;
    private const int Detour = 40;
    private const int Sweeps = 4;
    private const int MaxRows = 14;

    private GraphLayout(IReadOnlyList<PlacedNode> nodes, IReadOnlyList<PlacedEdge> edges, int width, int height)
        => (Nodes, Edges, Width, Height) = (nodes, edges, width, height);

    public IReadOnlyList<PlacedNode> Nodes { get; }

    public IReadOnlyList<PlacedEdge> Edges { get; }

    public int Width { get; }

    public int Height { get; }

    public static GraphLayout Of(EntityNeighbourhood around)
    {
        var layer = Layers(around);
        var columns = around.Nodes.GroupBy(n => layer[n.Ref]).OrderBy(g => g.Key).Select(g => g.Select(n => n.Ref).ToList()).ToList();
        Order(columns, around.Edges);
        columns = [.. columns.SelectMany(Wrap)];
        var tallest = columns.Max(c => c.Count);
        var height = (tallest * (NodeHeight + RowGap)) - RowGap + (2 * Margin);
        var nodes = around.Nodes.ToDictionary(n => n.Ref, StringComparer.Ordinal);
        var placed = new Dictionary<string, PlacedNode>(StringComparer.Ordinal);
        for (var column = 0; column < columns.Count; column++)
        {
            var top = (height - ((columns[column].Count * (NodeHeight + RowGap)) - RowGap)) / 2;
            for (var row = 0; row < columns[column].Count; row++)
            {
                var reference = columns[column][row];
                placed[reference] = new(nodes[reference], Margin + (column * (NodeWidth + ColumnGap)), top + (row * (NodeHeight + RowGap)));
            }
        }

        var detours = around.Edges.Any(e => placed[e.Target].X <= placed[e.Source].X) ? Detour : 0;
        return new(
            [.. around.Nodes.Select(n => placed[n.Ref])],
            [.. around.Edges.Where(e => e.Source != e.Target).Select(e => new PlacedEdge(e, Path(placed[e.Source], placed[e.Target])))],
            (columns.Count * (NodeWidth + ColumnGap)) - ColumnGap + (2 * Margin) + detours,
            height);
    }

    private static Dictionary<string, int> Layers(EntityNeighbourhood around)
    {
        var layer = new Dictionary<string, int>(StringComparer.Ordinal) { [around.Root] = 0 };
        var next = around.Edges.ToLookup(e => e.Source, e => e.Target, StringComparer.Ordinal);
        var before = around.Edges.ToLookup(e => e.Target, e => e.Source, StringComparer.Ordinal);
        var queue = new Queue<string>([around.Root]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var target in next[at].Where(t => layer.TryAdd(t, layer[at] + 1)))
            {
                queue.Enqueue(target);
            }

            foreach (var source in before[at].Where(s => layer.TryAdd(s, layer[at] - 1)))
            {
                queue.Enqueue(source);
            }
        }

        return layer;
    }

    // A column taller than a screen becomes several beside each other, so that the focus stays in view.
    private static IEnumerable<List<string>> Wrap(List<string> column)
    {
        var parts = (column.Count + MaxRows - 1) / MaxRows;
        return column.Chunk((column.Count + parts - 1) / parts).Select(c => c.ToList());
    }

    // Barycentre heuristic: a few sweeps over the columns, each box moving to the mean row of its neighbours.
    private static void Order(List<List<string>> columns, IReadOnlyList<GraphEdge> edges)
    {
        var neighbours = edges.SelectMany(e => new[] { (From: e.Source, To: e.Target), (From: e.Target, To: e.Source) }).ToLookup(p => p.From, p => p.To, StringComparer.Ordinal);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var row = columns.SelectMany(c => c.Select((reference, index) => (reference, Row: (index + 0.5) / c.Count))).ToDictionary(p => p.reference, p => p.Row, StringComparer.Ordinal);
            foreach (var column in columns)
            {
                var means = column.ToDictionary(r => r, r => neighbours[r].Select(n => row[n]).DefaultIfEmpty(row[r]).Average(), StringComparer.Ordinal);
                column.Sort((left, right) => means[left].CompareTo(means[right]) is not 0 and var byMean ? byMean : string.CompareOrdinal(left, right));
            }
        }
    }

    private static string Path(PlacedNode from, PlacedNode to)
    {
        var (y1, y2) = (from.Y + (NodeHeight / 2), to.Y + (NodeHeight / 2));
        if (to.X > from.X)
        {
            var (x1, x2) = (from.X + NodeWidth, to.X - 6);
            var bend = Math.Max(24, (x2 - x1) / 2);
            return $"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}";
        }

        // Within a column or backwards: out to the right and round.
        var (start, end) = (from.X + NodeWidth, to.X + NodeWidth + 6);
        var detour = Math.Max(start, end) + Detour;
        return $"M{start} {y1}C{detour} {y1} {detour} {y2} {end} {y2}";
    }
}
