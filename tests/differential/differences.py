"""Where the two differ, and why: the whole list. docs/differences-oidc-provider.md is written from it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """Requests whose answers differ in the same way, aspect by aspect: (this provider, the other one)."""

    reason: str
    rows: tuple[str, ...]
    aspects: dict[str, tuple[str, str]]


DIFFERENCES = (
    Difference(
        "`redirect_uri` is required, even of a client with one address (OpenID Connect Core 1.0, section 3.1.2.1); the other takes the one that is registered.",
        (
            "authorize GET: no redirect",
            "authorize POST: no redirect",
        ),
        {"status": ("4xx", "3xx"), "goes": ("stays", "to a page"), "type": ("text/html", "any")},
    ),
    Difference(
        "`invalid_request` is the registered code for a parameter with an unknown value (RFC 6749, section 4.1.2.1); `unsupported_response_mode` is the other's own.",
        (
            "signed in: unknown mode",
            "authorize GET: unknown mode",
            "authorize POST: unknown mode",
            "par POST: unknown mode",
        ),
        {"error": ("invalid_request", "unsupported_response_mode")},
    ),
    Difference(
        "This is a provider of OpenID Connect alone: every request holds `openid`. The other also serves plain OAuth.",
        (
            "authorize GET: no scope",
            "authorize GET: scope without openid",
            "authorize POST: no scope",
            "authorize POST: scope without openid",
        ),
        {"goes": ("to the client", "to a page"), "error": ("invalid_scope", "")},
    ),
    Difference(
        "An address that is not registered is refused as what it is; the other has the parameter switched off.",
        (
            "signed in: request_uri foreign",
            "authorize GET: request_uri foreign",
            "authorize POST: request_uri foreign",
        ),
        {"error": ("invalid_request_uri", "request_uri_not_supported")},
    ),
    Difference(
        "A handle that is not known names no client's request, so no address of a client is trusted.",
        (
            "signed in: unknown handle",
            "authorize GET: unknown handle",
            "authorize POST: unknown handle",
        ),
        {
            "status": ("4xx", "3xx"),
            "goes": ("stays", "to the client"),
            "error": ("", "invalid_request_uri"),
            "type": ("text/html", "any"),
        },
    ),
    Difference(
        "What is no thumbprint of a key can never be redeemed, and is refused at once; the other goes on.",
        (
            "authorize GET: dpop_jkt malformed",
            "authorize POST: dpop_jkt malformed",
        ),
        {"goes": ("to the client", "to a page"), "error": ("invalid_request", "")},
    ),
    Difference(
        "An address that is said twice is not trusted, not even for telling that; the other sends its refusal to the registered one.",
        (
            "authorize GET: redirect_uri twice",
            "authorize POST: redirect_uri twice",
        ),
        {
            "status": ("4xx", "3xx"),
            "goes": ("stays", "to the client"),
            "error": ("", "invalid_request"),
            "type": ("text/html", "any"),
        },
    ),
    Difference(
        "A POST from another site comes without cookies: it is kept, and answered after a GET of our own.",
        ("authorize POST: silent",),
        {"goes": ("to a page", "to the client"), "error": ("", "login_required")},
    ),
    Difference(
        "A POST is answered after a GET of our own, and there the hint is judged (see above).",
        (
            "authorize POST: hint no token",
            "authorize POST: hint and silent",
        ),
        {"goes": ("to a page", "to the client"), "error": ("", "invalid_request")},
    ),
    Difference(
        "A hint is judged when the citizen comes; and who authenticated need not name itself again. The other refuses both while the request is pushed.",
        (
            "par POST: no client",
            "par POST: hint no token",
            "par POST: hint and silent",
        ),
        {"status": ("2xx", "4xx"), "error": ("", "invalid_request")},
    ),
    Difference(
        "Every failed authentication has one answer, `invalid_client` with a challenge: a stranger learns nothing. The other tells a malformed or missing one apart.",
        (
            "par POST: unknown client",
            "token: no client",
            "token: Basic malformed",
            "introspect: no client",
            "device: no client",
            "par: wrong secret",
        ),
        {"error": ("invalid_client", "invalid_request"), "challenge": ("yes", "no")},
    ),
    Difference(
        "What is refused at the authorization endpoint is refused when it is pushed.",
        (
            "par POST: no redirect",
            "par POST: dpop_jkt malformed",
        ),
        {"status": ("4xx", "2xx"), "error": ("invalid_request", "")},
    ),
    Difference(
        "A scope that means nothing here is refused instead of left out, such as that of a request without `openid`.",
        (
            "par POST: no scope",
            "par POST: scope without openid",
        ),
        {"status": ("4xx", "2xx"), "error": ("invalid_scope", "")},
    ),
    Difference(
        "A handle inside a pushed request is never allowed (RFC 9126, section 2.1); the other has the parameter switched off.",
        (
            "par POST: request_uri foreign",
            "par POST: unknown handle",
        ),
        {"error": ("invalid_request", "request_uri_not_supported")},
    ),
    Difference(
        "The challenge is sent with every 401 (RFC 9110, section 15.5.2).",
        (
            "token: wrong secret in the body",
            "token: client without secret",
        ),
        {"challenge": ("yes", "no")},
    ),
    Difference(
        "A wrong method is told in words and JSON, and never stored; the other has no route there.",
        (
            "token: GET",
            "introspect: GET",
            "revoke: GET",
            "register: GET",
            "par: GET",
        ),
        {"error": ("invalid_request", ""), "cache": ("no-store", "other"), "type": ("application/json", "text/plain")},
    ),
    Difference(
        "A method that no route has gets a page of the house, never stored; the other says two words in plain text.",
        (
            "token: PUT",
            "userinfo: PUT",
            "discovery: POST",
        ),
        {"cache": ("no-store", "other"), "type": ("text/html", "text/plain")},
    ),
    Difference(
        "The answer has a body, `{}`, for libraries that read one always; and it is never stored.",
        ("revoke: unknown token", "revoke: access", "revoke: refresh", "revoke: code", "revoke: wrong hint"),
        {"cache": ("no-store", "other"), "type": ("application/json", "any")},
    ),
    Difference(
        "No answer to who sent a secret or a token is stored.",
        (
            "revoke: no token",
            "revoke: wrong secret",
        ),
        {"cache": ("no-store", "other")},
    ),
    Difference(
        "One answer to every failed authentication, and none is stored.",
        ("revoke: no client",),
        {"error": ("invalid_client", "invalid_request"), "challenge": ("yes", "no"), "cache": ("no-store", "other")},
    ),
    Difference(
        "A wrong method is told in words and JSON; the other fails on it.",
        ("device: GET",),
        {
            "status": ("4xx", "5xx"),
            "error": ("invalid_request", ""),
            "cache": ("no-store", "other"),
            "type": ("application/json", "text/plain"),
        },
    ),
    Difference(
        "The token is good, but no citizen stands behind it: `insufficient_scope` (RFC 6750, section 3.1).",
        ("userinfo: a client's own token",),
        {"error": ("insufficient_scope", "invalid_token")},
    ),
    Difference(
        "No bearer token came in a way that counts.",
        ("userinfo: Basic", "userinfo: access in the address"),
        {"error": ("invalid_token", "invalid_request")},
    ),
    Difference(
        "Metadata that is no JSON object is metadata that cannot be used: `invalid_client_metadata` (RFC 7591, section 3.2.2).",
        (
            "register: a list",
            "register: no JSON",
            "register: a form",
        ),
        {"error": ("invalid_client_metadata", "invalid_request")},
    ),
    Difference(
        "What proves nothing only loses the way back, and the person reads a page of ours; the other refuses the request.",
        (
            "end_session: hint no token",
            "end_session: foreign address",
            "leaving: another client's name",
        ),
        {"status": ("2xx", "4xx"), "error": ("", "invalid_request"), "type": ("text/html", "application/json")},
    ),
    Difference(
        "Libraries of all kinds read `application/json`; the media type of its own is optional (RFC 7517, section 8.5).",
        ("jwks",),
        {"type": ("application/json", "application/jwk-set+json")},
    ),
    Difference(
        "A client's token for a scope that nobody knows is refused instead of given for less.",
        ("token: for itself, unknown scope",),
        {"status": ("4xx", "2xx"), "error": ("invalid_scope", ""), "holds": ("", "access_token")},
    ),
    Difference(
        "`redirect_uri` is required (see above); the other takes the one that is registered, and the session answers at once.",
        ("signed in: no redirect",),
        {"status": ("4xx", "3xx"), "goes": ("stays", "to the client"), "type": ("text/html", "any")},
    ),
    Difference(
        "Every request holds `openid` (see above); the other serves plain OAuth, finds nothing to give, and calls that denied.",
        ("signed in: no scope",),
        {"error": ("invalid_scope", "access_denied")},
    ),
    Difference(
        "Every request holds `openid` (see above); the other asks its citizen for plain OAuth.",
        ("signed in: scope without openid",),
        {"goes": ("to the client", "to a page"), "error": ("invalid_scope", "")},
    ),
    Difference(
        "What is no thumbprint of a key can never be redeemed (see above); the other gives a code for it.",
        ("signed in: dpop_jkt malformed",),
        {"error": ("invalid_request", "")},
    ),
    Difference(
        "`select_account` is offered: the page shows who is signed in, and lets another come. The other has no such page.",
        ("signed in: select account",),
        {"goes": ("to a page", "to the client"), "error": ("", "invalid_request")},
    ),
    Difference(
        "Whatever does not prove the challenge is one thing, `invalid_grant` (RFC 7636, section 4.6); the other tells a malformed verifier apart.",
        ("code: short verifier",),
        {"error": ("invalid_grant", "invalid_request")},
    ),
    Difference(
        "The token request repeats the `redirect_uri` that the authorization request held (RFC 6749, section 4.1.3); the other lets a client with one address leave it out.",
        ("code: no redirect",),
        {
            "status": ("4xx", "2xx"),
            "error": ("invalid_grant", ""),
            "holds": ("", "access_token refresh_token id_token"),
        },
    ),
    Difference(
        "A token that is not bound to a key is no DPoP token: `invalid_token` with the challenge of its own scheme. The other misses the proof first.",
        ("userinfo: access as DPoP",),
        {"error": ("invalid_token", "invalid_request")},
    ),
    Difference(
        "What is no token of ours is not active, and no more is said (RFC 7662, section 2.2); the other tells an ID Token apart.",
        ("introspect: id_token",),
        {"status": ("2xx", "4xx"), "error": ("", "unsupported_token_type"), "holds": ("not active", "")},
    ),
    Difference(
        "A client learns of its own tokens only (RFC 7662, section 4); the other tells every client of every token, and about whom it is.",
        ("introspect: of another client",),
        {"holds": ("not active", "sub active")},
    ),
    Difference(
        "Another client's token is passed over as one that is unknown: nobody learns that it exists. The other says so.",
        ("revoke: of another client",),
        {"status": ("2xx", "4xx"), "error": ("", "invalid_request"), "cache": ("no-store", "other")},
    ),
    Difference(
        "A person reads a page of ours; the other answers their browser with JSON.",
        ("leaving: hint and foreign address",),
        {"error": ("", "invalid_request"), "type": ("text/html", "application/json")},
    ),
    Difference(
        "A valid hint for the citizen who is signed in ends the sign-in at once (RP-Initiated Logout 1.0, section 2); the other always asks.",
        ("leaving: hint and address",),
        {"status": ("3xx", "2xx"), "goes": ("to the client", "stays"), "type": ("any", "text/html")},
    ),
)
