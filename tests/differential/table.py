"""The requests: correct, missing, repeated, malformed, of wrong types, by wrong methods, with wrong credentials."""

from tests.differential.asking import CALLBACK, METADATA, Row

GOOD = {
    "client_id": "{client}",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
    "state": "s-1",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
BASIC = {"Authorization": "{basic}"}
WRONG = {"Authorization": "Basic YToxMjM0"}


def pairs(base: dict[str, str], **changes: str | None) -> tuple[tuple[str, str], ...]:
    """Return `base` with `changes`; None leaves a parameter out."""
    return tuple((name, value) for name, value in (base | changes).items() if value is not None)


CHANGES: dict[str, dict[str, str | None]] = {
    "good": {},
    "no client": {"client_id": None},
    "unknown client": {"client_id": "nobody"},
    "no redirect": {"redirect_uri": None},
    "foreign redirect": {"redirect_uri": "https://evil.example/"},
    "longer redirect": {"redirect_uri": CALLBACK + "/more"},
    "malformed redirect": {"redirect_uri": "no address"},
    "no type": {"response_type": None},
    "unknown type": {"response_type": "gift"},
    "old type": {"response_type": "id_token"},
    "unknown mode": {"response_mode": "pigeon"},
    "no scope": {"scope": None},
    "scope without openid": {"scope": "profile"},
    "unknown scope": {"scope": "openid wings"},
    "no challenge": {"code_challenge": None, "code_challenge_method": None},
    "plain challenge": {"code_challenge_method": "plain"},
    "short challenge": {"code_challenge": "abc"},
    "method without challenge": {"code_challenge": None},
    "silent": {"prompt": "none"},
    "silent and login": {"prompt": "none login"},
    "unknown prompt": {"prompt": "dance"},
    "max_age a word": {"max_age": "soon"},
    "max_age negative": {"max_age": "-1"},
    "claims no JSON": {"claims": "{"},
    "claims a list": {"claims": "[]"},
    "claims of wrong type": {"claims": '{"userinfo": 1}'},
    "request no token": {"request": "x"},
    "request unsigned": {"request": "eyJhbGciOiJub25lIn0.e30."},
    "request_uri foreign": {"request_uri": "https://rp.example.id/object"},
    "unknown handle": {"request_uri": "urn:ietf:params:oauth:request_uri:none"},
    "registration": {"registration": "{}"},
    "hint no token": {"id_token_hint": "x"},
    "hint and silent": {"id_token_hint": "x", "prompt": "none"},
    "unknown parameter": {"colour": "red"},
    "empty state": {"state": ""},
    "display unknown": {"display": "wall"},
    "dpop_jkt malformed": {"dpop_jkt": "x"},
}
REPEATED = ("state", "client_id", "redirect_uri", "scope", "colour")


def _authorize(endpoint: str, method: str, headers: dict[str, str]) -> list[Row]:
    rows = [
        Row(f"{endpoint} {method}: {name}", endpoint, method, pairs(GOOD, **changes), headers)
        for name, changes in CHANGES.items()
    ]
    again = [
        Row(
            f"{endpoint} {method}: {name} twice",
            endpoint,
            method,
            (*pairs(GOOD | {"colour": "red"}), (name, "b")),
            headers,
        )
        for name in REPEATED
    ]
    return rows + again


CODE = {"grant_type": "authorization_code", "code": "unknown", "redirect_uri": CALLBACK, "code_verifier": "v" * 43}
IN_BODY = {"client_id": "{client}", "client_secret": "{secret}"}
TOKEN = [
    Row("token: unknown code", "token", pairs=pairs(CODE), headers=BASIC),
    Row("token: no code", "token", pairs=pairs(CODE, code=None), headers=BASIC),
    Row("token: no verifier", "token", pairs=pairs(CODE, code_verifier=None), headers=BASIC),
    Row("token: code twice", "token", pairs=(*pairs(CODE), ("code", "b")), headers=BASIC),
    Row("token: wrong secret", "token", pairs=pairs(CODE), headers=WRONG),
    Row("token: no client", "token", pairs=pairs(CODE)),
    Row("token: Basic malformed", "token", pairs=pairs(CODE), headers={"Authorization": "Basic %%%"}),
    Row("token: two ways at once", "token", pairs=pairs(CODE | IN_BODY), headers=BASIC),
    Row("token: wrong secret in the body", "token", pairs=pairs(CODE | IN_BODY, client_secret="no")),
    Row("token: client without secret", "token", pairs=pairs(CODE, client_id="{client}")),
    Row("token: no grant", "token", headers=BASIC),
    Row("token: unknown grant", "token", pairs=(("grant_type", "gift"),), headers=BASIC),
    Row("token: password grant", "token", pairs=(("grant_type", "password"),), headers=BASIC),
    Row(
        "token: unknown refresh token",
        "token",
        pairs=(("grant_type", "refresh_token"), ("refresh_token", "x")),
        headers=BASIC,
    ),
    Row("token: no refresh token", "token", pairs=(("grant_type", "refresh_token"),), headers=BASIC),
    Row(
        "token: unknown device code",
        "token",
        pairs=(("grant_type", METADATA["grant_types"][3]), ("device_code", "x")),
        headers=BASIC,
    ),
    Row("token: for itself", "token", pairs=(("grant_type", "client_credentials"),), headers=BASIC),
    Row(
        "token: for itself, unknown scope",
        "token",
        pairs=(("grant_type", "client_credentials"), ("scope", "wings")),
        headers=BASIC,
    ),
    Row(
        "token: proof malformed", "token", pairs=(("grant_type", "client_credentials"),), headers=BASIC | {"DPoP": "x"}
    ),
    Row("token: as JSON", "token", json=CODE, headers=BASIC),
    Row("token: GET", "token", "GET", headers=BASIC),
    Row("token: PUT", "token", "PUT", headers=BASIC),
]
REST = [
    *(Row(f"{at}: unknown token", at, pairs=(("token", "x"),), headers=BASIC) for at in ("introspect", "revoke")),
    *(Row(f"{at}: no token", at, headers=BASIC) for at in ("introspect", "revoke")),
    *(Row(f"{at}: wrong secret", at, pairs=(("token", "x"),), headers=WRONG) for at in ("introspect", "revoke")),
    *(Row(f"{at}: no client", at, pairs=(("token", "x"),)) for at in ("introspect", "revoke")),
    *(Row(f"{at}: GET", at, "GET", headers=BASIC) for at in ("introspect", "revoke", "register", "par", "device")),
    Row("introspect: own token", "introspect", pairs=(("token", "{own_token}"),), headers=BASIC),
    Row("userinfo: no token", "userinfo", "GET"),
    Row("userinfo: unknown token", "userinfo", "GET", headers={"Authorization": "Bearer x"}),
    Row("userinfo: unknown token, POST", "userinfo", headers={"Authorization": "Bearer x"}),
    Row("userinfo: a client's own token", "userinfo", "GET", headers={"Authorization": "Bearer {own_token}"}),
    Row("userinfo: Basic", "userinfo", "GET", headers=BASIC),
    Row("userinfo: token twice", "userinfo", pairs=(("access_token", "x"),), headers={"Authorization": "Bearer x"}),
    Row("userinfo: PUT", "userinfo", "PUT"),
    Row("register: good", "register", json=METADATA),
    Row("register: no redirects", "register", json={"client_name": "x"}),
    Row("register: a list", "register", json=[]),
    Row("register: no JSON", "register", raw="{", headers={"Content-Type": "application/json"}),
    Row("register: a form", "register", pairs=(("client_name", "x"),)),
    *(
        Row(f"register: {name} {value!r}", "register", json=METADATA | {name: value})
        for name, value in (
            ("redirect_uris", "x"), ("redirect_uris", ["https://a.example/#f"]), ("grant_types", ["gift"]),
            ("client_name", 1), ("jwks", 1), ("contacts", "x"), ("logo_uri", "x"), ("default_max_age", "x"),
            ("token_endpoint_auth_method", "magic"), ("id_token_signed_response_alg", "none"), ("subject_type", "secret"),
        )
    ),
    Row("management: read", "management", "GET", headers={"Authorization": "Bearer {managing}"}),
    Row("management: no token", "management", "GET"),
    Row("management: wrong token", "management", "GET", headers={"Authorization": "Bearer x"}),
    Row("device: good", "device", pairs=(("scope", "openid"), ("client_id", "{client}")), headers=BASIC),
    Row("device: no client", "device", pairs=(("scope", "openid"),)),
    Row("par: wrong secret", "par", pairs=pairs(GOOD), headers=WRONG),
    Row("end_session: bare", "end_session", "GET"),
    Row("end_session: hint no token", "end_session", "GET", (("id_token_hint", "x"),)),
    Row("end_session: foreign address", "end_session", "GET", (("client_id", "{client}"), ("post_logout_redirect_uri", "https://evil.example/"))),
    Row("discovery", "discovery", "GET"),
    Row("discovery: POST", "discovery"),
    Row("jwks", "jwks", "GET"),
]  # fmt: skip
ROWS = [
    *_authorize("authorize", "GET", {}),
    *_authorize("authorize", "POST", {}),
    *_authorize("par", "POST", BASIC),
    *TOKEN,
    *REST,
]
