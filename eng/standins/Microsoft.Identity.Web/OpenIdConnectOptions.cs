using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

public static class OpenIdConnectDefaults
{
    public const string AuthenticationScheme = "OpenIdConnect";
}

/// <summary>The settings of the real type that this portal uses, on top of the shared framework's OAuth options.</summary>
public class OpenIdConnectOptions : OAuthOptions
{
    public OpenIdConnectOptions()
    {
        CallbackPath = "/signin-oidc";
        SignedOutCallbackPath = "/signout-callback-oidc";
        Scope.Add("openid");
        Scope.Add("profile");
        UsePkce = true;

        // Read from the discovery document at run time; the OAuth handler only checks that something is there.
        AuthorizationEndpoint = "discovered";
        TokenEndpoint = "discovered";
    }

    public string? Authority { get; set; }

    public string? MetadataAddress { get; set; }

    public bool RequireHttpsMetadata { get; set; } = true;

    public string ResponseType { get; set; } = OpenIdConnectResponseType.IdToken;

    public string? Prompt { get; set; }

    public bool GetClaimsFromUserInfoEndpoint { get; set; }

    public bool MapInboundClaims { get; set; } = true;

    public Http.PathString SignedOutCallbackPath { get; set; }

    public string SignedOutRedirectUri { get; set; } = "/";

    public TokenValidationParameters TokenValidationParameters { get; set; } = new();

    public IConfigurationManager<OpenIdConnectConfiguration>? ConfigurationManager { get; set; }

    public override void Validate()
    {
        if (string.IsNullOrEmpty(ClientSecret))
        {
            ClientSecret = NoSecret; // a public client with PKCE has none; it is never sent
        }

        base.Validate();
    }

    internal const string NoSecret = "\0none";
}
