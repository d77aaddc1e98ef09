// An e-service on oauth4webapi, which leaves nothing to itself: every answer is read by its strictest reader.
import * as oauth from "oauth4webapi";
import { serve } from "./lines.mjs";

const local = { [oauth.allowInsecureRequests]: true };
let server;
let client;
let way;
let proof;
let pending;

const bound = () => ({ ...local, DPoP: proof });

async function read(reader, response, ...expected) {
  return reader(server, client, await response, ...expected);
}

const commands = {
  async register({ issuer, metadata, algorithm, discovery }) {
    const found = await oauth.discoveryRequest(new URL(issuer), { ...local, algorithm: discovery });
    server = await oauth.processDiscoveryResponse(new URL(issuer), found);
    const pair = await oauth.generateKeyPair(algorithm);
    const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "kunci-1", use: "sig" };
    const isPublic = metadata.token_endpoint_auth_method === "none";
    const wanted = isPublic ? metadata : { ...metadata, jwks: { keys: [jwk] } };
    client = await oauth.processDynamicClientRegistrationResponse(await oauth.dynamicClientRegistrationRequest(server, wanted, local));
    way = isPublic ? oauth.None() : oauth.PrivateKeyJwt({ key: pair.privateKey, kid: jwk.kid });
    proof = oauth.DPoP(client, await oauth.generateKeyPair(algorithm));
    return client;
  },
  async begin({ redirect_uri, scope, extra }) {
    pending = { redirect_uri, verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
    const parameters = {
      response_type: "code", redirect_uri, scope, state: pending.state, nonce: pending.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier), code_challenge_method: "S256", ...extra,
    };
    const pushed = await read(oauth.processPushedAuthorizationResponse, oauth.pushedAuthorizationRequest(server, client, way, parameters, bound()));
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri }).toString();
    return { url: url.href };
  },
  async finish({ url }) {
    const answer = oauth.validateAuthResponse(server, client, new URL(url), pending.state);
    const sent = oauth.authorizationCodeGrantRequest(server, client, way, answer, pending.redirect_uri, pending.verifier, bound());
    const response = await sent;
    const tokens = await read(oauth.processAuthorizationCodeResponse, response, { expectedNonce: pending.nonce, requireIdToken: true });
    await oauth.validateApplicationLevelSignature(server, response, local);
    return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
  },
  userinfo: ({ access_token, sub }) =>
    read((...told) => oauth.processUserInfoResponse(told[0], told[1], sub, told[2]), oauth.userInfoRequest(server, client, access_token, bound())),
  refresh: ({ refresh_token }) => read(oauth.processRefreshTokenResponse, oauth.refreshTokenGrantRequest(server, client, way, refresh_token, bound())),
  own_token: () => read(oauth.processClientCredentialsResponse, oauth.clientCredentialsGrantRequest(server, client, way, {}, bound())),
  introspect: ({ token }) => read(oauth.processIntrospectionResponse, oauth.introspectionRequest(server, client, way, token, local)),
  async revoke({ token }) {
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, way, token, local));
    return {};
  },
  async find({ resource }) {
    const at = new URL(resource);
    const told = await oauth.processResourceDiscoveryResponse(at, await oauth.resourceDiscoveryRequest(at, local));
    const issuer = new URL(told.authorization_servers[0]);
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, local));
    return { told, protected_resources: server.protected_resources };
  },
  async accept({ access_token, resource, audience }) {
    // The e-service's request, and then the resource server that reads it.
    let sent;
    const keep = async (url, options) => { sent = new Request(url, options); return new Response(); };
    await oauth.protectedResourceRequest(access_token, "GET", new URL(resource), undefined, undefined, { ...bound(), [oauth.customFetch]: keep });
    return oauth.validateJwtAccessToken(server, sent, audience, { ...local, requireDPoP: true, signingAlgorithms: ["ES256"] });
  },
  async other_key({ algorithm }) {
    proof = oauth.DPoP(client, await oauth.generateKeyPair(algorithm));
    return {};
  },
};

await serve(commands);
