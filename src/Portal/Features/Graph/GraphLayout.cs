using System.Globalization;
using Portal.Application.Catalog;

namespace Portal.Web.Features.Graph;

/// <summary>A box; x and y of its top left corner, in pixels.</summary>
public sealed record PlacedNode(GraphNode Node, int X, int Y);

/// <summary>A line from the right side of one box to the left side of another, as an SVG path; source and target count in <see cref="GraphLayout.Nodes"/>.</summary>
public sealed record PlacedEdge(GraphEdge Edge, int Source, int Target, string Path);

/// <summary>
/// Layers from left to right. Around an entity: what rests on it stands left of it, what it rests on stands right, each as many columns away as relations lie between.
/// Inside one: whatever rests on nothing drawn stands rightmost. Within a column, boxes stand near the middle of their neighbours, so that lines cross little.
/// The same graph always gives the same picture.
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
    private const int MinRows = 14;

    private GraphLayout(IReadOnlyList<PlacedNode> nodes, IReadOnlyList<PlacedEdge> edges, int width, int height)
        => (Nodes, Edges, Width, Height) = (nodes, edges, width, height);

    /// <summary>In the order of the graph's nodes.</summary>
    public IReadOnlyList<PlacedNode> Nodes { get; }

    /// <summary>Without those from a box to itself.</summary>
    public IReadOnlyList<PlacedEdge> Edges { get; }

    public int Width { get; }

    public int Height { get; }

    public static GraphLayout Of(EntityNeighbourhood graph)
    {
        var numbers = new Dictionary<string, int>(graph.Nodes.Count, StringComparer.Ordinal);
        for (var n = 0; n < graph.Nodes.Count; n++)
        {
            numbers[graph.Nodes[n].Ref] = n;
        }

        var edges = new List<(int Source, int Target, GraphEdge Edge)>(graph.Edges.Count);
        foreach (var edge in graph.Edges)
        {
            if (edge.Source != edge.Target)
            {
                edges.Add((numbers[edge.Source], numbers[edge.Target], edge));
            }
        }

        var links = new GraphLinks(graph.Nodes.Count, edges.ConvertAll(e => (e.Source, e.Target)));
        var layer = numbers.TryGetValue(graph.Root, out var root) ? links.LayersAround(root) : links.LayersByRest();
        return Place(graph.Nodes, edges, Wrapped(Columns(layer, links), graph.Nodes.Count));
    }

    private static GraphLayout Place(IReadOnlyList<GraphNode> nodes, List<(int Source, int Target, GraphEdge Edge)> edges, List<int[]> columns)
    {
        var (x, y) = (new int[nodes.Count], new int[nodes.Count]);
        var tallest = columns.Count == 0 ? 0 : columns.Max(c => c.Length);
        var height = Math.Max((tallest * (NodeHeight + RowGap)) - RowGap, 0) + (2 * Margin);
        for (var column = 0; column < columns.Count; column++)
        {
            var top = (height - ((columns[column].Length * (NodeHeight + RowGap)) - RowGap)) / 2;
            for (var row = 0; row < columns[column].Length; row++)
            {
                x[columns[column][row]] = Margin + (column * (NodeWidth + ColumnGap));
                y[columns[column][row]] = top + (row * (NodeHeight + RowGap));
            }
        }

        var detour = false;
        var placed = new List<PlacedEdge>(edges.Count);
        foreach (var (source, target, edge) in edges)
        {
            detour |= x[target] <= x[source];
            placed.Add(new(edge, source, target, Path(x[source], y[source], x[target], y[target])));
        }

        var boxes = new PlacedNode[nodes.Count];
        for (var n = 0; n < boxes.Length; n++)
        {
            boxes[n] = new(nodes[n], x[n], y[n]);
        }

        return new(boxes, placed, Math.Max((columns.Count * (NodeWidth + ColumnGap)) - ColumnGap, 0) + (2 * Margin) + (detour ? Detour : 0), height);
    }

    // Barycentre heuristic: a few sweeps over the columns, each box moving to the mean row of its neighbours.
    private static List<int[]> Columns(int[] layer, GraphLinks links)
    {
        List<int[]> columns = [.. Enumerable.Range(0, layer.Length).GroupBy(n => layer[n]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        var row = new double[layer.Length];
        var mean = new double[layer.Length];
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var column in columns)
            {
                for (var n = 0; n < column.Length; n++)
                {
                    row[column[n]] = (n + 0.5) / column.Length;
                }
            }

            foreach (var column in columns)
            {
                foreach (var n in column)
                {
                    mean[n] = links.Mean(n, row);
                }

                Array.Sort(column, (left, right) => mean[left].CompareTo(mean[right]) is not 0 and var byMean ? byMean : left.CompareTo(right));
            }
        }

        return columns;
    }

    // A column taller than a screen becomes several beside each other; a large graph may be taller, so that it does not become a ribbon.
    private static List<int[]> Wrapped(List<int[]> columns, int nodes)
    {
        var rows = Math.Max(MinRows, (int)Math.Sqrt(nodes * 2.5));
        return [.. columns.SelectMany(column =>
        {
            var parts = (column.Length + rows - 1) / rows;
            return column.Chunk((column.Length + parts - 1) / parts);
        })];
    }

    private static string Path(int fromX, int fromY, int toX, int toY)
    {
        var (y1, y2) = (fromY + (NodeHeight / 2), toY + (NodeHeight / 2));
        if (toX > fromX)
        {
            var (x1, x2) = (fromX + NodeWidth, toX - 6);
            var bend = Math.Max(24, (x2 - x1) / 2);
            return string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}c{bend} 0 {x2 - x1 - bend} {y2 - y1} {x2 - x1} {y2 - y1}");
        }

        // Within a column or backwards: out to the right and round.
        var (start, end) = (fromX + NodeWidth, toX + NodeWidth + 6);
        var round = Math.Max(start, end) + Detour;
        return string.Create(CultureInfo.InvariantCulture, $"M{start} {y1}C{round} {y1} {round} {y2} {end} {y2}");
    }
}
