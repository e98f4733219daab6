using Portal.Web.Features.Catalog.Reads;
using Portal.Web.Features.Ownership;
using Portal.Web.Features.Search;

namespace Portal.Web;

/// <summary>The questions that are answered without the way through controllers.</summary>
internal static class DirectReadServices
{
    public static IServiceCollection AddDirectReads(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<DirectReadOptions>(configuration.GetSection(DirectReadOptions.Section));
        services.AddSingleton<ApiJson>();
        services.AddSingleton<EntityFragments>();
        services.AddSingleton<Features.Catalog.KeptPages>();
        services.AddSingleton<Features.Deployments.MatrixHtml>();
        services.AddSingleton<IDirectRead, EntityListRead>();
        services.AddSingleton<IDirectRead, EntityRead>();
        services.AddSingleton<IDirectRead, FacetsRead>();
        services.AddSingleton<IDirectRead, SearchRead>();
        services.AddSingleton<IDirectRead, OwnersRead>();
        return services;
    }
}
