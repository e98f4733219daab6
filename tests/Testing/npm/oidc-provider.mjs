// An OpenID Connect authority for tests: node oidc-provider.mjs <port> <redirect uri>
// Its own development pages ask for a login name and consent; the name becomes the e-mail address.
import { Provider } from "oidc-provider";

const [port, redirectUri] = process.argv.slice(2);
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{
    client_id: "portal", client_secret: "portal-secret", redirect_uris: [redirectUri], post_logout_redirect_uris: [new URL("/signout-callback-oidc", redirectUri).href],
    token_endpoint_auth_method: "client_secret_post", response_types: ["code"], grant_types: ["authorization_code"],
  }],
  pkce: { required: () => true },
  conformIdTokenClaims: false,
  claims: { openid: ["sub"], email: ["email"], profile: ["name"] },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, name: id.split("@")[0] }) }),
});
provider.listen(Number(port), "127.0.0.1");
