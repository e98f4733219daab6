using Microsoft.Extensions.DependencyInjection;
using Portal.Application.Catalog;
using Portal.Application.Common;

namespace Portal.WebTests.Catalog;

/// <summary>The same catalog, which is read by the clock once an hour only.</summary>
public sealed class HourlyCatalogHost : CatalogHost
{
    public HourlyCatalogHost() => Set("Catalog:PollInterval", "01:00:00");
}

public sealed class FolderWatchTests(HourlyCatalogHost host) : IClassFixture<HourlyCatalogHost>
{
    [Fact]
    public async Task A_file_written_into_a_watched_folder_is_in_the_catalog_without_anybody_asking()
    {
        var feed = host.Services.GetRequiredService<ILiveFeed>();
        var catalog = host.Services.GetRequiredService<ICatalog>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(4)); // the schedule alone would take an hour
        await using var notices = feed.SubscribeAsync(new HashSet<string>(StringComparer.Ordinal) { Topics.Catalog }, limit.Token).GetAsyncEnumerator(limit.Token);
        var notice = notices.MoveNextAsync();

        await File.WriteAllTextAsync(Path.Combine(host.CatalogFolder, "late.yaml"), "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: late}\nspec: {type: service, lifecycle: production, owner: alpha}\n", limit.Token);

        Assert.True(await notice);
        Assert.NotNull(catalog.Current.Find(EntityRef.Parse("component:default/late")));
    }
}
