// An e-service of the profile fapi2 on openid-client: everything pushed, signed and bound to a key.
import * as client from "openid-client";
import { serve } from "./lines.mjs";

const CONTENT = "A256GCM";
const local = { execute: [client.allowInsecureRequests] };
let config;
let keys;
let proof;
let pending;

const commands = {
  async register({ issuer, metadata, algorithm, signed_answer, encrypted_by }) {
    const pair = await client.randomDPoPKeyPair(algorithm);
    const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "kunci-" + algorithm, use: "sig" };
    keys = { key: pair.privateKey, kid: jwk.kid };
    const way = client.PrivateKeyJwt(keys);
    const jwks = { keys: [jwk] };
    const opening = encrypted_by && (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]));
    if (opening) jwks.keys.push({ ...(await crypto.subtle.exportKey("jwk", opening.publicKey)), kid: "laci-1", use: "enc" });
    config = await client.dynamicClientRegistration(new URL(issuer), { ...metadata, jwks }, way, local);
    proof = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm));
    if (opening) client.enableDecryptingResponses(config, [CONTENT], { key: opening.privateKey, alg: encrypted_by, kid: "laci-1" });
    if (signed_answer) client.useJwtResponseMode(config);
    return config.clientMetadata();
  },
  async begin({ redirect_uri, scope, extra: { signed_object } }) {
    const verifier = client.randomPKCECodeVerifier();
    pending = { verifier, state: client.randomState(), nonce: client.randomNonce() };
    let parameters = new URLSearchParams({
      redirect_uri, scope, state: pending.state, nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
    });
    if (signed_object) parameters = (await client.buildAuthorizationUrlWithJAR(config, parameters, keys)).searchParams;
    return { url: (await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP: proof })).href };
  },
  async finish({ url }) {
    const expected = { pkceCodeVerifier: pending.verifier, expectedState: pending.state, expectedNonce: pending.nonce, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(config, new URL(url), expected, undefined, { DPoP: proof });
    return { tokens, claims: tokens.claims() };
  },
  userinfo: ({ access_token, sub }) => client.fetchUserInfo(config, access_token, sub, { DPoP: proof }),
  refresh: ({ refresh_token }) => client.refreshTokenGrant(config, refresh_token, undefined, { DPoP: proof }),
};

await serve(commands);
