using System.Net;
using AngleSharp.Dom;

namespace Portal.Tests.OnCall;

public sealed class OnCallPageTests : IDisposable
{
    private const string Moment = "yyyy-MM-ddTHH:mm";
    private readonly OnCallHost _host = new();

    [Fact]
    public async Task The_board_shows_own_teams_first_gaps_teams_without_a_rota_and_services_without_anybody()
    {
        await _host.ReadyAsync();
        var page = await (await _host.SignInAsync("ben")).OpenAsync("/oncall");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Beta", page.Document.QuerySelector("[data-testid=team]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.Document.QuerySelectorAll("[data-testid=without-rota]"), r => r.TextContent.Contains("Alpha", StringComparison.Ordinal));
        Assert.NotEmpty(page.Document.QuerySelectorAll("[data-testid=gap]"));
        Assert.Contains(page.Document.QuerySelectorAll("[data-testid=unreachable]"), r => r.TextContent.Contains("orphan-api", StringComparison.Ordinal));
        Assert.Null(page.Document.QuerySelector("form[action='/oncall/check']")); // an engineer may not
    }

    [Fact]
    public async Task A_member_makes_a_rota_in_the_form_and_sees_four_weeks_of_it()
    {
        await _host.ReadyAsync();
        var ada = await _host.SignInAsync("ada");

        var saved = await ada.SubmitAsync("/oncall/rotas/new?owner=group:default/alpha", "/oncall/rotas/new",
            ("Owner", "group:default/alpha"), ("Name", "alpha-form"), ("TimeZone", "Europe/Oslo"), ("Escalation", "15 lead"),
            ("Layers[0].Name", "Week"), ("Layers[0].People", "ada\nann"), ("Layers[0].Turn", "weekly"), ("Layers[0].HandoverAt", "09:00"), ("Layers[0].HandoverOn", "monday"), ("Layers[0].Start", "2026-01-05"));
        var page = await ada.OpenAsync(saved.RedirectedTo!);

        Assert.Equal("/oncall/default/alpha", saved.RedirectedTo);
        Assert.Equal(28, page.Document.QuerySelectorAll("[data-testid=day]").Length);
        Assert.Empty(page.Document.QuerySelectorAll(".turn.nobody"));
        Assert.Contains("Ann of Alpha", page.Document.QuerySelector("[data-testid=layer]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_in_the_form_comes_back_with_what_was_typed()
    {
        await _host.ReadyAsync();
        var ada = await _host.SignInAsync("ada");

        var page = await ada.SubmitAsync("/oncall/rotas/new?owner=group:default/alpha", "/oncall/rotas/new",
            ("Owner", "group:default/alpha"), ("Name", "alpha-form"), ("TimeZone", "Oslo"), ("Escalation", "soon lead"), ("Layers[0].Name", "Week"), ("Layers[0].People", "ada"), ("Layers[0].Turn", "often"), ("Layers[0].Start", "2026-01-05"));

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Equal(4, page.Document.QuerySelectorAll("[data-testid=fault]").Length);
        Assert.Equal("often", page.Document.QuerySelector("[name='Layers[0].Turn']")!.GetAttribute("value"));
        Assert.Equal("ada", page.Document.QuerySelector("[name='Layers[0].People']")!.TextContent);
    }

    [Fact]
    public async Task Who_is_not_of_the_team_may_look_but_neither_edit_nor_override()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var ben = await _host.SignInAsync("ben");

        var page = await ben.OpenAsync("/oncall/default/alpha");
        var refused = await ben.SubmitAsync("/oncall/feeds", "/oncall/rotas/alpha-primary/overrides", ("Person", "user:default/ben"), ("From", DateTime.UtcNow.ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Until", DateTime.UtcNow.AddDays(1).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Reason", "mine"));

        Assert.DoesNotContain("/oncall/rotas/alpha-primary/edit", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("group:default/alpha", refused.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_override_counts_at_once_and_can_be_taken_back()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var ada = await _host.SignInAsync("ada");

        // The rota's wall clock is an hour or two ahead of UTC: from yesterday to the day after tomorrow covers now either way.
        await ada.SubmitAsync("/oncall/default/alpha", "/oncall/rotas/alpha-primary/overrides", ("Person", "user:default/ben"), ("From", DateTime.UtcNow.AddDays(-1).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Until", DateTime.UtcNow.AddDays(2).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Reason", "Ada is away"));
        var with = await ada.OpenAsync("/oncall/default/alpha");
        var action = with.Document.QuerySelector("[data-testid=override] form")!.GetAttribute("action")!;
        var back = await ada.SubmitAsync("/oncall/default/alpha", action, ("back", "/oncall/default/alpha"));
        var without = await ada.OpenAsync(back.RedirectedTo!);

        Assert.Contains("Ben of Beta", with.Document.QuerySelector("[data-testid=answer]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Ben of Beta", without.Document.QuerySelector("[data-testid=answer]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("overrides", "2026-05-02T09:00", "2026-05-01T09:00")] // ends before it begins
    [InlineData("overrides", "2026-13-45", "2026-05-01T09:00")]
    [InlineData("swaps", "2026-05-02T09:00", "")]
    public async Task A_refused_override_or_swap_comes_back_with_what_was_typed(string what, string from, string until)
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var ada = await _host.SignInAsync("ada");

        var page = await ada.SubmitAsync("/oncall/default/alpha", $"/oncall/rotas/alpha-primary/{what}", ("Giver", "user:default/ann"), ("Person", "user:default/ada"), ("From", from), ("Until", until), ("Reason", "Ann is <away> 🌴"));

        var form = page.Document.QuerySelector($"form[action$='/{what}']")!;
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.NotEmpty(form.ParentElement!.QuerySelector("[data-testid=refused]")!.TextContent);
        Assert.True(form.ParentElement.HasAttribute("open"));
        Assert.Equal([from, until, "Ann is <away> 🌴"], new[] { "From", "Until", "Reason" }.Select(n => form.QuerySelector($"[name={n}]")!.GetAttribute("value")));
        Assert.Equal("user:default/ada", form.QuerySelector("[name=Person] option[selected]")!.GetAttribute("value"));
        Assert.Single(page.Document.QuerySelectorAll("[data-testid=refused]"));
    }

    [Fact]
    public async Task A_refused_calendar_address_says_why_beside_what_was_typed()
    {
        await _host.ReadyAsync();
        var ada = await _host.SignInAsync("ada");

        var page = await ada.SubmitAsync("/oncall/feeds", ("subject", "group:default/nope"));

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal("group:default/nope", page.Document.QuerySelector("[name=subject]")!.GetAttribute("value"));
        Assert.Contains("not in the catalog", page.Document.QuerySelector("[data-testid=refused]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "nothing to import")]
    [InlineData("BEGIN:VCALENDAR\nVERSION:2.0", "iCalendar")]
    [InlineData("{\"schedules\":[{\"id\":\"P1\",\n\"name\":\"A", "breaks off at line 2, character")]
    [InlineData("{\"schedules\":[{\"id\" \"P1\"}]}", "cannot be read at line 1, character 21")]
    [InlineData("[]", "is no export")]
    public async Task A_broken_export_is_refused_with_its_place_and_stays_in_the_form(string json, string words)
    {
        await _host.ReadyAsync();
        var pat = await _host.SignInAsync("pat");

        var page = await pat.SubmitAsync("/oncall/import", ("json", json), ("owner", "group:default/alpha"), ("go", "preview"));

        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.Contains(words, page.Document.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(json, page.Document.QuerySelector("[name=json]")!.TextContent);
        Assert.Equal("group:default/alpha", page.Document.QuerySelector("[name=owner]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Where_two_overrides_overlap_the_earlier_one_says_which_part_it_loses()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var ada = await _host.SignInAsync("ada");
        foreach (var (person, from, until) in new[] { ("ann", 1, 3), ("ada", 2, 5) })
        {
            await ada.SubmitAsync("/oncall/default/alpha", "/oncall/rotas/alpha-primary/overrides", ("Person", $"user:default/{person}"), ("From", DateTime.UtcNow.AddDays(from).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Until", DateTime.UtcNow.AddDays(until).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Reason", "away"));
        }

        var rows = (await ada.OpenAsync("/oncall/default/alpha")).Document.QuerySelectorAll("[data-testid=override]");

        Assert.Equal(2, rows.Length);
        var lost = Assert.Single(rows.SelectMany(r => r.QuerySelectorAll("[data-testid=overlap]")));
        Assert.Contains("Ada of Alpha stands in instead", lost.TextContent, StringComparison.Ordinal);
        Assert.Contains("Ann of Alpha stands in", lost.ParentElement!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("layers[1].handoverAt", "Layer 2, handover at")]
    [InlineData("layers[0].people[2]", "Layer 1, people")]
    [InlineData("escalation[1]", "Escalation, step 2")]
    [InlineData("timeZone", "Time zone")]
    [InlineData("spec.onCall.a", "spec.onCall.a")]
    public void Places_of_faults_are_called_as_the_form_calls_them(string field, string words) => Assert.Equal(words, Portal.Web.Features.OnCall.RotaWords.PlaceOf(field));

    [Fact]
    public async Task Pages_name_teams_and_people_and_not_their_refs()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var ada = await _host.SignInAsync("ada");

        foreach (var url in new[] { "/oncall", "/oncall/default/alpha", "/oncall/default/beta" })
        {
            var text = (await ada.OpenAsync(url)).Document.QuerySelector("main")!.TextContent;
            Assert.DoesNotContain("group:default/", text, StringComparison.Ordinal);
        }

        Assert.Contains("rota alpha-primary of Alpha", (await ada.OpenAsync("/oncall/default/alpha")).Document.QuerySelector("[data-testid=answer]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_swap_counts_only_after_the_other_one_accepts_and_nobody_else_can()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var (ada, ann, ben) = (await _host.SignInAsync("ada"), await _host.SignInAsync("ann"), await _host.SignInAsync("ben"));

        var proposed = await ada.SubmitAsync("/oncall/default/alpha", "/oncall/rotas/alpha-primary/swaps", ("Giver", "user:default/ann"), ("Person", "user:default/ada"), ("From", DateTime.UtcNow.AddDays(-7).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)), ("Until", DateTime.UtcNow.AddDays(21).ToString(Moment, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal("/oncall/default/alpha", proposed.RedirectedTo);
        var waiting = await ann.OpenAsync("/oncall/default/alpha");
        var accept = waiting.Document.QuerySelectorAll("[data-testid=swap] form").Select(f => f.GetAttribute("action")!).Single(a => a.EndsWith("/accept", StringComparison.Ordinal));
        var stranger = await ben.SubmitAsync("/oncall/feeds", accept);
        var self = await ada.SubmitAsync("/oncall/feeds", accept);
        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.Forbidden], [stranger.StatusCode, self.StatusCode]);
        Assert.Contains(waiting.Document.QuerySelectorAll("[data-testid=slice]"), s => s.TextContent.Contains("Ann", StringComparison.Ordinal));

        await ann.SubmitAsync("/oncall/default/alpha", accept, ("back", "/oncall/default/alpha"));
        var after = await ann.OpenAsync("/oncall/default/alpha");

        var swapped = after.Document.QuerySelectorAll("[data-testid=slice]").Where(s => s.TextContent.Contains("takes the turn of Ann", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(swapped);
        Assert.All(swapped, s => Assert.Contains("Ada of Alpha", s.TextContent, StringComparison.Ordinal));
        Assert.Contains("oncall.swap.accepted", await api.GetStringAsync("/api/v1/audit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calendar_address_works_without_signing_in_until_it_is_revoked_and_opens_nothing_else()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        var ada = await _host.SignInAsync("ada");
        var made = await ada.SubmitAsync("/oncall/feeds", ("subject", ""));
        var address = new Uri(made.Document.QuerySelector("[data-testid=feed-address]")!.TextContent).PathAndQuery;
        using var program = _host.ApiClient(token: null);

        var calendar = await program.GetAsync(address);
        var text = await calendar.Content.ReadAsStringAsync();
        var again = await (await program.GetAsync(address)).Content.ReadAsStringAsync();
        var other = await program.GetAsync("/oncall/default/alpha");

        Assert.Equal("text/calendar", calendar.Content.Headers.ContentType!.MediaType);
        Assert.Contains("SUMMARY:On call: alpha-primary", text, StringComparison.Ordinal);
        Assert.Equal(Uids(text), Uids(again));
        Assert.DoesNotContain("Ann", text, StringComparison.Ordinal); // own turns only
        Assert.NotEqual(HttpStatusCode.OK, other.StatusCode);

        var revoke = (await ada.OpenAsync("/oncall/feeds")).Document.QuerySelector("[data-testid=feed] form")!.GetAttribute("action")!;
        await ada.SubmitAsync("/oncall/feeds", revoke);
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync("/oncall/feeds/" + new string('a', 48) + ".ics")).StatusCode);

        static IEnumerable<string> Uids(string ics) => ics.Split("\r\n").Where(l => l.StartsWith("UID:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_the_database_gone_the_last_rotas_still_answer_with_their_age()
    {
        var api = await _host.ReadyAsync();
        await api.PostAsync("/api/v1/rotas", OnCallHost.Json(OnCallHost.Rota));
        File.Delete(Path.Combine(_host.Folder, "portal.db"));

        var answer = await api.GetStringAsync("/api/v1/oncall/alpha");

        Assert.Contains("alpha-primary", answer, StringComparison.Ordinal);
        Assert.Matches("\"asOf\":\"20", answer);
    }

    public void Dispose() => _host.Dispose();
}
