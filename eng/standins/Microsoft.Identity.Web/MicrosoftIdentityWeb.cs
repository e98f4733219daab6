using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Microsoft.Identity.Web;

public static class Constants
{
    public const string AzureAd = "AzureAd";
}

/// <summary>The AzureAd section. Authority is either given or made of Instance and TenantId.</summary>
public class MicrosoftIdentityOptions : OpenIdConnectOptions
{
    public string? Instance { get; set; }

    public string? TenantId { get; set; }

    public string? Domain { get; set; }
}

public class MicrosoftIdentityWebAppAuthenticationBuilder
{
    internal MicrosoftIdentityWebAppAuthenticationBuilder(IServiceCollection services) => Services = services;

    public IServiceCollection Services { get; }
}

public sealed class MicrosoftIdentityWebAppAuthenticationBuilderWithConfiguration : MicrosoftIdentityWebAppAuthenticationBuilder
{
    internal MicrosoftIdentityWebAppAuthenticationBuilderWithConfiguration(IServiceCollection services) : base(services)
    {
    }
}

public static class MicrosoftIdentityWebAppAuthenticationBuilderExtensions
{
    public static MicrosoftIdentityWebAppAuthenticationBuilderWithConfiguration AddMicrosoftIdentityWebApp(
        this AuthenticationBuilder builder,
        IConfiguration configuration,
        string configSectionName = Constants.AzureAd,
        string openIdConnectScheme = OpenIdConnectDefaults.AuthenticationScheme,
        string? cookieScheme = CookieAuthenticationDefaults.AuthenticationScheme,
        bool subscribeToOpenIdConnectMiddlewareDiagnosticsEvents = false,
        string? displayName = null)
        => builder.AddMicrosoftIdentityWebApp(configuration.GetSection(configSectionName), openIdConnectScheme, cookieScheme, subscribeToOpenIdConnectMiddlewareDiagnosticsEvents, displayName);

    public static MicrosoftIdentityWebAppAuthenticationBuilderWithConfiguration AddMicrosoftIdentityWebApp(
        this AuthenticationBuilder builder,
        IConfigurationSection configurationSection,
        string openIdConnectScheme = OpenIdConnectDefaults.AuthenticationScheme,
        string? cookieScheme = CookieAuthenticationDefaults.AuthenticationScheme,
        bool subscribeToOpenIdConnectMiddlewareDiagnosticsEvents = false,
        string? displayName = null)
    {
        Add(builder, options => configurationSection.Bind(options), null, openIdConnectScheme, cookieScheme, displayName);
        return new(builder.Services);
    }

    public static MicrosoftIdentityWebAppAuthenticationBuilder AddMicrosoftIdentityWebApp(
        this AuthenticationBuilder builder,
        Action<MicrosoftIdentityOptions> configureMicrosoftIdentityOptions,
        Action<CookieAuthenticationOptions>? configureCookieAuthenticationOptions = null,
        string openIdConnectScheme = OpenIdConnectDefaults.AuthenticationScheme,
        string? cookieScheme = CookieAuthenticationDefaults.AuthenticationScheme,
        bool subscribeToOpenIdConnectMiddlewareDiagnosticsEvents = false,
        string? displayName = null)
    {
        Add(builder, configureMicrosoftIdentityOptions, configureCookieAuthenticationOptions, openIdConnectScheme, cookieScheme, displayName);
        return new(builder.Services);
    }

    private static void Add(AuthenticationBuilder builder, Action<MicrosoftIdentityOptions> configure, Action<CookieAuthenticationOptions>? configureCookie, string scheme, string? cookieScheme, string? displayName)
    {
        var services = builder.Services;
        services.Configure(scheme, configure);
        if (cookieScheme is { Length: > 0 })
        {
            builder.AddCookie(cookieScheme, configureCookie ?? (_ => { }));
        }

        services.AddHttpClient();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, DiscoverMetadata>());
        services.AddOptions<OpenIdConnectOptions>(scheme).Configure<IOptionsMonitor<MicrosoftIdentityOptions>>((options, monitor) =>
        {
            var identity = monitor.Get(scheme);
            options.SignInScheme = cookieScheme;
            options.ClientId = identity.ClientId;
            options.ClientSecret = identity.ClientSecret;
            options.Authority = AuthorityOf(identity);
            options.MetadataAddress = identity.MetadataAddress;
            options.RequireHttpsMetadata = identity.RequireHttpsMetadata;
            options.ResponseType = identity.ResponseType;
            options.UsePkce = identity.UsePkce;
            options.Prompt = identity.Prompt;
            options.CallbackPath = identity.CallbackPath;
            options.SignedOutCallbackPath = identity.SignedOutCallbackPath;
            options.SignedOutRedirectUri = identity.SignedOutRedirectUri;
            options.GetClaimsFromUserInfoEndpoint = identity.GetClaimsFromUserInfoEndpoint;
            options.MapInboundClaims = identity.MapInboundClaims;
            options.TokenValidationParameters = identity.TokenValidationParameters;
            options.SaveTokens = identity.SaveTokens;
            options.AccessDeniedPath = identity.AccessDeniedPath;
            options.Events = identity.Events;
            foreach (var scope in identity.Scope)
            {
                options.Scope.Add(scope);
            }
        });
        builder.AddOAuth<OpenIdConnectOptions, OpenIdConnectHandler>(scheme, displayName ?? scheme, _ => { });
    }

    private static string? AuthorityOf(MicrosoftIdentityOptions options)
        => !string.IsNullOrEmpty(options.Authority) || string.IsNullOrEmpty(options.Instance)
            ? options.Authority
            : $"{options.Instance.TrimEnd('/')}/{options.TenantId}/v2.0";

    private sealed class DiscoverMetadata(IHttpClientFactory clients) : IPostConfigureOptions<OpenIdConnectOptions>
    {
        public void PostConfigure(string? name, OpenIdConnectOptions options)
        {
            if (options.ResponseType != OpenIdConnectResponseType.Code)
            {
                throw new NotSupportedException($"This stand-in speaks the authorization code flow only: set ResponseType to code, not {options.ResponseType}.");
            }

            options.Backchannel ??= clients.CreateClient(nameof(OpenIdConnectHandler));
            if (options.ConfigurationManager is null && (options.MetadataAddress ?? options.Authority) is { Length: > 0 })
            {
                var address = options.MetadataAddress ?? options.Authority!.TrimEnd('/') + "/.well-known/openid-configuration";
                if (options.RequireHttpsMetadata && !address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                {
                    throw new InvalidOperationException("The authority must use HTTPS unless RequireHttpsMetadata is false.");
                }

                options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(address, new OpenIdConnectConfigurationRetriever(),
                    new HttpDocumentRetriever(options.Backchannel) { RequireHttps = options.RequireHttpsMetadata });
            }
        }
    }
}
