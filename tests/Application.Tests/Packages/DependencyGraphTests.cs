using Portal.Application.Packages;

namespace Portal.ApplicationTests.Packages;

public sealed class DependencyGraphTests
{
    private readonly DependencyGraph _graph = new();

    [Fact]
    public void The_shortest_way_is_kept_and_a_cycle_ends()
    {
        Add("a", "b", "c", "d");
        _graph.Direct("a");
        Link("a>b", "b>c", "c>a", "a>d", "d>c", "b>d");

        var items = _graph.Build();

        Assert.Equal([-1, 0, 1, 0], items.Select(i => i.Parent));
        Assert.Equal([true, false, false, false], items.Select(i => i.IsDirect));
    }

    [Fact]
    public void Without_a_root_ways_are_told_and_directness_is_not()
    {
        Add("a", "b");
        Link("a>b");

        var items = _graph.Build();

        Assert.All(items, i => Assert.Null(i.IsDirect));
        Assert.Equal([-1, 0], items.Select(i => i.Parent));
    }

    [Fact]
    public void What_no_way_leads_to_is_not_called_transitive()
    {
        Add("a", "b");
        _graph.Direct("a");

        Assert.Null(_graph.Build()[1].IsDirect);
    }

    [Fact]
    public void One_package_under_two_names_is_one_and_needed_at_run_time_once_any_part_needs_it()
    {
        _graph.Add("x", "npm", "left-pad", "1.0.0", isDevelopment: true);
        _graph.Add("y", "npm", "Left-Pad", "1.0.0", isDevelopment: false);

        Assert.False(Assert.Single(_graph.Build()).IsDevelopment);
    }

    private void Add(params string[] names)
    {
        foreach (var name in names)
        {
            _graph.Add(name, "npm", name, "1.0.0");
        }
    }

    private void Link(params string[] links)
    {
        foreach (var link in links)
        {
            _graph.Link(link[..1], link[2..]);
        }
    }
}
