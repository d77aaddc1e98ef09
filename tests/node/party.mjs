// A relying party on openid-client.
import * as client from "openid-client";
import { serve } from "./lines.mjs";

const local = { execute: [client.allowInsecureRequests] };
let config;
let pending;

const commands = {
  async register({ issuer, metadata }) {
    config = await client.dynamicClientRegistration(new URL(issuer), metadata, undefined, local);
    return { client_id: config.clientMetadata().client_id };
  },
  async discover({ issuer, client_id, client_secret, method }) {
    const auth = method === "client_secret_post" ? client.ClientSecretPost(client_secret) : client.ClientSecretBasic(client_secret);
    config = await client.discovery(new URL(issuer), client_id, client_secret, auth, local);
    return { issuer: config.serverMetadata().issuer };
  },
  async begin({ redirect_uri, scope, extra }) {
    const verifier = client.randomPKCECodeVerifier();
    pending = { verifier, state: client.randomState(), nonce: client.randomNonce(), max_age: extra?.max_age };
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri, scope, state: pending.state, nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", ...extra,
    });
    return { url: url.href };
  },
  async finish({ url }) {
    const tokens = await client.authorizationCodeGrant(config, new URL(url), {
      pkceCodeVerifier: pending.verifier, expectedState: pending.state, expectedNonce: pending.nonce,
      idTokenExpected: true, ...(pending.max_age === undefined ? {} : { maxAge: Number(pending.max_age) }),
    });
    return { tokens, claims: tokens.claims() };
  },
  async userinfo({ access_token, sub }) {
    return client.fetchUserInfo(config, access_token, sub);
  },
  async refresh({ refresh_token }) {
    return client.refreshTokenGrant(config, refresh_token);
  },
  async revoke({ token }) {
    await client.tokenRevocation(config, token);
    return {};
  },
  async end_session({ id_token_hint, post_logout_redirect_uri, state }) {
    return { url: client.buildEndSessionUrl(config, { id_token_hint, post_logout_redirect_uri, state }).href };
  },
};

await serve(commands);
