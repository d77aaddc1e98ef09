// npm oidc-provider as it is, on a port of this machine, for the comparison: node peer.mjs PORT
// Nothing is kept; whoever comes to its pages may sign in by any name.
import crypto from "node:crypto";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const made = (type, options, extra) => ({
  ...crypto.generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), use: "sig", ...extra,
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  scopes: ["openid", "offline_access"],
  claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
  jwks: { keys: [made("rsa", { modulusLength: 2048 }, { alg: "RS256" }), made("ec", { namedCurve: "P-256" }, { alg: "ES256" })] },
  enableHttpPostMethods: true,
  cookies: { long: { sameSite: "none" }, keys: [crypto.randomBytes(32).toString("hex")] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  responseTypes: ["code"],
  features: {
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    dPoP: { enabled: true },
    introspection: { enabled: true },
    jwtResponseModes: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    registration: { enabled: true },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
    requestObjects: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  clientDefaults: { id_token_signed_response_alg: "ES256" },
  findAccount: async (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, name: "Seseorang" }) }),
});
provider.on("server_error", (ctx, error) => console.error(error));
provider.listen(port, "127.0.0.1", () => console.log("up"));
