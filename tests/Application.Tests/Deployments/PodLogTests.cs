using System.Threading.Channels;
using Portal.Application.Common;
using Portal.Application.Deployments;
using Portal.Application.Deployments.Logs;
using Portal.Testing;
using static Portal.ApplicationTests.Deployments.Observed;

namespace Portal.ApplicationTests.Deployments;

public sealed class PodLogTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u001b[2m10:00\u001b[0m \u001b[1;31merror\u001b[0m boom", "10:00 error boom")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;https://x.test\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("a\tb\rc\bd\u0000e", "a\tbcde")]
    [InlineData("\u009b31mred", "red")]
    [InlineData("ends in \u001b", "ends in ")]
    [InlineData("ends in \u001b[31", "ends in ")]
    [InlineData("äöü 日本", "äöü 日本")]
    public void A_line_is_shown_without_what_a_terminal_would_do_with_it(string line, string shown) => Assert.Equal(shown, LogText.Clean(line));

    [Theory]
    [InlineData("Authorization: Bearer abcdef123456", "Authorization: Bearer ***")]
    [InlineData("curl -H 'X-Api-Key: k-12345' https://x.test", "curl -H 'X-Api-Key: ***' https://x.test")]
    [InlineData("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS_SECRET_ACCESS_KEY=***")]
    [InlineData("using AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPLE", "using *** and ***")]
    [InlineData("redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0")]
    [InlineData("GET /hook?token=abc123&x=1", "GET /hook?token=***&x=1")]
    [InlineData("GET /blob?sv=1&sig=Zm9v%2B", "GET /blob?sv=1&sig=***")]
    [InlineData("""{"password":"a \" b","user":"ada"}""", """{"password":***,"user":"ada"}""")]
    [InlineData("""body={\"password\":\"hunter2\",\"user\":\"ada\"}""", """body={\"password\":***,\"user\":\"ada\"}""")]
    [InlineData("token glpat-0123456789abcdefghij", "token ***")]
    [InlineData("stripe sk_live_0123456789abcdefghij", "stripe ***")]
    [InlineData("\u001b[31mpassword\u001b[0m=hunter2", "password=***")]
    [InlineData("processed 12 tokens, password policy ok", "processed 12 tokens, password policy ok")]
    [InlineData("listening on http://0.0.0.0:8080/healthz?mail=a@b.test", "listening on http://0.0.0.0:8080/healthz?mail=a@b.test")]
    public void Secrets_that_can_be_recognised_are_not_shown(string line, string shown) => Assert.Equal(shown, new MaskedLines().Next(LogText.Clean(line)));

    [Fact]
    public async Task A_followed_log_masks_a_private_key_over_its_lines()
    {
        var source = Channel.CreateUnbounded<string>();
        foreach (var line in (string[])["begins", "-----BEGIN EC PRIVATE KEY-----", "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49", "-----END EC PRIVATE KEY-----", "goes on"])
        {
            source.Writer.TryWrite(line);
        }

        source.Writer.Complete();
        using FollowedPodLog followed = new("orders", source.Reader.ReadAllAsync(), new Place());
        List<string> shown = [];
        await foreach (var part in followed.PartsAsync(CancellationToken.None))
        {
            shown.AddRange(part.Lines);
        }

        Assert.Equal(["begins", "-----BEGIN PRIVATE KEY----- ***", "***", "***", "goes on"], shown);
    }

    [Fact]
    public void A_long_line_is_cut_with_a_mark() => Assert.Equal(LogText.LineMaxLength + " … (cut)".Length, LogText.Clean(new string('x', 100_000)).Length);

    [Fact]
    public async Task A_slow_reader_loses_the_oldest_lines_and_is_told_how_many()
    {
        using LogWindow window = new(bytes: 100);
        for (var i = 0; i < 1000; i++)
        {
            window.Add($"line {i:000}"); // 18 bytes with its end
        }

        window.End();
        var part = await window.TakeAsync(CancellationToken.None);

        Assert.Equal((995, "line 995", "line 999"), (part!.Dropped, part.Lines[0], part.Lines[^1]));
        Assert.Null(await window.TakeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_reader_that_keeps_up_loses_nothing_and_the_stream_ends_with_its_container()
    {
        var source = Channel.CreateUnbounded<string>();
        using FollowedPodLog followed = new("orders", source.Reader.ReadAllAsync(), new Place());
        await using var parts = followed.PartsAsync(CancellationToken.None).GetAsyncEnumerator();

        for (var i = 0; i < 5; i++)
        {
            source.Writer.TryWrite($"\u001b[32mline {i}\u001b[0m");
            Assert.True(await parts.MoveNextAsync());
            Assert.Equal((0, $"line {i}"), (parts.Current.Dropped, Assert.Single(parts.Current.Lines)));
        }

        source.Writer.Complete();
        Assert.False(await parts.MoveNextAsync());
    }

    [Fact]
    public void Streams_are_bounded_per_person_and_altogether_and_a_closed_one_makes_room()
    {
        LogStreams streams = new();
        List<IDisposable> open = [];
        for (var i = 0; i < LogStreams.MostPerActor; i++)
        {
            open.Add(streams.Open("user:default/ada").Value);
        }

        Assert.Contains("5 is the most", Assert.IsType<TooMany>(streams.Open("user:default/ada").Failure).Message, StringComparison.Ordinal);
        for (var i = open.Count; i < LogStreams.MostAltogether; i++)
        {
            open.Add(streams.Open($"user:default/u{i}").Value);
        }

        Assert.IsType<TooMany>(streams.Open("user:default/ben").Failure);
        open[0].Dispose();
        open[0].Dispose(); // twice counts once
        Assert.True(streams.Open("user:default/ben").IsSuccess);
        Assert.IsType<TooMany>(streams.Open("user:default/eve").Failure);
    }

    [Fact]
    public void Reading_a_pods_log_is_one_view_until_a_quarter_of_an_hour_has_passed()
    {
        TestClock clock = new(Now);
        LogViews views = new(clock);

        Assert.True(views.Begins("ada", "pod-1"));
        Assert.False(views.Begins("ada", "pod-1"));
        Assert.True(views.Begins("ben", "pod-1"));
        Assert.True(views.Begins("ada", "pod-2"));
        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True(views.Begins("ada", "pod-1"));
    }

    [Fact]
    public void A_pod_that_went_is_remembered_with_its_workload_and_when_it_was_last_seen()
    {
        using var cluster = new Operated();
        GonePods gone = new(cluster.Clock);
        cluster.Pictures.Listen(gone);
        Assert.NotNull(cluster.Pictures.Pod("PROD-EU", "shop", "a"));

        cluster.Apply(new ObservedChange.Deleted(ObservedKind.Pod, Pod("a")));

        Assert.Null(cluster.Pictures.Pod("prod-eu", "shop", "a"));
        Assert.Equal(new(Operated.Orders, Now, "Running") { Name = "a", Address = "10.0.0.7", Service = "component:default/orders" }, gone.Find("prod-eu", "shop", "a"));
        Assert.Contains("It belonged to deployment/orders", PodErrors.Unknown(cluster.Pictures, gone, "prod-eu", "shop", "a").Message, StringComparison.Ordinal);
        Assert.Equal("deployments.pod_unknown", PodErrors.Unknown(cluster.Pictures, gone, "prod-eu", "shop", "never").Code);
    }

    private sealed class Place : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
