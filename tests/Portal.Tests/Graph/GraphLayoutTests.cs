using Portal.Application.Catalog;
using Portal.Web.Features.Graph;

namespace Portal.WebTests.Graph;

public sealed class GraphLayoutTests
{
    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 1, true)]
    [InlineData(60, 150, true)]
    [InlineData(2000, 4000, true)]
    [InlineData(2000, 4000, false)]
    [InlineData(300, 0, false)]
    public void No_box_lies_on_another_and_all_lie_in_the_picture(int nodes, int edges, bool around)
    {
        var layout = GraphLayout.Of(Random(nodes, edges, around));

        Assert.Equal(nodes, layout.Nodes.Count);
        Assert.All(layout.Nodes.GroupBy(n => n.X), column => Assert.All(column.OrderBy(n => n.Y).Zip(column.OrderBy(n => n.Y).Skip(1)), pair => Assert.True(pair.Second.Y - pair.First.Y >= GraphLayout.NodeHeight)));
        Assert.All(layout.Nodes.Select(n => n.X).Distinct().Order().Zip(layout.Nodes.Select(n => n.X).Distinct().Order().Skip(1)), pair => Assert.True(pair.Second - pair.First >= GraphLayout.NodeWidth));
        Assert.All(layout.Nodes, n => Assert.True(n.X >= 0 && n.Y >= 0 && n.X + GraphLayout.NodeWidth <= layout.Width && n.Y + GraphLayout.NodeHeight <= layout.Height));
        Assert.True(layout.Width < 20_000 && layout.Height < 20_000);
    }

    [Fact]
    public void The_same_graph_gives_the_same_picture()
    {
        var (first, second) = (GraphLayout.Of(Random(500, 1200, true)), GraphLayout.Of(Random(500, 1200, true)));

        Assert.Equal(first.Nodes, second.Nodes);
        Assert.Equal(first.Edges, second.Edges);
    }

    [Fact]
    public void What_rests_on_the_middle_stands_left_and_what_it_rests_on_right()
    {
        var layout = GraphLayout.Of(Graph(["b", "a", "c", "d"], [("a", "b"), ("b", "c"), ("c", "d"), ("c", "c")], "b"));

        Assert.Equal(["a", "b", "c", "d"], layout.Nodes.OrderBy(n => n.X).Select(n => n.Node.Name));
        Assert.Equal(3, layout.Edges.Count);
    }

    [Fact]
    public void Inside_what_rests_on_nothing_is_rightmost_and_circles_end()
    {
        var layout = GraphLayout.Of(Graph(["a", "b", "c", "loose"], [("a", "b"), ("b", "c"), ("a", "c"), ("b", "a")], "outside"));

        Assert.Equal(["a", "b", "c", "loose"], layout.Nodes.OrderBy(n => n.X).Select(n => n.Node.Name));
    }

    [Fact]
    public void Nothing_is_a_small_picture()
        => Assert.Empty(GraphLayout.Of(Graph([], [], "outside")).Nodes);

    private static EntityNeighbourhood Random(int nodes, int edges, bool around)
    {
        var random = new Random(3);
        var names = Enumerable.Range(0, nodes).Select(n => $"n{n}").ToArray();
        return Graph(names, [.. Enumerable.Range(0, edges).Select(_ => (names[random.Next(nodes)], names[random.Next(nodes)])).Distinct()], around ? "n0" : "outside");
    }

    private static EntityNeighbourhood Graph(string[] names, (string From, string To)[] edges, string root)
        => new(root, 1, [.. names.Select(Node)], [.. edges.Select(e => new GraphEdge(e.From, RelationTypes.DependsOn, e.To))], Truncated: false) { Focus = Node(root) };

    private static GraphNode Node(string name) => new(name, "Component", name, name, null, null, 0, Exists: true);
}
