using System.Net;

namespace Portal.WebTests.Create;

/// <summary>What is typed is posted and kept: it is in no address, and may be long.</summary>
public sealed class DraftTests
{
    private const string Form = "/create/default/asks";

    private const string Spec = """
          parameters: {required: [name], properties: {name: {type: string}, about: {type: string, ui:widget: textarea}, token: {type: string, title: Token, ui:field: Secret}, owner: {type: string, ui:field: OwnerPicker, default: alpha}}}
          steps: [{id: say, action: 'debug:log', input: {message: '${{ parameters.about }}'}}]
        """;

    [Fact]
    public async Task Twenty_kilobytes_of_answers_are_previewed_and_the_address_holds_none_of_them()
    {
        await using CreationHost host = new(("asks", Spec));
        var ada = await host.SignInAsync("ada");
        var about = string.Concat(Enumerable.Repeat("Grüße an Ada Lovelace. ", 900)).TrimEnd();

        var form = await ada.OpenAsync(Form);
        Assert.Equal("post", form.Document.QuerySelector("form[action$=preview]")!.GetAttribute("method"));
        var kept = await ada.SubmitAsync(Form, Form + "/preview", ("_form", "1"), ("name", "svc"), ("about", about), ("owner", "group:default/alpha"), ("token", "hunter2"));

        Assert.Equal(HttpStatusCode.Found, kept.StatusCode);
        Assert.Matches("^/create/default/asks/preview\\?_draft=[0-9a-f]{32}$", kept.RedirectedTo);
        var preview = await ada.OpenAsync(kept.RedirectedTo!);
        Assert.True(preview.StatusCode == HttpStatusCode.OK, preview.Html);
        Assert.Equal(about, preview.Document.QuerySelector("#create [name=about]")!.GetAttribute("value"));
        Assert.DoesNotContain("hunter2", preview.Html, StringComparison.Ordinal);
        Assert.All(preview.Document.QuerySelectorAll("a[href]"), a => Assert.DoesNotContain("Lovelace", Uri.UnescapeDataString(a.GetAttribute("href")!), StringComparison.Ordinal));

        // Back to the form: what was typed is there, and going on writes over the same draft.
        var back = await ada.OpenAsync(kept.RedirectedTo!.Replace("/preview", "", StringComparison.Ordinal));
        Assert.Equal(about, back.Document.QuerySelector("[name=about]")!.TextContent);
        var draft = back.Document.QuerySelector("[name=_draft]")!.GetAttribute("value")!;
        var again = await ada.SubmitAsync(Form, Form + "/preview", ("_form", "1"), ("_draft", draft), ("name", "other"), ("about", "short"), ("owner", "group:default/alpha"));
        Assert.Equal(kept.RedirectedTo, again.RedirectedTo);
        Assert.Contains("other", (await ada.OpenAsync(again.RedirectedTo!)).Document.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_can_be_looked_at_by_whoever_has_its_address_and_is_written_over_by_its_author_only()
    {
        await using CreationHost host = new(("asks", Spec));
        var (ada, ben) = (await host.SignInAsync("ada"), await host.SignInAsync("ben"));
        var kept = await ada.SubmitAsync(Form, Form + "/preview", ("_form", "1"), ("name", "adas"), ("about", "x"), ("owner", "group:default/alpha"));
        var draft = kept.RedirectedTo!.Split('=')[^1];

        Assert.Equal("adas", (await ben.OpenAsync($"{Form}?_draft={draft}")).Document.QuerySelector("[name=name]")!.GetAttribute("value"));
        var bens = await ben.SubmitAsync(Form, Form + "/details", ("_form", "1"), ("_draft", draft), ("name", "bens"), ("about", ""), ("owner", "group:default/beta"));

        Assert.NotEqual(draft, bens.RedirectedTo!.Split('=')[^1]);
        Assert.Equal("adas", (await ada.OpenAsync($"{Form}?_draft={draft}")).Document.QuerySelector("[name=name]")!.GetAttribute("value"));
        var gone = await ada.OpenAsync($"{Form}/preview?_draft={new string('0', 32)}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("kept for 30 days", gone.Html, StringComparison.Ordinal);
    }
}
