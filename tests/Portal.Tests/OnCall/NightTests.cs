using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portal.Application.Common;
using Portal.Application.OnCall;
using Portal.Testing;

namespace Portal.Tests.OnCall;

public sealed class NightTests
{
    [Theory]
    [InlineData("2026-11-12T01:59Z", "2026-11-11T02:00Z")]
    [InlineData("2026-11-12T02:00Z", "2026-11-12T02:00Z")]
    [InlineData("2026-11-12T23:00Z", "2026-11-12T02:00Z")]
    public void A_check_is_due_from_its_hour_on_until_it_was_made(string now, string due)
        => Assert.Equal(At(due), NightlyCheck.LastDue(At(now), 2));

    [Fact]
    public async Task Two_replicas_make_the_check_of_a_night_once_however_they_come()
    {
        await using var host = await HostAsync();
        TestClock clock = new(At("2026-11-12T02:01Z"));
        NightlyCheck[] replicas = [Replica(host, clock), Replica(host, clock), Replica(host, clock)];

        var made = await Task.WhenAll(replicas.Select(r => Task.Run(() => r.RunIfDueAsync(Ct), Ct)));
        clock.Advance(TimeSpan.FromHours(20));
        var later = await replicas[1].RunIfDueAsync(Ct);

        Assert.Single(made, m => m);
        Assert.False(later);
        Assert.Equal(1, await ChecksAsync(host));
        Assert.Single(host.Told.All, e => e.Type == "oncall.unreachable");

        clock.Advance(TimeSpan.FromHours(5)); // the next night
        Assert.True(await replicas[2].RunIfDueAsync(Ct));
        Assert.False(await replicas[0].RunIfDueAsync(Ct));
        Assert.Equal(2, await ChecksAsync(host));
    }

    [Fact]
    public async Task When_the_first_replica_ends_in_between_another_one_makes_the_check()
    {
        await using var host = await HostAsync();
        TestClock clock = new(At("2026-11-12T02:01Z"));
        NightlyCheck first = Replica(host, clock);
        NightlyCheck other = Replica(host, clock);

        Assert.True(await first.TakeAsync(At("2026-11-12T02:00Z"), Ct)); // and then its process is killed
        Assert.False(await other.RunIfDueAsync(Ct));
        clock.Advance(NightlyCheck.Lease + TimeSpan.FromSeconds(1));
        var made = await other.RunIfDueAsync(Ct);
        var again = await Replica(host, clock).RunIfDueAsync(Ct);

        Assert.True(made);
        Assert.False(again);
        Assert.Equal(1, await ChecksAsync(host));
        Assert.Single(host.Told.All, e => e.Type == "oncall.unreachable");
    }

    [Fact]
    public async Task A_check_that_somebody_asked_for_in_the_night_counts_as_the_one_of_the_night()
    {
        await using var host = await HostAsync();
        using var api = host.ApiClient();
        using var asked = await api.PostAsync(new Uri("/api/v1/oncall/check", UriKind.Relative), null, Ct);
        Assert.True(asked.IsSuccessStatusCode, $"{asked.StatusCode}");

        Assert.False(await Replica(host, TimeProvider.System).RunIfDueAsync(Ct));
        Assert.Equal(1, await ChecksAsync(host));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The host's own nights would be a further replica.
    private static async Task<OnCallHost> HostAsync()
    {
        OnCallHost host = new();
        host.Without("LivenessNights");
        using var api = await host.ReadyAsync();
        return host;
    }

    private static NightlyCheck Replica(OnCallHost host, TimeProvider clock)
        => new(host.Services.GetRequiredService<LivenessCheck>(), host.Services.GetRequiredService<IPortalDbFactory>(), Options.Create(new OnCallOptions()), clock);

    private static async Task<int> ChecksAsync(OnCallHost host)
    {
        await using var db = host.Services.GetRequiredService<IPortalDbFactory>().Create();
        return await db.Set<OnCallCheck>().CountAsync(Ct);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
