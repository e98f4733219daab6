using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Portal.Testing;
using Portal.Web;

namespace Portal.WebTests.Frame;

/// <summary>What the API says to a body or a query that does not fit: the field, what belongs there, what was sent; never the name of a type of the program.</summary>
public sealed class ApiBodyTests(PortalHost host) : IClassFixture<PortalHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("rotas", """{"owner": 5}""", "owner", "owner is to be text, but the number 5 was sent (line 1, position 12).")]
    [InlineData("rotas", "{\n  \"owner\": \"alpha\",\n  \"rota\": \"nightly\"\n}", "rota", "rota is to be an object with name, ")]
    [InlineData("rotas", "{\n  \"owner\": \"alpha\",\n  \"rota\": \"nightly\"\n}", "rota", "but the text \"nightly\" was sent (line 3, position 20).")]
    [InlineData("rotas", """{"rota": {"layers": [{"people": "ada"}]}}""", "rota.layers[0].people", "is to be a list of texts, but the text \"ada\" was sent")]
    [InlineData("rotas", """{"version": 99999999999}""", "version", "version is to be a whole number from -2147483648 to 2147483647, but the number 99999999999 was sent")]
    [InlineData("rotas", """{"version": 1.5}""", "version", "but the number 1.5 was sent")]
    [InlineData("rotas", """[{"owner": "alpha"}]""", "body", "The body is to be an object with owner, rota, version, but a list was sent")]
    [InlineData("rotas", "\"alpha\"", "body", "but the text \"alpha\" was sent")]
    [InlineData("rotas", "null", "body", "The body is to be an object with owner, rota, version, but null was sent.")]
    [InlineData("rotas", "", "body", "The body is empty. Send an object with owner, rota, version, as JSON.")]
    [InlineData("rotas", "  \n", "body", "The body is empty. Send an object with owner, rota, version, as JSON.")]
    [InlineData("rotas", "{\n \"owner\": alpha}", "body", "The body is no JSON (line 2, position 11): 'a' is an invalid start of a value.")]
    [InlineData("rotas", """{"owner": "alpha" """, "body", "The body is no JSON (line 1, position 19)")]
    [InlineData("rotas/nightly/overrides", """{"person": "ada", "from": "tomorrow"}""", "from", "from is to be a moment such as \"2026-11-26T08:00:00Z\", but the text \"tomorrow\" was sent")]
    [InlineData("incidents", """{"title": "down", "services": "component:default/alpha-api"}""", "services", "services is to be a list of texts")]
    [InlineData("incidents/1/notes", """{"text": true}""", "text", "text is to be text, but true was sent")]
    [InlineData("incidents/1/notes", "[]", "body", "The body is to be an object with text, but a list was sent")]
    [InlineData("webhooks", """{"name": "a", "url": "https://a.example", "events": {"a": 1}}""", "events", "events is to be a list of texts, but an object was sent")]
    [InlineData("ownership/suggestions/decide", """{"entity": "a", "accept": "yes"}""", "accept", "accept is to be true or false, but the text \"yes\" was sent")]
    public async Task A_body_that_does_not_fit_is_refused_in_the_words_of_the_api(string address, string body, string field, string words)
    {
        var (status, text) = await PostAsync(address, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal("request.invalid", problem["code"]!.ToString());
        var (name, messages) = Assert.Single(problem["errors"]!.AsObject());
        Assert.Equal(field, name);
        Assert.Contains(words, messages![0]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_in_another_encoding_is_read_and_broken_text_is_refused()
    {
        using var api = host.ApiClient();
        using StringContent utf16 = new("""{"owner": 5}""", Encoding.Unicode, "application/json");
        using ByteArrayContent torn = new([(byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}']) { Headers = { { "Content-Type", "application/json" } } };

        Assert.Contains("owner is to be text", await (await api.PostAsync(new Uri("/api/v1/rotas", UriKind.Relative), utf16, Ct)).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("The body is not UTF-8 text.", await (await api.PostAsync(new Uri("/api/v1/rotas", UriKind.Relative), torn, Ct)).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    private sealed record Sample(DayOfWeek Day, IReadOnlyDictionary<string, int> Counts, Guid Id, TimeOnly At, Sample? Inner);

    // As the API's reader is made; no address takes each of these.
    [Theory]
    [InlineData("""{"day": "funday"}""", "day", "day is to be one of sunday, monday, tuesday, wednesday, thursday, friday, saturday, but the text \"funday\" was sent")]
    [InlineData("""{"inner": {"day": true}}""", "inner.day", "inner.day is to be one of sunday, monday")]
    [InlineData("""{"counts": {"a.b": "x"}}""", "counts.a.b", "counts.a.b is to be a whole number from -2147483648 to 2147483647, but the text \"x\" was sent")]
    [InlineData("""{"counts": []}""", "counts", "counts is to be an object whose values are whole numbers, but a list was sent")]
    [InlineData("""{"id": "5"}""", "id", "id is to be an id such as")]
    [InlineData("""{"at": "noon"}""", "at", "at is to be a time of day such as \"09:00\"")]
    public void Enums_maps_ids_and_times_are_told_in_words(string body, string field, string words)
    {
        var json = host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Mvc.JsonOptions>>().Value.JsonSerializerOptions;
        var refused = Assert.Throws<System.Text.Json.JsonException>(() => System.Text.Json.JsonSerializer.Deserialize<Sample>(body, json));

        var (name, said) = new JsonBodyWords(json, typeof(Sample), []).Of(Encoding.UTF8.GetBytes(body), refused);

        Assert.Equal(field, name);
        Assert.StartsWith(words, said, StringComparison.Ordinal);
    }

    /// <summary>Every address that takes a JSON body, with bodies that fit none of them.</summary>
    [Fact]
    public async Task No_address_of_the_api_names_types_of_the_program()
    {
        using var api = host.ApiClient();
        var taking = Descriptions().Where(d => d.ParameterDescriptions.Any(p => p.Source == BindingSource.Body)).ToList();
        Assert.True(taking.Count > 25, $"Only {taking.Count} addresses take a body; the test looks in the wrong place.");
        foreach (var address in taking)
        {
            foreach (var body in new[] { "5", "[[5]]", "\"text\"", "{", "" })
            {
                using HttpRequestMessage request = new(new HttpMethod(address.HttpMethod!), new Uri("/" + Filled(address.RelativePath!), UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
                using var answer = await api.SendAsync(request, Ct);
                var text = await answer.Content.ReadAsStringAsync(Ct);
                Assert.False(answer.StatusCode == HttpStatusCode.InternalServerError, $"{address.HttpMethod} {address.RelativePath} with {body}: {text}");
                foreach (var ours in new[] { "Portal.", "System.", "LineNumber", "isFinalBlock", "BytePosition", "could not be converted" })
                {
                    Assert.False(text.Contains(ours, StringComparison.Ordinal), $"{address.HttpMethod} {address.RelativePath} with {body}: {text}");
                }
            }
        }
    }

    [Theory]
    [InlineData("incident/component/default/alpha-api?hour=6", "hour", "There is no parameter 'hour' here. It takes at, hours.")]
    [InlineData("oncall?team=alpha", "team", "There is no parameter 'team' here: this address takes none. Leave it out.")]
    [InlineData("entities?kinds=component", "kinds", "There is no parameter 'kinds' here. It takes asOf, cursor, ")]
    [InlineData("signals?services=a", "services", "It takes ")]
    public async Task A_parameter_that_an_address_does_not_take_is_refused_with_those_it_takes(string address, string name, string words)
    {
        using var api = host.ApiClient();

        using var answer = await api.GetAsync(new Uri("/api/v1/" + address, UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var message = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["errors"]![name]![0]!.ToString();
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain("demand", message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>As the router has them, so that no address is forgotten that the descriptions leave out.</summary>
    [Fact]
    public async Task Every_address_of_the_api_refuses_unknown_parameters()
    {
        using var api = host.ApiClient();
        _ = await api.GetAsync(new Uri("/healthz/live", UriKind.Relative), Ct);
        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.OrdinalIgnoreCase) == true).ToList();
        Assert.True(routes.Count > 100, $"Only {routes.Count} routes were found.");
        var known = host.Services.GetRequiredService<UnknownParameters>();
        Assert.Empty(routes.Where(r => r.Metadata.GetMetadata<ControllerActionDescriptor>() is not { } action || known.Of(action) is null).Select(r => r.RoutePattern.RawText));
        foreach (var route in routes.Where(r => r.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("GET")))
        {
            using var answer = await api.GetAsync(new Uri("/" + Filled(route.RoutePattern.RawText!.TrimStart('/')) + "?no-such-parameter=1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{route.RoutePattern.RawText} answered {answer.StatusCode} to a parameter that it does not take.");
        }
    }

    /// <summary>What the guides tell people to ask is taken.</summary>
    [Fact]
    public async Task Every_parameter_that_the_docs_name_is_taken()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Portal.sln")))
        {
            root = root.Parent;
        }

        var told = Directory.EnumerateFiles(Path.Combine(root!.FullName, "docs"), "*.md", SearchOption.AllDirectories).SelectMany(File.ReadLines)
            .SelectMany(l => System.Text.RegularExpressions.Regex.Matches(l, @"(?<path>/api/v1/[^\s?""`|]*)\?(?<query>[^\s""`)]*)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .Select(m => (Path: Filled(m.Groups["path"].Value), Names: m.Groups["query"].Value.Split('&').Select(p => p.Split('=')[0]).Where(n => n.Length > 0 && n.All(char.IsAsciiLetter)).ToList())).Where(t => t.Names.Count > 0).ToList();
        Assert.True(told.Count > 20, $"Only {told.Count} addresses with parameters were found in the docs.");
        foreach (var (path, names) in told)
        {
            var words = await SaidAsync(HttpMethod.Get, path, names);
            words = words is null ? null : await SaidAsync(HttpMethod.Post, path, names); // what is sent there may take others than what is read
            Assert.True(words is null, $"{path} with {string.Join(", ", names)}: {words}");
        }
    }

    /// <returns>What it says to parameters that it does not take; null when it takes them.</returns>
    private async Task<string?> SaidAsync(HttpMethod method, string path, IReadOnlyList<string> names)
    {
        using var api = host.ApiClient();
        using HttpRequestMessage request = new(method, new Uri($"{path}?{string.Join('&', names.Select(n => n + "=1"))}", UriKind.Relative));
        using var answer = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        var words = answer.StatusCode == HttpStatusCode.BadRequest ? await answer.Content.ReadAsStringAsync(Ct) : "";
        return words.Contains("There is no parameter", StringComparison.Ordinal) ? words : null;
    }

    private IEnumerable<ApiDescription> Descriptions()
        => host.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items.SelectMany(g => g.Items).Where(d => d.RelativePath!.StartsWith("api/", StringComparison.OrdinalIgnoreCase));

    // Values that fit the constraints of a route.
    private static string Filled(string template)
        => System.Text.RegularExpressions.Regex.Replace(template, @"\{(?<name>[^{}:]+)(:(?<kind>[a-z]+)(\((\{[^{}]*\}|[^{}])*\))?)?\}", m => m switch
        {
            _ when m.Value.Contains("guid", StringComparison.Ordinal) => "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            _ when m.Value.Contains("long", StringComparison.Ordinal) || m.Value.Contains(":int", StringComparison.Ordinal) || m.Groups["name"].Value == "item" => "1",
            _ when m.Value.Contains("regex", StringComparison.Ordinal) => m.Value[(m.Value.IndexOf("(^(", StringComparison.Ordinal) + 3)..].Split('|', ')')[0],
            _ => "x",
        }, System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string address, string body)
    {
        using var api = host.ApiClient();
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using var answer = await api.PostAsync(new Uri("/api/v1/" + address, UriKind.Relative), content, Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
