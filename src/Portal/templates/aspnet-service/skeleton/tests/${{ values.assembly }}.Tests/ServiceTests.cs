using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ${{ values.assembly }}.Tests;

public sealed class ServiceTests(WebApplicationFactory<Program> service) : IClassFixture<WebApplicationFactory<Program>>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_says_that_it_is_well(string path)
    {
        using var client = service.CreateClient();

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task It_tells_its_name_and_version()
    {
        using var client = service.CreateClient();

        var info = await client.GetFromJsonAsync<Info>(new Uri("/", UriKind.Relative), Ct);

        Assert.Equal(new Info(${{ values.name | dump }}, "dev"), info);
    }

    [Fact]
    public async Task An_unknown_address_is_answered_as_problem_details()
    {
        using var client = service.CreateClient();

        using var response = await client.GetAsync(new Uri("/nothing-here", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_service_that_leaves_is_not_ready_and_still_answers()
    {
        await using WebApplicationFactory<Program> leaving = new();
        using var client = leaving.CreateClient();

        await leaving.Services.GetRequiredService<Drain>().StoppingAsync(Ct);

        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative), Ct);
        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private sealed record Info(string Name, string Version);
}
