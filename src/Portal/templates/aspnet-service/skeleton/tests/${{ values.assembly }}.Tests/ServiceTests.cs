using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace ${{ values.assembly }}.Tests;

public sealed class ServiceTests(WebApplicationFactory<Program> service) : IClassFixture<WebApplicationFactory<Program>>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_says_that_it_is_well(string path)
    {
        using var client = service.CreateClient();

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task It_tells_its_name_and_version()
    {
        using var client = service.CreateClient();

        var info = await client.GetFromJsonAsync<Info>(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(new Info(${{ values.name | dump }}, "dev"), info);
    }

    private sealed record Info(string Name, string Version);
}
