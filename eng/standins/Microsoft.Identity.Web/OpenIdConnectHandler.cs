using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Microsoft.AspNetCore.Authentication.OpenIdConnect;

/// <summary>Authorization code with PKCE over the shared framework's OAuth handler; the ID token is checked by Microsoft.IdentityModel.</summary>
internal sealed class OpenIdConnectHandler(IOptionsMonitor<OpenIdConnectOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<OpenIdConnectOptions>(options, logger, encoder), IAuthenticationSignOutHandler
{
    private const string NonceKey = ".nonce";
    private const string IdTokenKey = "id_token";

    private Task<OpenIdConnectConfiguration> Discovered()
        => Options.ConfigurationManager!.GetConfigurationAsync(Context.RequestAborted);

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // OAuthHandler builds the address synchronously: the document is fetched before it is asked.
        var discovered = await Discovered();
        Context.Items[typeof(OpenIdConnectConfiguration)] = discovered;
        properties.Items[NonceKey] = Base64UrlTextEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var discovered = (OpenIdConnectConfiguration)Context.Items[typeof(OpenIdConnectConfiguration)]!;
        var generic = new Uri(base.BuildChallengeUrl(properties, redirectUri), UriKind.RelativeOrAbsolute).OriginalString;
        var query = generic[(generic.IndexOf('?') + 1)..];
        var separator = discovered.AuthorizationEndpoint.Contains('?') ? '&' : '?';
        var url = $"{discovered.AuthorizationEndpoint}{separator}{query}&nonce={Uri.EscapeDataString(properties.Items[NonceKey]!)}";
        return Options.Prompt is { } prompt ? $"{url}&prompt={Uri.EscapeDataString(prompt)}" : url;
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var discovered = await Discovered();
        var form = new Dictionary<string, string>
        {
            ["client_id"] = Options.ClientId,
            ["redirect_uri"] = context.RedirectUri,
            ["code"] = context.Code,
            ["grant_type"] = "authorization_code",
        };
        if (Options.ClientSecret != OpenIdConnectOptions.NoSecret)
        {
            form["client_secret"] = Options.ClientSecret;
        }

        if (context.Properties.Items.TryGetValue(OAuthConstants.CodeVerifierKey, out var verifier))
        {
            form[OAuthConstants.CodeVerifierKey] = verifier!;
            context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, discovered.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        var body = await response.Content.ReadAsStringAsync(Context.RequestAborted);
        return response.IsSuccessStatusCode
            ? OAuthTokenResponse.Success(JsonDocument.Parse(body))
            : OAuthTokenResponse.Failed(new AuthenticationFailureException($"The token endpoint answered {(int)response.StatusCode}: {body}"));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        if (!tokens.Response!.RootElement.TryGetProperty(IdTokenKey, out var idToken))
        {
            throw new AuthenticationFailureException("The token endpoint sent no id_token. Ask for the scope openid.");
        }

        var discovered = await Discovered();
        var parameters = Options.TokenValidationParameters.Clone();
        parameters.ValidAudience ??= Options.ClientId;
        parameters.ValidIssuer ??= discovered.Issuer;
        parameters.IssuerSigningKeys = discovered.SigningKeys;
        var result = await new JsonWebTokenHandler { MapInboundClaims = Options.MapInboundClaims }.ValidateTokenAsync(idToken.GetString(), parameters);
        if (!result.IsValid)
        {
            throw new AuthenticationFailureException("The ID token was refused: " + result.Exception.Message, result.Exception);
        }

        var nonce = result.ClaimsIdentity.FindFirst("nonce")?.Value ?? "";
        properties.Items.Remove(NonceKey, out var expected);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(expected ?? "-")))
        {
            throw new AuthenticationFailureException("The ID token carries another nonce than the one sent: it belongs to another sign-in.");
        }

        var user = new ClaimsIdentity(result.ClaimsIdentity.Claims, Scheme.Name, parameters.NameClaimType, parameters.RoleClaimType);
        if (Options.GetClaimsFromUserInfoEndpoint && discovered.UserInfoEndpoint is { Length: > 0 } userInfo)
        {
            await AddUserInfoAsync(user, userInfo, tokens.AccessToken);
        }

        var context = new OAuthCreatingTicketContext(new ClaimsPrincipal(user), properties, Context, Scheme, Options, Backchannel, tokens, tokens.Response.RootElement);
        await Events.CreatingTicket(context);
        return new AuthenticationTicket(context.Principal!, context.Properties, Scheme.Name);
    }

    private async Task AddUserInfoAsync(ClaimsIdentity user, string endpoint, string? accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        response.EnsureSuccessStatusCode();
        using var claims = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Context.RequestAborted));
        if (!claims.RootElement.TryGetProperty("sub", out var subject) || subject.GetString() != (user.FindFirst("sub") ?? user.FindFirst(ClaimTypes.NameIdentifier))?.Value)
        {
            throw new AuthenticationFailureException("The userinfo endpoint answered for another subject.");
        }

        foreach (var claim in claims.RootElement.EnumerateObject().Where(c => c.Value.ValueKind == JsonValueKind.String && !user.HasClaim(x => x.Type == c.Name)))
        {
            user.AddClaim(new Claim(claim.Name, claim.Value.GetString()!, ClaimValueTypes.String, ClaimsIssuer));
        }
    }

    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        var discovered = await Discovered();
        if (discovered.EndSessionEndpoint is not { Length: > 0 } endSession)
        {
            Response.Redirect(properties?.RedirectUri ?? Options.SignedOutRedirectUri);
            return;
        }

        var back = $"{Request.Scheme}://{Request.Host}{Request.PathBase}{Options.SignedOutCallbackPath}";
        Response.Redirect(QueryHelpers.AddQueryString(endSession, new Dictionary<string, string?> { ["client_id"] = Options.ClientId, ["post_logout_redirect_uri"] = back }));
    }

    public override async Task<bool> HandleRequestAsync()
    {
        if (Options.SignedOutCallbackPath.HasValue && Request.Path == Options.SignedOutCallbackPath)
        {
            Response.Redirect(Options.SignedOutRedirectUri);
            return true;
        }

        return await base.HandleRequestAsync();
    }
}
